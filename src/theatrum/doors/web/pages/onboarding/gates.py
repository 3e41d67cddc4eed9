"""Gates as pages show them: a badge, who is to do what, and since when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from theatrum.consortium.onboarding.standings import Standing, State
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.doors.web.templatetags.theatrum import status
from theatrum.kernel import clock

_BADGES = {
    State.OPEN: Badge("valid", "Done"),
    State.EXCUSED: Badge("valid", "Excused"),
    State.NOT_REQUIRED: Badge("unknown", "Not required"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A gate as a list shows it."""

    standing: Standing
    badge: Badge
    since: datetime | None

    @property
    def is_next(self) -> bool:
        """Tell whether somebody has to do something."""
        return not self.standing.is_passed


@dataclass(frozen=True, slots=True)
class Progress:
    """How many gates are passed, of those that stop."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing stops any more."""
        return self.done == self.total


def lines_of(standings: Iterable[Standing], *, begun: datetime | None = None) -> list[Line]:
    """Return gates as a list shows them; those that nobody asks for are left out.

    A closed gate that nothing is known of is so since ``begun``.
    """
    shown = (one for one in standings if one.state is not State.NOT_REQUIRED)
    return [Line(one, badge_of(one), one.since or (None if one.is_passed else begun)) for one in shown]


def cells_of(lines: Iterable[Line], *, kind: str = "") -> SafeString:
    """Return gates as cells of a matrix, of a class: two thousand of them are drawn from a handful that differ."""
    return SafeString("".join(_cell(one.standing.name, one.badge, kind) for one in lines))


@lru_cache(maxsize=512)
def _cell(name: str, badge: Badge, kind: str) -> SafeString:
    drawn = status(badge.state, badge.text)
    return format_html('<td class="{}" data-label="{}"><div>{}</div></td>', kind, name, drawn)


def badge_of(standing: Standing) -> Badge:
    """Return the badge of a gate."""
    if standing.state is not State.CLOSED:
        return _BADGES[standing.state]
    if standing.is_begun:
        return Badge("pending", "Under way")
    return Badge("unknown", "Recommended") if standing.is_soft else Badge("invalid", "To do")


def progress_of(standings: Sequence[Standing]) -> Progress:
    """Return how far somebody is."""
    asked = [one for one in standings if one.state is not State.NOT_REQUIRED and not one.is_soft]
    return Progress(sum(one.is_passed for one in asked), len(asked))


def days_since(moment: datetime | None) -> int | None:
    """Return whole days since a moment."""
    return None if moment is None else max(0, (clock.now() - moment).days)
