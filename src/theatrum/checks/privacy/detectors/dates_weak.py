"""Dates that only a label or the name of a column makes sure: two-digit years, numbers of days and seconds."""

import re

from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.calendar import HYPHEN, full_year, is_day
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.meanings import Meaning
from theatrum.checks.privacy.writing import Writing

_SHORT, _TWO = "([0-9]{1,2})", "([0-9]{2})"
_LABEL = (
    "(?:dob|d[.]o[.]b[.]?|date of birth|birth ?date|birthday|born|geboren|né|née|date|dates|datum|fecha|dated|admitted"
    "|discharged|died|deceased|collected|received|scanned|acquired|acquisition|seen|taken|surgery|biopsy)"
)
_COUNTS = frozenset([Meaning.DAYS, Meaning.AGE])
_DATES = frozenset([Meaning.DATE])
_TIMES = frozenset([Meaning.DATE, Meaning.TIME])
_SECONDS = (100_000_000, 2_300_000_000)


def _is_any(parts: tuple[str, str, str]) -> bool:
    """Return whether three numbers are a day in any order."""
    first, second, third = parts
    orders = ((third, first, second), (third, second, first), (first, second, third))
    return any(is_day(full_year(year), int(month), int(day)) for year, month, day in orders)


def is_two_digits(found: re.Match[str], _context: Context) -> bool:
    """Return whether three numbers are a day, the year first or last."""
    first, second, third = (part for part in found.groups() if part is not None)
    return _is_any((first, second, third))


def is_labelled(found: re.Match[str], _context: Context) -> bool:
    """Return whether what stands behind the label is a day."""
    value = found[1]
    parts = re.findall("[0-9]+", value)
    if len(parts) == 1:
        digits = parts[0]
        cuts = {6: ((2, 4),), 8: ((4, 6), (2, 4))}.get(len(digits), ())
        return any(_is_any((digits[:one], digits[one:two], digits[two:])) for one, two in cuts)
    return len(parts) == len("dmy") and _is_any((parts[0], parts[1], parts[2]))


def is_epoch(found: re.Match[str], _context: Context) -> bool:
    """Return whether a number may be the seconds, or thousandths of them, since 1970."""
    number = int(found[0].partition(".")[0][:10])
    return _SECONDS[0] <= number <= _SECONDS[1]


def is_six(found: re.Match[str], _context: Context) -> bool:
    """Return whether six digits are a day."""
    digits = found[0]
    return _is_any((digits[:2], digits[2:4], digits[4:]))


