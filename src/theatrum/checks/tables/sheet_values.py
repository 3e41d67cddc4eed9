"""What a cell of a workbook is as text."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = str | int | float | bool | time | date | datetime | timedelta

# Spreadsheets keep 15 digits.
_EXACT = 10**15
_WRITTEN_OUT = 1e21


@dataclass(slots=True)
class Oddities:
    """The rows (from 1, the first below the header) of a column's cells that are dates or numbers of many digits."""

    dates: list[int] = field(default_factory=list)
    long_numbers: list[int] = field(default_factory=list)


def texts(values: Iterable[Value], oddities: Oddities, first_row: int) -> list[str]:
    """Return a column's cells as text, and note where it is an oddity; they begin in ``first_row``."""
    found = []
    for row, value in enumerate(values, first_row):
        if isinstance(value, str):
            found.append(value)
            continue
        if isinstance(value, date | time | timedelta):
            oddities.dates.append(row)
        elif abs(value) >= _EXACT and float(value).is_integer():
            oddities.long_numbers.append(row)
        found.append(text_of(value))
    return found


def text_of(value: Value) -> str:
    """Write a value as the same table saved as CSV would have it: 5 for 5.0, true, 2024-01-31, 03:04:05, PT30H."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return _number(value)
        case datetime():
            return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return _duration(value)
    return str(value)


def _number(value: float) -> str:
    if math.isfinite(value) and value.is_integer() and abs(value) < _WRITTEN_OUT:
        # The shortest digits that mean this number: 1e17 is not written with digits that nobody entered.
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return f"{value:.15g}"


def _duration(value: timedelta) -> str:
    seconds = value.total_seconds()
    sign = "-" if seconds < 0 else ""
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(int(minutes), 60)
    rest = f"{minute}M" if minute else ""
    tail = f"{second:g}S" if second else ""
    return f"{sign}PT{hours}H{rest}{tail}"
