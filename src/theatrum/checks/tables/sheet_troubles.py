"""What is said about cells of a sheet that are not what they seem."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables.sheet_marks import Mark
from theatrum.checks.tables.sheet_values import Oddities
from theatrum.checks.tables.table import Area
from theatrum.checks.tables.troubles import trouble

Corner = tuple[int, int]
Range = tuple[Corner, Corner]


def odd_values(oddities: Sequence[Oddities], names: Sequence[str]) -> list[Group]:
    """Tell of dates, and of numbers with more digits than a spreadsheet keeps, a column at a time."""
    groups = []
    for name, odd in zip(names, oddities, strict=True):
        if odd.dates:
            message = (
                "The cell is a date or a time of the spreadsheet, which also makes dates of codes such as gene names "
                "or 1-2; it was read in ISO form."
            )
            fix = "Format the column as text and write what is meant, as it was before it became a date."
            groups.append(_warning("date_cell", message, fix, name, odd.dates))
        if odd.long_numbers:
            message = "The number has more digits than a spreadsheet keeps; the last ones may be zeros now."
            fix = "Format the column as text and write the number again."
            groups.append(_warning("long_number", message, fix, name, odd.long_numbers))
    return groups


def lost_values(marks: Iterable[Mark], names: Sequence[str], header_row: int) -> list[Group]:
    """Tell of error cells and of formulas without a result, below the header in row ``header_row`` (from 0)."""
    placed = [mark for mark in marks if mark.row is None or mark.row > header_row]
    placed.sort(key=lambda mark: (mark.error or "", -1 if mark.column is None else mark.column, mark.row or 0))
    groups = []
    for (error, position), same in groupby(placed, key=lambda mark: (mark.error, mark.column)):
        rows = [mark.row - header_row for mark in same if mark.row is not None]
        name = names[position] if position is not None and position < len(names) else None
        groups.append(_lost(error, name, rows))
    return groups


def merged_cells(ranges: Iterable[Range], header_row: int) -> list[Group]:
    """Warn of merged cells from the header on: only their first cell has the value."""
    rows = list(_rows(ranges, header_row))
    if not rows:
        return []
    message = "Cells of the row are merged: only the first of them has the value, the others are empty."
    fix = "Undo the merging and write the value into each cell."
    numbers = [row - header_row for row in rows if row > header_row]
    return [trouble("merged_cells", message, fix=fix, severity=Severity.WARNING, rows=numbers)]


def unread_areas(
    marks: Iterable[Mark], ranges: Iterable[Range], header_row: int, shape: tuple[int, int]
) -> tuple[Area, ...]:
    """Return where the cells below the header are that are something else than empty, and are read as empty.

    ``shape`` is how many rows and columns the table has.
    """
    height, width = shape
    lost = [
        (range(mark.row - header_row, mark.row - header_row + 1), range(mark.column, mark.column + 1))
        for mark in marks
        if mark.row is not None and mark.column is not None and mark.row > header_row
    ]
    for first, last in ranges:
        start, end = first[0] - header_row, min(last[0] - header_row, height) + 1
        columns = range(first[1], min(last[1] + 1, width))
        # The first cell has the value.
        lost.append((range(max(start, 1), min(start + 1, end)), columns[1:]))
        lost.append((range(max(start + 1, 1), end), columns))
    return tuple((rows, columns) for rows, columns in lost if rows and columns)


def _rows(ranges: Iterable[Range], header_row: int) -> Iterator[int]:
    """Yield each row from the header on that a range has, once, in order."""
    reached = header_row - 1
    for start, end in sorted((first[0], last[0]) for first, last in ranges):
        yield from range(max(start, reached + 1), end + 1)
        reached = max(reached, end)


def _warning(code: str, message: str, fix: str, column: str, rows: Sequence[int]) -> Group:
    return trouble(code, message, fix=fix, severity=Severity.WARNING, column=column, rows=rows)


def _lost(error: str | None, column: str | None, rows: Sequence[int]) -> Group:
    if error is None:
        message = "The cell has a formula that was saved without its result; it was read as empty."
        fix = "Open the workbook in a spreadsheet program and save it, or write the value instead of the formula."
        return trouble("formula_without_value", message, fix=fix, column=column, rows=rows)
    message = "The cell holds an error of the spreadsheet; it was read as empty."
    return trouble("error_cell", message, fix="Write the value itself.", column=column, value=error, rows=rows)
