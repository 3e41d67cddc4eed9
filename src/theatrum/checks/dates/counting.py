"""Ages in whole days: the days between two days of the calendar, or days since an index day counted from birth."""

import math
import re
from dataclasses import dataclass
from datetime import date

from theatrum.checks.dates.people import BAD, Bad
from theatrum.checks.dates.request import Request, Unit
from theatrum.checks.dates.writings import Day, read_day

# 120 years of 365.25 days. A month is a twelfth of 365.25 days, where only months are known.
LONGEST_LIFE = 43_830
DAYS_OF_MONTH = 30.4375
_NUMBER = re.compile(r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?")

Counted = tuple[int | None, str | None]


@dataclass(frozen=True, slots=True)
class Life:
    """When the person of a row was born and died; None is unknown."""

    birth: date | Bad | None
    death: date | Bad | None = None


def age_at(text: str, life: Life, request: Request) -> Counted:
    """Return the days from birth to the day that a text means, and the code of what there is to say."""
    found = read_day(text, request.reading)
    if not isinstance(found, Day):
        return None, found
    if found.day > request.today:
        return None, "dates.future"
    birth, death = life.birth, life.death
    if birth is None:
        return None, "dates.no_birth"
    if isinstance(birth, Bad):
        return None, None
    age, code = plausible((found.day - birth).days)
    if code is None and isinstance(death, date) and found.day > death:
        code = "dates.after_death"
    return age, code or ("dates.middle_taken" if found.is_middle else None)


def rebased(text: str, unit: Unit, age_at_index: int | Bad | None) -> Counted:
    """Return the age for days or months since an index day, at which somebody was ``age_at_index`` days old."""
    number = number_of(text)
    if number is None or (unit == "days" and not number.is_integer()):
        return None, "dates.not_a_number"
    if age_at_index is None:
        return None, "dates.no_index"
    if isinstance(age_at_index, Bad):
        return None, None
    days = number if unit == "days" else math.floor(number * DAYS_OF_MONTH + 0.5)
    return plausible(age_at_index + int(days))


def read_age(text: str) -> tuple[int | Bad, str | None]:
    """Return an age in whole days that stands in a cell."""
    number = number_of(text)
    if number is None or not number.is_integer():
        return BAD, "dates.not_a_number"
    age, code = plausible(int(number))
    return (BAD if age is None else age), code


def number_of(text: str) -> float | None:
    """Return the number that a text is, None where it is none."""
    bare = text.strip()
    return float(bare) if _NUMBER.fullmatch(bare) else None


def plausible(age: int) -> Counted:
    """Return an age, or what is wrong with it."""
    if age < 0:
        return None, "dates.before_birth"
    return (None, "dates.implausible") if age > LONGEST_LIFE else (age, None)
