"""Tables that a command writes: CSV, TSV or XLSX by the ending of the name, whole or not at all."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from theatrum.kernel.errors import InvalidRequest

Row = Sequence[object]
Writer = Callable[[Sequence[str], Iterable[Row]], None]
_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def writer_of(path: Path) -> Writer:
    """Return what writes a header and rows into this file. Raises InvalidRequest for an ending that is not known."""
    ending = path.suffix.lower()
    if ending not in (*_DELIMITERS, ".xlsx"):
        raise InvalidRequest(reason=f"{path.name}: a table is written as .csv, .tsv or .xlsx. Name the file so.")
    write = _write_workbook if ending == ".xlsx" else _write_delimited

    def whole(header: Sequence[str], rows: Iterable[Row]) -> None:
        aside = path.with_name(f".{path.stem}.part{ending}")
        try:
            write(aside, header, rows)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)

    return whole


def _write_delimited(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=_DELIMITERS[path.suffix])
        writer.writerow(header)
        writer.writerows(rows)


def _write_workbook(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write every cell as text: no number loses a zero, and nothing becomes a formula."""
    import xlsxwriter  # slow import

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in _filled(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, 0, max(0, len(header) - 1))


def _filled(row: Row) -> Iterator[tuple[int, str]]:
    return ((column, str(cell)) for column, cell in enumerate(row) if cell is not None)
