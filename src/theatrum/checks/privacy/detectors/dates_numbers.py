"""Dates of numbers, with a year of four digits."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.calendar import HYPHEN, TIME, YEAR, is_day
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.writing import Writing

_SHORT = "([0-9]{1,2})"
_SIGNS = (HYPHEN, "/", "[.]", "_")
_MONTH, _DAY = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_CLOCK = "(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9](?:[.][0-9]{1,6})?)?"
_WEEKS, _LAST_DAY = 53, 366
_NEARLY_NOW = 2039
_POINT, _POINT_BEFORE = re.compile("[.][0-9]"), re.compile("[0-9]?[.]$")
_CHROMOSOME, _NEAR = re.compile("chr[0-9A-Za-z]{1,2}:$", re.IGNORECASE), 8


def _parts(found: re.Match[str]) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in found.groups() if part is not None)
    return first, second, third


def is_year_first(found: re.Match[str], _context: Context) -> bool:
    """Return whether there is such a day."""
    return is_day(*_parts(found))


def is_year_last(found: re.Match[str], _context: Context) -> bool:
    """Return whether there is such a day, the month before the day or behind it."""
    first, second, year = _parts(found)
    return is_day(year, first, second) or is_day(year, second, first)


def is_compact(found: re.Match[str], context: Context) -> bool:
    """Return whether there is such a day, and it is no part of a decimal number, of a version or of a chromosome."""
    text, (start, end) = found.string, found.span()
    if context.where is not Where.NAME and (
        _POINT_BEFORE.search(text, max(0, start - 2), start) or _POINT.match(text, end)
    ):
        return False
    if _CHROMOSOME.search(text, max(0, start - _NEAR), start):
        return False
    year, month, day = _parts(found)
    return year <= _NEARLY_NOW and is_day(year, month, day)


def is_ordinal(found: re.Match[str], _context: Context) -> bool:
    """Return whether a year has so many days."""
    return 1 <= int(found[1]) <= _LAST_DAY


def is_week(found: re.Match[str], _context: Context) -> bool:
    """Return whether a year has so many weeks."""
    return 1 <= int(found[1]) <= _WEEKS


WRITINGS = (
    Writing(
        kind=Kind.DATE,
        name="iso",
        strength=Strength.STRONG,
        about="Year, month, day with hyphens, slashes, dots or underscores; with or without a time",
        pattern="|".join(f"({YEAR}){sign}{_SHORT}{sign}{_SHORT}" for sign in _SIGNS),
        tail=TIME,
        before="0-9.",
        after="0-9",
        confirm=is_year_first,
        examples=(
            "2020-01-31", "2020-01-31T12:00:00Z", "scan_2020-1-31.svs", "2020/01/31", "v2020.01.31", "2020_01_31_a.bam",
            "2020\u201301\u201331", "from 2020-01-31 12:00:00.123456 on",
        ),
        counterexamples=("2020-13-01", "2020-02-30", "12020-01-31", "2020-01-311", "2020-1/31", "2120-01-01"),
    ),
    Writing(
        kind=Kind.DATE,
        name="exif",
        strength=Strength.STRONG,
        about="As cameras and TIFF write it: 2020:01:31 12:00:00, with or without the time",
        pattern=f"({YEAR}):{_SHORT}:{_SHORT}",
        tail=TIME,
        before="0-9.:",
        after="0-9",
        confirm=is_year_first,
        examples=("2020:01:31 12:00:00", "2020:01:31", "DateTime=2020:01:31 12:00:00"),
        counterexamples=("2020:13:31 12:00:00", "12:2020:01:31", "2020:01:3112"),
    ),
    Writing(
        kind=Kind.DATE,
        name="year_last",
        strength=Strength.STRONG,
        about="Month, day, year or day, month, year with slashes, hyphens, dots or underscores",
        pattern="|".join(f"{_SHORT}{sign}{_SHORT}{sign}({YEAR})" for sign in _SIGNS),
        tail=TIME,
        before="0-9.",
        after="0-9",
        confirm=is_year_last,
        examples=(
            "01/31/2020", "31/01/2020", "1-31-2020", "31.01.2020", "on 31.1.2020.", "slide_01_31_2020",
            "3/4/1999 10:15 PM",
        ),
        counterexamples=("13/32/2020", "31.02.2020", "1.31.01.2020", "01/31/20201", "01/31-2020", "31/01/2110"),
    ),
    Writing(
        kind=Kind.DATE,
        name="compact",
        strength=Strength.STRONG,
        about="Eight digits that are a day from 1850 to 2039, as DICOM writes it: 20200131, with or without a time",
        pattern=f"({YEAR}){_MONTH}{_DAY}(?:[T_ -]?{_CLOCK}(?:Z|[+-][0-9]{{4}})?)?",
        before="0-9A-Za-z",
        after="0-9A-Za-z",
        confirm=is_compact,
        examples=(
            "20200131", "20200131T120000", "20200131120000.000000+0100", "IMG_20200131_120000.jpg", "scan-20200131.tif",
        ),
        counterexamples=(
            "20201331", "20200230", "120200131", "20200131a", "0.20200131", "20200131.5", "chr1:20200131", "20450131",
            "1.2.840.20200131.7",
        ),
    ),
    Writing(
        kind=Kind.DATE,
        name="week",
        strength=Strength.STRONG,
        about="A week of a year, with or without the day: 2020-W05-5",
        pattern=f"{YEAR}-W([0-5][0-9])(?:-?[1-7])?",
        before="0-9A-Za-z.-",
        is_folded=False,
        confirm=is_week,
        examples=("2020-W05-5", "2020-W05", "week 2020-W531"),
        counterexamples=("2020-W54", "2020-W00", "12020-W05", "2020-W05a"),
    ),
    Writing(
        kind=Kind.DATE,
        name="east_asian",
        strength=Strength.STRONG,
        about="With the signs for year, month and day: 2020年1月31日",
        pattern=f"({YEAR}) ?[年년] ?{_SHORT} ?[月월] ?{_SHORT} ?[日일]",
        before="0-9",
        after="",
        confirm=is_year_first,
        examples=("2020年1月31日", "2020년 1월 31일"),
        counterexamples=("2020年13月31日", "2020年", "12020年1月31日"),
    ),
    Writing(
        kind=Kind.DATE,
        name="blanks",
        strength=Strength.WEAK,
        about="Three numbers with blanks between them: 2020 01 31, 31 01 2020",
        pattern=f"({YEAR}) {_MONTH} {_DAY}|{_DAY} {_MONTH} ({YEAR})|{_MONTH} {_DAY} ({YEAR})",
        before="0-9.-",
        after="0-9",
        confirm=lambda found, context: is_year_last(found, context) or is_year_first(found, context),
        examples=("2020 01 31", "31 01 2020", "01 31 2020"),
        counterexamples=("2020 13 31", "1 31 2020", "45.2020 01 31"),
    ),
    Writing(
        kind=Kind.DATE,
        name="year_month",
        strength=Strength.WEAK,
        about="A month of a year in numbers: 2020-01, 01/2020",
        pattern=f"{YEAR}-(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])/{YEAR}",
        before="0-9A-Za-z./-",
        after="0-9A-Za-z/-",
        examples=("2020-01", "since 01/2020"),
        counterexamples=("2020-13", "2020-1", "2020-01-x", "GRCh38-2020-A", "13/2020", "1/01/2020-x"),
    ),
    Writing(
        kind=Kind.DATE,
        name="ordinal",
        strength=Strength.WEAK,
        about="A day of a year by its number: 2020-031",
        pattern=f"{YEAR}-([0-3][0-9]{{2}})",
        before="0-9A-Za-z.-",
        after="0-9A-Za-z-",
        confirm=is_ordinal,
        examples=("2020-031",),
        counterexamples=("2020-000", "2020-367", "A2020-031", "2020-0311"),
    ),
)  # fmt: skip
