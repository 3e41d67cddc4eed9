"""Calendar dates as people write them. The page in the browser reads by the same rules: frontend/src/dates/writings.ts.

Nothing here raises, and nothing that is returned holds a text: a date may say who somebody is.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

Order = Literal["dmy", "mdy", "ymd"]
LONGEST = 40
_SHORT = 2
_LAST_MONTH = 12
_MIDDLE_DAY, _MIDDLE_MONTH = 15, 7
_OLDEST, _NEWEST = 1800, 2199

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AP]M)?(?: ?Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_UNKNOWN = r"(?:00|xx|uu|un|unk|uk|\?\?)"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_TIME}", re.IGNORECASE)
_DAY_NAMED = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[-/., ]*({_NAME})[-/., ]*([0-9]{{4}}|[0-9]{{2}}){_TIME}", re.IGNORECASE
)
_NAMED_FIRST = re.compile(
    rf"({_NAME})[-/. ]*([0-9]{{1,2}})(?:st|nd|rd|th)?(?:[-/., ]+)([0-9]{{4}}){_TIME}", re.IGNORECASE
)
_YEAR_NAMED = re.compile(rf"([0-9]{{4}})[-/., ]*({_NAME})[-/., ]*([0-9]{{1,2}}){_TIME}", re.IGNORECASE)
# Without a day: 2020, 2020-03, 2020-03-XX, 2020-XX-XX, 03/2020, XX/03/2020, March 2020, UN-MAR-2020, 2020-Mar.
_YEAR_ALONE = re.compile(rf"([0-9]{{4}})(?:[-/.]{_UNKNOWN}(?:[-/.]{_UNKNOWN})?)?", re.IGNORECASE)
_YEAR_LAST_ALONE = re.compile(rf"{_UNKNOWN}[-/. ](?:{_UNKNOWN}[-/. ])?([0-9]{{4}})", re.IGNORECASE)
_YEAR_MONTH = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})(?:[-/.]{_UNKNOWN})?", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"(?:{_UNKNOWN}[-/.])?([0-9]{{1,2}})[-/.]([0-9]{{4}})", re.IGNORECASE)
_NAME_YEAR = re.compile(rf"(?:{_UNKNOWN}[-/., ]*)?({_NAME})[-/., ]*([0-9]{{4}})", re.IGNORECASE)
_YEAR_NAME = re.compile(rf"([0-9]{{4}})[-/., ]*({_NAME})(?:[-/., ]*{_UNKNOWN})?", re.IGNORECASE)
_SERIAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
# Inside longer texts; signs beside it must not be digits, nor make it a longer chain such as a version of four parts.
_WITHIN = re.compile(
    r"(?<![0-9.])(?:"
    r"(?:1[89]|20)[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:1[89]|20)[0-9]{2}"
    r"|[0-9]{1,2}([-/])[0-9]{1,2}\3[0-9]{2}"
    r")(?![0-9]|[-/.][0-9])",
    re.IGNORECASE,
)
_NAMED_WITHIN = re.compile(
    rf"(?<![a-z0-9])(?:[0-9]{{1,2}}(?:st|nd|rd|th)?[-/., ]*{_NAME}[-/., ]*(?:1[89]|20)[0-9]{{2}}"
    rf"|{_NAME}[-/. ]+[0-9]{{1,2}}(?:st|nd|rd|th)?[-/., ]+(?:1[89]|20)[0-9]{{2}}"
    rf"|{_NAME}[-/., ]+(?:1[89]|20)[0-9]{{2}})(?![a-z0-9])",
    re.IGNORECASE,
)

# What people write where they know no date. It says nothing of a day, so it stays as it stands.
MISSING = frozenset(
    [
        "na", "n/a", "nan", "none", "null", "-", "--", ".", "?", "unknown", "missing", "not reported",
        "not applicable", "not available", "not collected", "not known", "not recorded", "unspecified",
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """How dates are read that can be read in several ways.

    ``order`` is that of numbers without a year in front; ``pivot`` is the last two-digit year that is 20xx;
    ``takes_middle`` takes the 15th of a month and the 1st of July for what is unknown. None and False refuse.
    """

    order: Order | None = None
    pivot: int | None = None
    takes_middle: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read; ``is_middle`` where a part of it was unknown."""

    day: date
    is_middle: bool = False


def is_missing(text: str) -> bool:
    """Return whether a text says that nothing is known."""
    return text.strip().casefold() in MISSING


def read_day(text: str, reading: Reading) -> Day | str:
    """Return the day that a text means, or the code of what is wrong with it."""
    return _read(" ".join(text.split()), reading)


# The same days stand in many rows.
@lru_cache(maxsize=100_000)
def _read(bare: str, reading: Reading) -> Day | str:
    if len(bare) > LONGEST:
        return "dates.not_a_date"
    complete = _complete(bare, reading)
    if complete is not None:
        return complete
    partial = _partial(bare)
    if partial is not None:
        year, month = partial
        if not _is_year(year) or (month is not None and not 1 <= month <= _LAST_MONTH):
            return "dates.serial" if bare.isdigit() else "dates.impossible"
        if not reading.takes_middle:
            return "dates.incomplete"
        middle = date(year, _MIDDLE_MONTH, 1) if month is None else date(year, month, _MIDDLE_DAY)
        return Day(middle, is_middle=True)
    return "dates.serial" if _SERIAL.fullmatch(bare) else "dates.not_a_date"


