"""Opening, closing and extending a release for one center or for all: by administrators of the DCC, with a reason."""

from dataclasses import dataclass
from datetime import date

from theatrum.consortium.calendar.errors import CalendarIsNotYours, ReleaseUnknown, WindowInvalid
from theatrum.consortium.calendar.models import Window
from theatrum.consortium.calendar.windows import Standing, State, here_today, standing_of
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers import sight
from theatrum.consortium.events.actions import publish
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import refusing

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """For which release and center something is said, and why. ``center_id`` empty: for all centers."""

    release: int
    center_id: str = ""
    reason: str = ""


def draft_window(*, release: int, center_id: str = "", reason: str = "") -> Draft:
    """Return what is said as it may be stored.

    Raises ReleaseUnknown, CenterNotFound, WindowInvalid, TextIdentifies.
    """
    if release not in in_force().releases:
        raise ReleaseUnknown(number=release)
    if center_id:
        centers.get_center(in_force(), center_id)
    text = reason.strip()
    if len(text) > LONGEST_REASON or "\0" in text:
        raise WindowInvalid(reason=f"A reason has at most {LONGEST_REASON} characters, and no NUL.")
    if text:
        refusing.require_clean({"reason": [text]}, refusing.Place.TEXTS)
    return Draft(release=release, center_id=center_id, reason=text)


def close_release(*, actor: Actor, draft: Draft) -> Standing:
    """Take no more data, whatever the days say. Raises CalendarIsNotYours, WindowInvalid."""
    _require_open(actor, draft)
    if not draft.reason:
        raise WindowInvalid(reason="Say why it is closed: who sends data is told.")
    window, before = _locked(draft)
    window.is_closed = True
    return _keep(actor, draft, window, before, "release_closed")


def open_release(*, actor: Actor, draft: Draft) -> Standing:
    """Take data from today, also where that is before the day; one that was closed by hand is open again.

    Raises CalendarIsNotYours, WindowInvalid: a release whose last day is over is extended instead.
    """
    _require_open(actor, draft)
    window, before = _locked(draft)
    if before.until is not None and before.until < here_today():
        raise WindowInvalid(reason=f"{before.words} Say until when it takes data instead: extend it.")
    window.is_closed = False
    if before.opens_on is not None and before.opens_on > here_today():
        window.opens_on = here_today()
    return _keep(actor, draft, window, before, "release_reopened")


def extend_release(*, actor: Actor, draft: Draft, until: date) -> Standing:
    """Take data until the end of a later day; one that was closed by hand is open again.

    Raises CalendarIsNotYours, WindowInvalid: the day is over, or no later than what holds.
    """
    _require_open(actor, draft)
    window, before = _locked(draft)
    if until < here_today():
        raise WindowInvalid(reason="That day is over.")
    if before.until is None:
        raise WindowInvalid(reason=f"Release {draft.release} has no deadline: there is nothing to extend.")
    if until <= before.until:
        raise WindowInvalid(reason=f"It takes data until {before.until:%-d %B %Y} already; name a later day.")
    window.until, window.is_closed = until, False
    return _keep(actor, draft, window, before, "release_extended")


def _require_open(actor: Actor, draft: Draft) -> None:
    if not sight.is_dcc_administrator(actor):
        raise CalendarIsNotYours(who="an administrator of the coordinating center")
    release = in_force().releases[draft.release]
    if release.state != "open":
        text = f"The profile says that release {release.number} is {release.state}; open it there first."
        raise WindowInvalid(reason=text)


def _locked(draft: Draft) -> tuple[Window, Standing]:
    """Return what is said there, locked, and what holds before it is changed."""
    Window.objects.bulk_create(
        [Window(release=draft.release, center_id=draft.center_id, changed_on=clock.now(), changed_by=0)],
        ignore_conflicts=True,
    )
    found = Window.objects.select_for_update().get(release=draft.release, center_id=draft.center_id)
    # Asked under the lock: of two who extend it at once, the later day holds.
    return found, standing_of(draft.release, draft.center_id)


def _keep(actor: Actor, draft: Draft, window: Window, before: Standing, what: str) -> Standing:
    window.reason, window.changed_on, window.changed_by = draft.reason, clock.now(), actor.id
    window.save()
    after = standing_of(draft.release, draft.center_id)
    audit.record(
        actor.id,
        what,
        subject_kind="release",
        subject_id=draft.release,
        before=_told(before, draft),
        after={**_told(after, draft), "reason": draft.reason},
    )
    if (before.state, before.until) != (after.state, after.until):
        _tell(actor, draft, after)
    return after


def _tell(actor: Actor, draft: Draft, after: Standing) -> None:
    publish(
        topic="release_opened" if after.state is State.OPEN else "deadline",
        center_id=draft.center_id,
        release=draft.release,
        subject_kind="release",
        subject_id=str(draft.release),
        title=f"{draft.center_id}: {after.words}" if draft.center_id else after.words,
        text="The page of the center says more." if draft.center_id else "The calendar says more.",
        link=f"/centers/{draft.center_id}" if draft.center_id else "/calendar",
        by=actor.id,
    )


def _told(one: Standing, draft: Draft) -> JsonObject:
    return {
        "center": draft.center_id,
        "state": one.state.value,
        "opens": one.opens_on.isoformat() if one.opens_on else None,
        "until": one.until.isoformat() if one.until else None,
    }
