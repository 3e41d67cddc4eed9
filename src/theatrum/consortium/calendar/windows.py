"""When a release takes data of a center: between the days of the calendar, as the DCC opened, closed or extended it.

A release that the profile does not call open takes none. The days are those of the network's time zone; data may come
until the end of the last one. What is said of a center alone goes before what is said of all, and days only ever
extend: the earliest opening and the latest end hold.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import BooleanField, CharField, TextField, Value

from theatrum.consortium.calendar.models import Schedule, Window
from theatrum.consortium.calendar.occasions import time_zone
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock

# Of the calendar's own row, where the DCC has set the days; no center is called so.
_CALENDAR = "*"


class State(StrEnum):
    """Whether a release takes data."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    CLOSED = "closed"
    # The profile calls the release planned, closed or published.
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a release takes data of a center today, from which day, and until the end of which; None is without end.

    ``is_extended``: for this center, or for all, it is later than the calendar's deadline.
    """

    release: int
    state: State
    opens_on: date | None = None
    until: date | None = None
    is_extended: bool = False
    # Why the DCC has closed it.
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether data may come now."""
        return self.state is State.OPEN

    @property
    def words(self) -> str:
        """What is told of it, with the day."""
        name = f"Release {self.release}"
        if self.state is State.NOT_YET:
            return f"{name} takes data from {self.opens_on:%-d %B %Y}."
        if self.state is State.OVER:
            return f"{name} took data until the end of {self.until:%-d %B %Y}."
        if self.state is State.CLOSED:
            return f"{name} was closed by the DCC."
        if self.state is State.NOT_OPEN:
            return f"{name} is not open."
        return f"{name} takes data until the end of {self.until:%-d %B %Y}." if self.until else f"{name} takes data."


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said in one place: by the calendar, of all centers, or of one."""

    opens_on: date | None = None
    until: date | None = None
    is_closed: bool | None = None
    reason: str = ""


_NOTHING = _Said()


def standing_of(release: int, center_id: str) -> Standing:
    """Return whether a release takes data of a center; one query."""
    return standings_of(release, [center_id])[center_id]


def standings_of(release: int, center_ids: Collection[str]) -> Mapping[str, Standing]:
    """Return the same of several centers, in one query; an empty id is what holds for all."""
    known = in_force().releases.get(release)
    if known is None or known.state != "open":
        return dict.fromkeys(center_ids, Standing(release, State.NOT_OPEN))
    said = _said(release, center_ids)
    planned = in_force().calendar.by_release.get(release)
    by_profile = _Said(planned.opens, planned.deadline) if planned else _NOTHING
    calendar, of_all = said.get(_CALENDAR, by_profile), said.get("", _NOTHING)
    today = here_today()
    return {one: _standing(release, today, (calendar, of_all, said.get(one, _NOTHING))) for one in center_ids}


def stay_open(release: int) -> Mapping[str, Standing]:
    """Return the centers that go on when the release is closed for all, with what holds for each; two queries.

    What was opened or extended for one of them alone goes before what is said of all.
    """
    own = Window.objects.filter(release=release, is_closed=False).exclude(center_id="").order_by("center_id")
    found = standings_of(release, list(own.values_list("center_id", flat=True)))
    return {center: one for center, one in found.items() if one.state in {State.OPEN, State.NOT_YET}}


def here_today() -> date:
    """Return the day by which releases open and close: that of the network's time zone."""
    return clock.now().astimezone(time_zone()).date()


def _said(release: int, center_ids: Collection[str]) -> Mapping[str, _Said]:
    calendar, unsaid, no_text = (
        Value(value, output_field=kind)
        for value, kind in ((_CALENDAR, CharField()), (None, BooleanField()), ("", TextField()))
    )
    days = Schedule.objects.filter(release=release).values_list(calendar, "opens", "deadline", unsaid, no_text)
    windows = Window.objects.filter(release=release, center_id__in={"", *center_ids})
    rows = windows.values_list("center_id", "opens_on", "until", "is_closed", "reason").union(days, all=True)
    return {who: _Said(opens, until, closed, why) for who, opens, until, closed, why in rows}


def _standing(release: int, today: date, said: tuple[_Said, _Said, _Said]) -> Standing:
    calendar, of_all, own = said
    opens = None if calendar.opens_on is None else min(_days(one.opens_on for one in said))
    until = None if calendar.until is None else max(_days(one.until for one in said))
    by_hand = of_all if own.is_closed is None else own
    if by_hand.is_closed:
        state = State.CLOSED
    elif opens is not None and today < opens:
        state = State.NOT_YET
    elif until is not None and today > until:
        state = State.OVER
    else:
        state = State.OPEN
    reason = by_hand.reason if state is State.CLOSED else ""
    return Standing(release, state, opens, until, until is not None and until != calendar.until, reason)


def _days(said: Iterable[date | None]) -> list[date]:
    return [one for one in said if one is not None]