def is_date(text: str) -> bool:
    """Return whether a whole text is a calendar date or a month of a year; a year alone is none."""
    return _is_date(" ".join(text.split()))


@lru_cache(maxsize=100_000)
def _is_date(bare: str) -> bool:
    if len(bare) > LONGEST or not any(sign.isdigit() for sign in bare):
        return False
    if _COMPACT.fullmatch(bare):
        return isinstance(_compact(bare), Day) and bare.startswith(("18", "19", "20"))
    if bare.isdigit():
        return False
    found = _complete(bare, Reading(order="dmy", pivot=0))
    if isinstance(found, Day) or isinstance(_complete(bare, Reading(order="mdy", pivot=0)), Day):
        return True
    partial = _partial(bare)
    return partial is not None and _is_year(partial[0]) and (partial[1] is None or 1 <= partial[1] <= _LAST_MONTH)


def holds_date(text: str) -> bool:
    """Return whether a text is a calendar date or has one in it."""
    return (
        is_date(text) or any(is_date(found[0]) for found in _WITHIN.finditer(text)) or bool(_NAMED_WITHIN.search(text))
    )


def _complete(bare: str, reading: Reading) -> Day | str | None:
    """Return the day of a text with day, month and year; None where it is not made so."""
    if found := _YEAR_FIRST.fullmatch(bare):
        return None if "00" in found.group(3, 4) else _day(int(found[1]), int(found[3]), int(found[4]))
    if _COMPACT.fullmatch(bare):
        return _compact(bare)
    if found := _YEAR_LAST.fullmatch(bare):
        return _numbers(found[1], found[3], found[4], found[2], reading)
    return _with_name(bare, reading)


def _with_name(bare: str, reading: Reading) -> Day | str | None:
    """Return the day of a text in which the month has its name."""
    if found := _DAY_NAMED.fullmatch(bare):
        return _named(found[3], found[2], found[1], reading)
    if found := _NAMED_FIRST.fullmatch(bare):
        return _named(found[3], found[1], found[2], reading)
    if found := _YEAR_NAMED.fullmatch(bare):
        return _named(found[1], found[2], found[3], reading)
    return None


def _compact(bare: str) -> Day | str:
    day = _day(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    return day if isinstance(day, Day) else "dates.serial"


def _numbers(first: str, second: str, third: str, sign: str, reading: Reading) -> Day | str | None:
    """Read three numbers of which the first is not a year of four digits."""
    if len(third) == _SHORT and reading.order == "ymd":
        return _in_year(first, int(second), int(third), reading)
    one, two = int(first), int(second)
    if not one and len(third) != _SHORT:
        return None
    order = reading.order if reading.order in {"dmy", "mdy"} else "dmy" if sign == "." else None
    if order is None and one != two and one <= _LAST_MONTH and two <= _LAST_MONTH:
        return "dates.ambiguous"
    if order is None and len(third) == _SHORT and reading.order is None:
        return "dates.ambiguous" if reading.pivot is not None else "dates.two_digit_year"
    is_month_first = order == "mdy" or (order is None and two > _LAST_MONTH)
    return _in_year(third, one, two, reading) if is_month_first else _in_year(third, two, one, reading)


def _named(year: str, name: str, day: str, reading: Reading) -> Day | str | None:
    if day == "00":
        return None
    return _in_year(year, _month_number(name), int(day), reading)


def _in_year(year: str, month: int, day: int, reading: Reading) -> Day | str:
    number = int(year)
    if len(year) > _SHORT:
        return _day(number, month, day)
    if reading.pivot is None:
        return "dates.two_digit_year"
    return _day(number + (2000 if number <= reading.pivot else 1900), month, day)


def _day(year: int, month: int, day: int) -> Day | str:
    if not _is_year(year):
        return "dates.impossible"
    try:
        return Day(date(year, month, day))
    except ValueError:
        return "dates.impossible"


def _partial(bare: str) -> tuple[int, int | None] | None:
    """Return year and month of a text without day; None where it is not made so."""
    if (found := _YEAR_ALONE.fullmatch(bare)) or (found := _YEAR_LAST_ALONE.fullmatch(bare)):
        return int(found[1]), None
    if found := _YEAR_MONTH.fullmatch(bare):
        return int(found[1]), int(found[2])
    if found := _MONTH_YEAR.fullmatch(bare):
        return int(found[2]), int(found[1])
    if found := _NAME_YEAR.fullmatch(bare):
        return int(found[2]), _month_number(found[1])
    if found := _YEAR_NAME.fullmatch(bare):
        return int(found[1]), _month_number(found[2])
    return None


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _is_year(year: int) -> bool:
    return _OLDEST <= year <= _NEWEST
