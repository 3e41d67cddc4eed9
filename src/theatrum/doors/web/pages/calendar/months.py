"""A month as rows of weeks, each day with what is on it. Pure."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MONDAY = 0
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 1)


@dataclass(frozen=True)
class Line:
    """One thing on a day, as month and list show it."""

    title: str
    day: date
    time: str = ""
    anchor: str = ""
    is_deadline: bool = False
    is_canceled: bool = False


@dataclass(frozen=True)
class Day:
    """A day of the month that is shown, or of its neighbours in the first and last week."""

    day: date
    is_inside: bool
    is_today: bool
    lines: Sequence[Line]


@dataclass(frozen=True)
class Month:
    """A month: its weeks, and the months beside it."""

    first: date
    weeks: Sequence[Sequence[Day]]
    before: date
    after: date

    @property
    def start(self) -> date:
        """The first day that is shown."""
        return self.weeks[0][0].day

    @property
    def end(self) -> date:
        """The last day that is shown."""
        return self.weeks[-1][-1].day


def days_shown(first: date) -> tuple[date, date]:
    """Return the first and the last day that the weeks of a month have."""
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    return weeks[0][0], weeks[-1][-1]


def month_of(first: date, today: date, lines: Mapping[date, Sequence[Line]]) -> Month:
    """Return a month with what is on its days."""
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=[
            [Day(day, day.month == first.month, day == today, lines.get(day, ())) for day in week] for week in weeks
        ],
        before=_beside(first, -1),
        after=_beside(first, 1),
    )


def read_month(text: str, today: date) -> date:
    """Read ``2027-01``; what is none, or too far away, is the present month."""
    try:
        year, _, month = text.partition("-")
        found = date(int(year), int(month), 1)
    except ValueError:
        found = today.replace(day=1)
    return found if _FIRST <= found <= _LAST else today.replace(day=1)


def _beside(first: date, step: int) -> date:
    index = first.year * 12 + first.month - 1 + step
    return date(index // 12, index % 12 + 1, 1)
