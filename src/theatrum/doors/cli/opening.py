"""Opening a release from the command line and at a demo's start. Imported when Django is ready."""

from collections.abc import Sequence
from datetime import date

from theatrum.consortium.calendar import opening as declaring
from theatrum.consortium.calendar import windows
from theatrum.consortium.calendar.models import Window
from theatrum.consortium.calendar.windows import Standing, State
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.releases.activating import open_places
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Node


def all_centers() -> list[str]:
    """Return the atlas ids of all centers that there are here."""
    return list(known_centers(in_force()))


def open_for(*, actor: Actor = OPERATOR, number: int, center_ids: Sequence[str]) -> list[Node]:
    """Activate centers and open a release for them; returns their projects. Again, it makes only what is missing.

    Raises ReleaseNotFound, CenterNotFound, ProfileInvalid.
    """
    opened = open_places(actor=actor, profile=in_force(), center_ids=center_ids, numbers=[number])
    return [one.project for one in opened]


def take_data(*, number: int, center_ids: Sequence[str], is_now: bool) -> list[str]:
    """Open what was closed by hand, and what begins later where it is to begin now; returns what holds, in words.

    No center named is all of them. Raises CalendarIsNotYours.
    """
    wanted = list(center_ids) or [""]
    before = windows.standings_of(number, wanted)
    beginning = {State.CLOSED, State.NOT_YET} if is_now else {State.CLOSED}
    told = []
    for one in wanted:
        standing = before[one]
        if standing.state in beginning:
            standing = change(number=number, center_id=one, verb="open", reason="")
        told.append(f"{one}: {standing.words}" if one else standing.words)
    return told


def change(*, number: int, center_id: str, verb: str, reason: str, until: date | None = None) -> Standing:
    """Open, close or extend a release, for all centers where none is named; returns what holds then.

    Raises ReleaseUnknown, CenterNotFound, WindowInvalid.
    """
    draft = declaring.draft_window(release=number, center_id=center_id, reason=reason)
    with writing():
        if verb == "close":
            return declaring.close_release(actor=OPERATOR, draft=draft)
        if verb == "open" or until is None:
            return declaring.open_release(actor=OPERATOR, draft=draft)
        return declaring.extend_release(actor=OPERATOR, draft=draft, until=until)


def staying(number: int) -> list[str]:
    """Return the centers that go on when a release is closed for all."""
    return list(windows.stay_open(number))


def standings(number: int | None) -> list[dict[str, object]]:
    """Return when releases take data, of all centers and of those of which something else is said."""
    found: list[dict[str, object]] = []
    for release in [number] if number is not None else list(in_force().releases):
        said = Window.objects.filter(release=release).exclude(center_id="").values_list("center_id", flat=True)
        for center, one in windows.standings_of(release, ["", *said]).items():
            found.append({"release": release, "center": center, **_facts(one)})
    return found


def _facts(one: Standing) -> dict[str, object]:
    days = {"opens": one.opens_on, "until": one.until}
    return {
        "state": one.state.value,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "told": one.words,
    }


def plan_for(*, actor: Actor = OPERATOR, number: int, center_ids: Sequence[str]) -> int:
    """Make the curation tasks that centers lack for an open release; returns how many were made.

    Raises ReleaseNotPlanned, CenterNotFound, CenterNotActive.
    """
    profile = in_force()
    made = (plan_tasks(actor=actor, profile=profile, number=number, center_id=one) for one in center_ids)
    return sum(map(len, made))
