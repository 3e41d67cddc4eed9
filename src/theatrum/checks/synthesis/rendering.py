"""Drafts as files: tables as CSV or as a workbook, in the way that a person's program would have saved them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from theatrum.checks.synthesis.drafts import DraftTable, Row
from theatrum.checks.synthesis.styles import Formula, Style

if TYPE_CHECKING:  # only named, see workbook_bytes
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MARKS = {"utf-16": ("utf-16-le", b"\xff\xfe"), "utf-8-sig": ("utf-8", b"\xef\xbb\xbf")}
_NUMBERS = frozenset({"integer", "number"})


def table_path(table: DraftTable, style: Style) -> str:
    """Return the path of a table below the submission's folder: in the folder of its component, named after it."""
    return f"{table.part.leaf.path}/{table.part.name}.{style.ending}"


def header_of(table: DraftTable, style: Style) -> list[str]:
    """Return the cells of the header."""
    names = [style.headings.get(column, column) for column in table.columns]
    return [*names, style.headings.get(style.doubled, style.doubled)] if style.doubled else names


def csv_bytes(table: DraftTable, style: Style, *, has_header: bool = True) -> bytes:
    """Return a table, or a further piece of it without header, as delimited text."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=style.separator, lineterminator="\n")
    if has_header:
        writer.writerow(header_of(table, style))
    for row in table.rows:
        writer.writerow([*_cells(table, style, row), *style.extras.get(id(row), ())])
    encoding, mark = _MARKS.get(style.encoding, (style.encoding, b""))
    return (mark if has_header else b"") + stream.getvalue().encode(encoding)


def workbook_bytes(tables: Sequence[DraftTable], style: Style) -> bytes:
    """Return the pieces of one table as a workbook with one sheet; numbers are numbers, all else is text."""
    import xlsxwriter  # slow import

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(tables[0].part.name[:31])
        # A fixed moment: the same order gives the same bytes.
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        dates = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, header_of(tables[0], style))
        numeric = _numeric(tables[0])
        line = 0
        for table in tables:
            for row in table.rows:
                line += 1
                _write_row(sheet, line, _typed(table, style, row, numeric), dates)
    return stream.getvalue()


def _write_row(sheet: "Worksheet", line: int, cells: Sequence[str | float | date | Formula], dates: "Format") -> None:
    for place, cell in enumerate(cells):
        match cell:
            case "":
                continue
            case Formula():
                sheet.write_formula(line, place, cell.text, None, cell.result)
            case date():
                sheet.write_datetime(line, place, cell, dates)
            case str():
                sheet.write_string(line, place, cell)
            case _:
                sheet.write_number(line, place, cell)


def _typed(table: DraftTable, style: Style, row: Row, numeric: frozenset[str]) -> list[str | float | date | Formula]:
    cells: list[str | float | date | Formula] = []
    for column in [*table.columns, *([style.doubled] if style.doubled else [])]:
        odd = style.odd_cells.get((id(row), column))
        cells.append(_number(row.get(column, "")) if odd is None and column in numeric else odd or row.get(column, ""))
    return [*cells, *style.extras.get(id(row), ())]


def _cells(table: DraftTable, style: Style, row: Row) -> list[str]:
    cells = [row.get(column, "") for column in table.columns]
    return [*cells, row.get(style.doubled, "")] if style.doubled else cells


def _number(text: str) -> str | float:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _numeric(table: DraftTable) -> frozenset[str]:
    properties = table.part.schema.schema.get("properties")
    declared: Mapping[str, object] = properties if isinstance(properties, dict) else {}
    return frozenset(name for name, part in declared.items() if isinstance(part, dict) and part.get("type") in _NUMBERS)
