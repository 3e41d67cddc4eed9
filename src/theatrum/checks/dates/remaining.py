"""The last look before anything is written: no calendar date in what stays, and no birth even where dates may stay."""

from collections.abc import Sequence
from datetime import date

from theatrum.checks.dates.people import Bad
from theatrum.checks.dates.problems import told
from theatrum.checks.dates.request import Request
from theatrum.checks.dates.sheets import Cell, Sheet
from theatrum.checks.dates.writings import Day, Reading, holds_date, read_day
from theatrum.checks.findings import Group


def remaining(made: Sheet, original: Sheet, births: Sequence[date | Bad | None], request: Request) -> list[Group]:
    """Tell where calendar dates stand in columns that stay, by their rows."""
    groups = []
    for name, cells in made.columns.items():
        if name not in original.columns or cells is not original.columns[name]:
            continue
        rows = _births_in(cells, births, request.reading) if name in request.kept else _dates_in(cells)
        if rows:
            groups.append(told("dates.remains", original.place(name), rows))
    return groups


def _dates_in(cells: Sequence[Cell]) -> list[int]:
    seen: dict[str, bool] = {}
    rows = []
    for row, cell in enumerate(cells, 1):
        if cell is None:
            continue
        if cell not in seen:
            seen[cell] = holds_date(cell)
        if seen[cell]:
            rows.append(row)
    return rows


def _births_in(cells: Sequence[Cell], births: Sequence[date | Bad | None], reading: Reading) -> list[int]:
    """Return the rows of a column that may hold dates in which it is the date of birth."""
    rows = []
    for row, (cell, birth) in enumerate(zip(cells, births, strict=True), 1):
        found = read_day(cell, reading) if cell is not None else None
        if isinstance(found, Day) and found.day == birth:
            rows.append(row)
    return rows
