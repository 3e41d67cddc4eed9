"""Dates in which the month has its name: English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.calendar import MONTH, TIME, YEAR, full_year, is_day, month_number, stands_alone
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.writing import Writing

_DAY = "([0-9]{1,2})(?:st|nd|rd|th|er|[.º])?"
_BETWEEN = "[-/., _]{0,3}"
_OF = "(?:(?:de|of|del) )?"
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_LETTERS = "0-9A-Za-zÀ-ÿ"
_LAST = 31
_LEAP = 2000


def is_named(found: re.Match[str], _context: Context) -> bool:
    """Return whether a day, the name of a month and a year are a day, whichever stands first."""
    parts = [part for part in found.groups() if part is not None]
    month = next((number for number in map(month_number, parts) if number is not None), None)
    numbers = [part for part in parts if part.isdigit()]
    if month is None or len(numbers) != 2:  # day and year
        return False
    day, year = numbers if len(numbers[0]) < len("2020") else reversed(numbers)
    return is_day(full_year(year), month, int(day))


def is_month(found: re.Match[str], _context: Context) -> bool:
    """Return whether the word is the name of a month even beside a year alone."""
    return stands_alone(found[1])


def is_day_of_month(found: re.Match[str], _context: Context) -> bool:
    """Return whether a month, by a name that is no other word, has such a day."""
    name, day = (found[1], found[2]) if found[1] is not None else (found[4], found[3])
    month = month_number(name) if stands_alone(name) else None
    return month is not None and is_day(_LEAP, month, int(day))


WRITINGS = (
    Writing(
        kind=Kind.DATE,
        name="named",
        strength=Strength.STRONG,
        about="Day, month by name and year, in any order: 31 January 2020, Jan 31, 2020, 31 de enero de 2020",
        pattern=(
            f"(?:{_WEEKDAY},? )?{_DAY}{_BETWEEN}{_OF}({MONTH}){_BETWEEN}{_OF}({YEAR})"
            f"|({MONTH})[-/. _]{{1,2}}{_DAY}[-/., _]{{1,3}}({YEAR})|({YEAR}){_BETWEEN}({MONTH}){_BETWEEN}([0-9]{{1,2}})"
        ),
        tail=TIME,
        before=_LETTERS,
        after="0-9",
        confirm=is_named,
        examples=(
            "31 January 2020", "Jan 31, 2020", "January 31st, 2020", "31-JAN-2020", "31JAN2020", "2020-Jan-31",
            "31. Januar 2020", "3. März 2020", "1er février 2020", "31 de enero de 2020", "31 gennaio 2020",
            "31 de março de 2020", "31 maart 2020", "seen on 4 Sept. 2019 again", "DIC_31_dec_2019.tif",
            "Fri, 31 Jan 2020 12:00:00 +0100", "3. maj 2020",
        ),
        counterexamples=("32 January 2020", "31 February 2020", "31 marbles 2020", "31 gene 2020", "January 2020"),
    ),
    Writing(
        kind=Kind.DATE,
        name="clock",
        strength=Strength.STRONG,
        about="As programs write it: Fri Jan 31 12:00:00 2020",
        pattern=(
            f"{_WEEKDAY},? ({MONTH}) {{1,2}}([0-9]{{1,2}}),? {{1,2}}[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?"
            f"(?: [A-Za-z]{{2,5}})? ({YEAR})"
        ),
        before=_LETTERS,
        after="0-9",
        confirm=is_named,
        examples=("Fri Jan 31 12:00:00 2020", "Fri Jan  3 12:00:00 UTC 2020"),
        counterexamples=("Fri Jan 32 12:00:00 2020", "Fri Jan 31 12:00:00"),
    ),
    Writing(
        kind=Kind.DATE,
        name="month",
        strength=Strength.STRONG,
        about="A month by name and a year: January 2020, Jan-2020, marzo de 2020",
        pattern=f"({MONTH})[.]?[-/, _]{{1,2}}{_OF}{YEAR}",
        before=_LETTERS,
        after="0-9",
        confirm=is_month,
        examples=("January 2020", "in Jan-2020", "marzo de 2020", "Sept. 2019", "Dezember 2019"),
        counterexamples=("set 2000", "gen 2010", "mag 2000", "marker 2000", "January 20201", "Jan 3020"),
    ),
    Writing(
        kind=Kind.DATE,
        name="named_two_digits",
        strength=Strength.WEAK,
        about="Day, month by name and a year of two digits: 31-Jan-20",
        pattern=f"{_DAY}[-/. ]{{0,2}}({MONTH})[-/., ']{{0,2}}([0-9]{{2}})",
        before=_LETTERS,
        after="0-9A-Za-z",
        confirm=is_named,
        examples=("31-Jan-20", "31 JAN 20", "31JAN20"),
        counterexamples=("31 gene 20", "31-Foo-20", "32-Jan-20"),
    ),
    Writing(
        kind=Kind.DATE,
        name="day_of_month",
        strength=Strength.WEAK,
        about="A day and a month by name, without a year: January 31, 31 January",
        pattern=f"({MONTH})[. ]{{1,2}}{_DAY}|{_DAY}[ -]{_OF}({MONTH})",
        before=_LETTERS + ".-",
        after=_LETTERS,
        confirm=is_day_of_month,
        examples=("January 31st", "31 January", "on 3 March there"),
        counterexamples=("mar 45", "set 12", "12 set", "March 2020"),
    ),
)  # fmt: skip
