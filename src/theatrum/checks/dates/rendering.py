"""Converted tables as the bytes of a file."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from theatrum.checks.dates.sheets import Cell, Sheet

if TYPE_CHECKING:  # only named, see as_workbook
    from xlsxwriter.worksheet import Worksheet

# What a spreadsheet keeps as exactly this number; identifiers with zeros in front are none.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{0,12}[1-9])?")
_LONGEST_NUMBER = 15
_SHEET_NAME = 31


def as_csv(sheet: Sheet, separator: str = ",") -> bytes:
    """Return a table as delimited text in UTF-8."""
    stream = io.StringIO()
    # The writer quotes what holds its own line end, not a carriage return by itself; quotes around all are right too.
    is_odd = any("\r" in cell for cells in sheet.columns.values() for cell in cells if cell)
    writer = csv.writer(
        stream,
        delimiter=separator,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if is_odd else csv.QUOTE_MINIMAL,
    )
    writer.writerow(sheet.columns)
    writer.writerows(_rows(sheet))
    return stream.getvalue().encode()


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return tables as the sheets of a workbook; numbers are numbers, all else is text."""
    import xlsxwriter  # slow import

    stream = io.BytesIO()
    # In memory: nothing is written to a temporary file.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        for sheet in sheets:
            page = book.add_worksheet((sheet.sheet or "Sheet1")[:_SHEET_NAME])
            page.write_row(0, 0, list(sheet.columns))
            for line, row in enumerate(_rows(sheet), 1):
                _write_row(page, line, row)
    return stream.getvalue()


def _write_row(page: "Worksheet", line: int, row: Sequence[Cell]) -> None:
    for place, cell in enumerate(row):
        if cell and _NUMBER.fullmatch(cell) and len(cell) <= _LONGEST_NUMBER:
            page.write_number(line, place, float(cell))
        elif cell:
            page.write_string(line, place, cell)


def _rows(sheet: Sheet) -> Iterable[tuple[Cell, ...]]:
    return zip(*sheet.columns.values(), strict=True)