WRITINGS = (
    Writing(
        kind=Kind.DATE,
        name="labelled",
        strength=Strength.STRONG,
        about="Any writing in numbers behind a word such as DOB, born, date, admitted: DOB 1/31/80, Date = 01/31/20",
        pattern=(
            f"{_LABEL}(?: (?:on|in|is|was|am|le|el))?[ :=#_-]{{1,4}}"
            f"([0-9]{{1,4}}(?:{HYPHEN}|[/. ])[0-9]{{1,2}}(?:{HYPHEN}|[/. ])[0-9]{{2,4}}|[0-9]{{6}}|[0-9]{{8}})"
        ),
        part=1,
        confirm=is_labelled,
        examples=("DOB: 1/31/80", "Date = 01/31/20", "born 31.1.80", "dob_013180", "DOB 01311980", "died on 3-4-19"),
        counterexamples=("DOB: 45/45/80", "date 123", "version 3.1.80", "date: 999999"),
    ),
    Writing(
        kind=Kind.DATE,
        name="column",
        strength=Strength.STRONG,
        about="A year of two digits where the name says a date",
        pattern="|".join(f"{_SHORT}{sign}{_SHORT}{sign}{_TWO}" for sign in (HYPHEN, "/", "[.]", " ")),
        needs=_DATES,
        confirm=is_two_digits,
        named="DATE_OF_BIRTH",
        examples=("1/31/80", "31.01.80", "80-01-31"),
        counterexamples=("45/45/80", "31.01.801"),
        before="0-9A-Za-z.",
    ),
    Writing(
        kind=Kind.DATE,
        name="two_digits",
        strength=Strength.WEAK,
        about="Three numbers with a year of two digits: 1/31/20, 31.01.20, 31-01-20",
        pattern=f"{_SHORT}/{_SHORT}/{_TWO}|{_TWO}[.]{_TWO}[.]{_TWO}|{_TWO}{HYPHEN}{_TWO}{HYPHEN}{_TWO}",
        before="0-9A-Za-z./-",
        after="0-9A-Za-z/-",
        unless=frozenset([Meaning.VERSION]),
        confirm=is_two_digits,
        examples=("1/31/20", "31.01.20", "31-01-20", "scan 01/31/20 12:00:00"),
        counterexamples=("45/45/20", "v31.01.20", "1/31/20/4", "3.1.20"),
    ),
    Writing(
        kind=Kind.DATE,
        name="six_digits",
        strength=Strength.WEAK,
        about="Six digits that are a day where the name says a date: 200131",
        pattern="[0-9]{6}",
        before="0-9A-Za-z.-",
        after="0-9A-Za-z.-",
        needs=_DATES,
        unless=_COUNTS,
        confirm=is_six,
        named="scan date",
        examples=("200131", "310120"),
        counterexamples=("999999", "200131.5"),
    ),
    Writing(
        kind=Kind.DATE,
        name="run",
        strength=Strength.WEAK,
        about="The day at the beginning of a sequencer's run: 200131_A00123_0045_AHXXX",
        pattern="([0-9]{6})_[A-Z]{1,3}[0-9]{3,8}_[0-9]{2,5}_",
        after="",
        part=1,
        confirm=lambda found, _context: _is_any((found[1][:2], found[1][2:4], found[1][4:])),
        examples=("200131_A00123_0045_AHXXXDRXX", "data/200131_M01234_0123_000000000-ABCDE"),
        counterexamples=("999999_A00123_0045_A", "200131_A_1_"),
    ),
    Writing(
        kind=Kind.DATE,
        name="american_compact",
        strength=Strength.WEAK,
        about="Eight digits with the year last, in names and headers: 01312020",
        pattern="(0[1-9]|[12][0-9]|3[01])(0[1-9]|[12][0-9]|3[01])((?:19|20)[0-9]{2})",
        before="0-9A-Za-z.",
        where=frozenset([Where.NAME, Where.HEADER]),
        confirm=is_two_digits,
        examples=("scan_01312020.tif", "31012020"),
        counterexamples=("32322020", "1.31012020", "310120201"),
    ),
    Writing(
        kind=Kind.DATE,
        name="attached",
        strength=Strength.WEAK,
        about="Eight digits that are a day right behind letters, in names and headers: IMG20200131",
        pattern="[A-Za-z]((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])",
        before="",
        where=frozenset([Where.NAME, Where.HEADER]),
        confirm=lambda found, _context: is_day(int(found[1]), int(found[2]), int(found[3])),
        examples=("IMG20200131.jpg",),
        counterexamples=("IMG20201331.jpg", "IMG202001311.jpg"),
    ),
    Writing(
        kind=Kind.DATE,
        name="epoch",
        strength=Strength.WEAK,
        about="Seconds or thousandths of seconds since 1970 where the name says a time",
        pattern="[0-9]{9,10}(?:[.][0-9]{1,9})?|[0-9]{13}",
        needs=_TIMES,
        before="0-9A-Za-z.-",
        unless=_COUNTS,
        confirm=is_epoch,
        named="CREATED_TIMESTAMP",
        examples=("1580428800", "1580428800.123", "1580428800000"),
        counterexamples=("9580428800", "15804288001"),
    ),
    Writing(
        kind=Kind.DATE,
        name="serial",
        strength=Strength.WEAK,
        about="A spreadsheet's number of a day where the name says a date: 43861",
        pattern="[1-5][0-9]{4}(?:[.][0-9]{1,12})?",
        needs=_DATES,
        before="0-9A-Za-z.-",
        unless=_COUNTS,
        named="COLLECTION_DATE",
        examples=("43861", "43861.5"),
        counterexamples=("438611", "7", "A43861"),
    ),
    Writing(
        kind=Kind.DATE,
        name="time_of_day",
        strength=Strength.WEAK,
        about="A time of day where the name says a date or time: 12:00:00, 120000.000",
        pattern="[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?|[0-2][0-9][0-5][0-9][0-5][0-9][.][0-9]{1,6}",
        needs=_TIMES,
        before="0-9A-Za-z.:-",
        after="0-9A-Za-z:",
        named="AcquisitionTime",
        examples=("12:00:00", "9:30", "120000.000"),
        counterexamples=("12:00:00:00", "33:99"),
    ),
)
