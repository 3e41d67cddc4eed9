"""What is known of each person: the day of birth, of death, of the index; from the row, or from another table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from theatrum.checks.dates.problems import told
from theatrum.checks.dates.sheets import Cell, Sheet
from theatrum.checks.dates.writings import Day, Reading, is_missing, read_day
from theatrum.checks.findings import Group

T = TypeVar("T", date, int)


@dataclass(frozen=True, slots=True)
class Bad:
    """Something stands there, but what is wrong with it has been told."""


BAD = Bad()


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """What is known for each row of each table, in their order; None is nothing."""

    rows: tuple[tuple[T | Bad | None, ...], ...]
    groups: tuple[Group, ...]


def known_of(
    sheets: Sequence[Sheet], column: str, person: str | None, read: Callable[[str], tuple[T | Bad, str | None]]
) -> Known[T]:
    """Read a column in every table that has it; rows of the others get what is known of the same person.

    ``read`` returns what a cell means, and the code of what there is to say about it.
    """
    groups: list[Group] = []
    own: list[list[T | Bad | None]] = []
    for sheet in sheets:
        values, found = _read_column(sheet, column, read)
        own.append(values)
        groups += found
    by_person = _by_person(sheets, person, own)
    rows = [
        tuple(_or_known(value, who, by_person) for value, who in zip(values, _persons(sheet, person), strict=True))
        for sheet, values in zip(sheets, own, strict=True)
    ]
    return Known(tuple(rows), tuple(groups))


def disagreeing(sheets: Sequence[Sheet], column: str, person: str | None, known: Known[date]) -> list[Group]:
    """Tell the rows whose person has another date of birth in an earlier row."""
    first: dict[str, date] = {}
    groups = []
    for sheet, days in zip(sheets, known.rows, strict=True):
        rows = []
        for row, (who, day) in enumerate(zip(_persons(sheet, person), days, strict=True), 1):
            if who is not None and isinstance(day, date) and first.setdefault(who, day) != day:
                rows.append(row)
        if rows:
            groups.append(told("dates.two_births", sheet.place(column), rows))
    return groups


def day_reader(reading: Reading, today: date) -> Callable[[str], tuple[date | Bad, str | None]]:
    """Return what reads a cell as a day that is not in the future."""

    def read(text: str) -> tuple[date | Bad, str | None]:
        found = read_day(text, reading)
        if not isinstance(found, Day):
            return BAD, found
        if found.day > today:
            return BAD, "dates.future"
        return found.day, "dates.middle_taken" if found.is_middle else None

    return read


def _read_column(
    sheet: Sheet, column: str, read: Callable[[str], tuple[T | Bad, str | None]]
) -> tuple[list[T | Bad | None], list[Group]]:
    cells: Sequence[Cell] = sheet.columns.get(column) or [None] * sheet.height
    values: list[T | Bad | None] = []
    places: dict[str, list[int]] = {}
    for row, text in enumerate(cells, 1):
        if text is None or is_missing(text):
            values.append(None)
            continue
        value, code = read(text)
        values.append(value)
        if code:
            places.setdefault(code, []).append(row)
    return values, [told(code, sheet.place(column), rows) for code, rows in places.items()]


def _persons(sheet: Sheet, person: str | None) -> list[str | None]:
    cells = sheet.columns.get(person) if person else None
    return [cell.strip() if cell else None for cell in cells] if cells else [None] * sheet.height


def _by_person(
    sheets: Sequence[Sheet], person: str | None, own: Sequence[Sequence[T | Bad | None]]
) -> dict[str, T | Bad | None]:
    """Return what is known of each person; None where rows say different things."""
    found: dict[str, T | Bad | None] = {}
    for sheet, values in zip(sheets, own, strict=True):
        for who, value in zip(_persons(sheet, person), values, strict=True):
            if who is None or value is None:
                continue
            found[who] = value if found.get(who, value) == value else None
    return found


def _or_known(value: T | Bad | None, who: str | None, by_person: dict[str, T | Bad | None]) -> T | Bad | None:
    return by_person.get(who) if value is None and who is not None else value
