"""Dates as people, spreadsheets, scanners and logs write them. The strong ones are those of the guide."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.synthesis.privacy.planted import ALONE, Writing

_FIRST, _DAYS = datetime(1938, 1, 1, tzinfo=UTC), 31_000
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHORT = tuple(name[:3] for name in _MONTHS)
_GERMAN = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November")
_FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre")
_SPANISH = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TEXTS = (
    ALONE,
    "biopsy taken on {}",
    "Surgery {}, no complications",
    "Scanned {} by the core",
    "last seen {}.",
    "DOB: {}",
    "progressed ({}), then second line",
    "consented={}; withdrawn later",
)
_COLUMNS = ("COLLECTION_DATE", "Date of birth", "visit date", "SCAN_DATE", "DOB")
_TIMES = ("SCAN_TIME", "timestamp", "created_at", "acquisition time")

Form = Callable[[datetime, random.Random], str]


def moment(chance: random.Random) -> datetime:
    """Return a moment that may be one of a life."""
    return _FIRST + timedelta(days=chance.randrange(_DAYS), seconds=chance.randrange(86_400))


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


# By name: strong wherever they stand.
STRONG_FORMS: dict[str, Form] = {
    "iso": lambda at, _: f"{at:%Y-%m-%d}",
    "iso_time": lambda at, _: f"{at:%Y-%m-%dT%H:%M:%S}Z",
    "iso_offset": lambda at, _: f"{at:%Y-%m-%dT%H:%M:%S.000}+02:00",
    "iso_blank": lambda at, _: f"{at:%Y-%m-%d %H:%M}",
    "iso_slashes": lambda at, _: f"{at:%Y/%m/%d}",
    "iso_dots": lambda at, _: f"{at:%Y.%m.%d}",
    "us_slashes": lambda at, _: f"{at:%m/%d/%Y}",
    "us_short": lambda at, _: f"{at.month}/{at.day}/{at.year}",
    "us_dashes": lambda at, _: f"{at:%m-%d-%Y}",
    "us_time": lambda at, _: f"{at.month}/{at.day}/{at.year} {at:%I:%M %p}",
    "european_dots": lambda at, _: f"{at:%d.%m.%Y}",
    "european_short": lambda at, _: f"{at.day}.{at.month}.{at.year}",
    "european_slashes": lambda at, _: f"{at:%d/%m/%Y}",
    "european_dashes": lambda at, _: f"{at:%d-%m-%Y}",
    "day_month_name": lambda at, _: f"{at.day} {_MONTHS[at.month - 1]} {at.year}",
    "ordinal_month_name": lambda at, _: f"{_ordinal(at.day)} of {_MONTHS[at.month - 1]} {at.year}",
    "month_name_day": lambda at, _: f"{_MONTHS[at.month - 1]} {at.day}, {at.year}",
    "month_name_ordinal": lambda at, _: f"{_MONTHS[at.month - 1]} {_ordinal(at.day)}, {at.year}",
    "short_month_day": lambda at, _: f"{_SHORT[at.month - 1]} {at.day} {at.year}",
    "day_short_month": lambda at, _: f"{at:%d}-{_SHORT[at.month - 1]}-{at.year}",
    "day_short_capitals": lambda at, _: f"{at:%d}{_SHORT[at.month - 1].upper()}{at.year}",
    "year_short_month": lambda at, _: f"{at.year}-{_SHORT[at.month - 1]}-{at:%d}",
    "exif": lambda at, _: f"{at:%Y:%m:%d %H:%M:%S}",
    "log": lambda at, _: f"{_WEEKDAYS[at.weekday()]} {_SHORT[at.month - 1]} {at.day:2d} {at:%H:%M:%S} {at.year}",
    "mail": lambda at, _: f"{_WEEKDAYS[at.weekday()]}, {at:%d} {_SHORT[at.month - 1]} {at.year} {at:%H:%M:%S} +0000",
    "dicom_time": lambda at, _: f"{at:%Y%m%d%H%M%S}.000000",
}
# Those that many other things are written like, or that leave a part out.
WEAK_FORMS: dict[str, Form] = {
    "two_digit_year": lambda at, _: f"{at:%m/%d/%y}",
    "two_digit_year_dots": lambda at, _: f"{at:%d.%m.%y}",
    "two_digit_year_month_name": lambda at, _: f"{at:%d}-{_SHORT[at.month - 1]}-{at:%y}",
    "month_and_year": lambda at, _: f"{_MONTHS[at.month - 1]} {at.year}",
    "month_number_and_year": lambda at, _: f"{at:%m/%Y}",
    "day_and_month": lambda at, _: f"{_MONTHS[at.month - 1]} {_ordinal(at.day)}",
    "german": lambda at, chance: f"{at.day}. {chance.choice(_GERMAN)} {at.year}",
    "french": lambda at, chance: f"{at.day} {chance.choice(_FRENCH)} {at.year}",
    "spanish": lambda at, chance: f"{at.day} de {chance.choice(_SPANISH)} de {at.year}",
    "week": lambda at, _: "{}-W{:02d}-{}".format(*at.isocalendar()),
}
# Numbers, which are dates only where the header says so.
_NUMBERS: dict[str, tuple[Form, tuple[str, ...]]] = {
    "compact": (lambda at, _: f"{at:%Y%m%d}", _COLUMNS),
    "epoch_seconds": (lambda at, _: str(int(at.timestamp()) % 700_000_000 + 1_000_000_000), _TIMES),
    "epoch_milliseconds": (lambda at, _: str((int(at.timestamp()) % 700_000_000 + 1_000_000_000) * 1000), _TIMES),
    "spreadsheet_day": (lambda at, _: str((at - datetime(1899, 12, 30, tzinfo=UTC)).days), _COLUMNS),
}


def _made(form: Form) -> Callable[[random.Random], str]:
    return lambda chance: form(moment(chance), chance)


WRITINGS: tuple[Writing, ...] = (
    *(Writing(Kind.DATE, name, Strength.STRONG, _made(form), _TEXTS) for name, form in STRONG_FORMS.items()),
    *(Writing(Kind.DATE, name, Strength.WEAK, _made(form), _TEXTS) for name, form in WEAK_FORMS.items()),
    *(
        Writing(Kind.DATE, name, Strength.WEAK, _made(form), columns=columns)
        for name, (form, columns) in _NUMBERS.items()
    ),
)
