"""Changing days of releases and events; handing out and taking back addresses of feeds."""

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from uuid import uuid4

from theatrum.consortium.calendar import occasions
from theatrum.consortium.calendar.errors import (
    CalendarIsNotYours,
    CycleOutOfOrder,
    OccasionInvalid,
    ReleaseUnknown,
)
from theatrum.consortium.calendar.models import Feed, Occasion, Schedule
from theatrum.consortium.calendar.schedules import DAYS, ReleaseDates, dates_of
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers import sight
from theatrum.consortium.events.actions import publish
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit

LONGEST_TITLE, LONGEST_ABOUT, LONGEST_LINK = 200, 4_000, 500
NAMES = {
    "opens": "the opening of the ingest folders",
    "deadline": "the deadline of submissions",
    "inclusion_review": "the first sets of what is included",
    "quality_control": "the end of quality control",
    "publication": "the publication",
}
_LED = ("http://", "https://", "/")


@dataclass(frozen=True)
class EventFields:
    """What somebody says of an event; moments have a time zone."""

    title: str
    starts_on: datetime
    ends_on: datetime
    place: str = ""
    link: str = ""
    about: str = ""
    center_id: str = ""


def set_dates(*, actor: Actor, release: int, dates: ReleaseDates) -> Schedule:
    """Set the days of a release; who it concerns is told of another deadline.

    Raises CalendarIsNotYours, ReleaseUnknown, CycleOutOfOrder.
    """
    if not sight.is_dcc_administrator(actor):
        raise CalendarIsNotYours(who="an administrator of the coordinating center")
    if release not in in_force().releases:
        raise ReleaseUnknown(number=release)
    _require_order(dates)
    stored = Schedule.objects.select_for_update().filter(release=release).first()
    before = dates_of(release)
    if dates == before:
        return stored or Schedule(release=release, **asdict(before), changed_on=clock.now(), changed_by=actor.id)
    stored = stored or Schedule(release=release)
    for name in DAYS:
        setattr(stored, name, getattr(dates, name))
    stored.sequence, stored.changed_on, stored.changed_by = stored.sequence + 1, clock.now(), actor.id
    stored.save()
    if dates.deadline != before.deadline:
        _tell(actor, release, dates)
    audit.record(
        actor.id,
        "release_dates_set",
        subject_kind="release",
        subject_id=release,
        before=_days(before),
        after=_days(dates),
    )
    return stored


def keep_event(*, actor: Actor, fields: EventFields, key: str | None = None) -> Occasion:
    """Make an event, or change one of the profile or of this page by its key.

    Raises CalendarIsNotYours, OccasionNotFound, OccasionInvalid.
    """
    _require_staff(actor)
    _require_valid(fields)
    stored = _start(actor, key)
    before = _told(stored) if stored.pk else None
    for name, value in asdict(fields).items():
        setattr(stored, name, value)
    stored.is_canceled = False
    return _keep(actor, stored, "event_kept", before)


def cancel_event(*, actor: Actor, key: str) -> Occasion:
    """Call an event off; calendars that know it are told. Raises CalendarIsNotYours, OccasionNotFound."""
    _require_staff(actor)
    stored = _start(actor, key)
    before = _told(stored)
    stored.is_canceled = True
    return _keep(actor, stored, "event_canceled", before)


def restore_event(*, actor: Actor, key: str) -> Occasion:
    """Let an event that was called off take place. Raises CalendarIsNotYours, OccasionNotFound."""
    _require_staff(actor)
    stored = _start(actor, key)
    before = _told(stored)
    stored.is_canceled = False
    return _keep(actor, stored, "event_kept", before)


def open_feed(*, actor: Actor) -> Feed:
    """Give a person the address of a feed; every earlier one stops working."""
    feed = Feed.objects.select_for_update().filter(pk=actor.id).first()
    if feed is None:
        feed = Feed(user_id=actor.id, made_on=clock.now())
    else:
        feed.number, feed.is_open, feed.made_on = feed.number + 1, True, clock.now()
    feed.save()
    audit.record(actor.id, "calendar_feed_opened", subject_kind="user", subject_id=actor.id)
    return feed


def close_feed(*, actor: Actor) -> None:
    """Take the address of a person's feed back; without one nothing happens."""
    if Feed.objects.filter(pk=actor.id, is_open=True).update(is_open=False):
        audit.record(actor.id, "calendar_feed_closed", subject_kind="user", subject_id=actor.id)


def _start(actor: Actor, key: str | None) -> Occasion:
    """Return the row of an event, locked; of one of the profile a new row that says the same."""
    if key is None:
        return Occasion(key=uuid4().hex)
    stored = Occasion.objects.select_for_update().filter(key=key).first()
    if stored is not None:
        return stored
    planned = asdict(occasions.get_event(actor, key))
    for name in ("changed_on", "is_whole_day"):
        planned.pop(name)
    return Occasion(**planned)


def _keep(actor: Actor, stored: Occasion, what: str, before: JsonObject | None) -> Occasion:
    stored.sequence, stored.changed_on, stored.changed_by = stored.sequence + 1, clock.now(), actor.id
    stored.save()
    audit.record(actor.id, what, subject_kind="event", subject_id=stored.pk, before=before or {}, after=_told(stored))
    return stored


def _require_staff(actor: Actor) -> None:
    if not sight.is_staff(actor):
        raise CalendarIsNotYours(who="the staff of the coordinating center")


def _require_order(dates: ReleaseDates) -> None:
    known = [(name, day) for name in DAYS if (day := getattr(dates, name)) is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            raise CycleOutOfOrder(
                later=NAMES[later].capitalize(),
                later_day=second.isoformat(),
                earlier=NAMES[earlier],
                earlier_day=first.isoformat(),
            )


def _require_valid(fields: EventFields) -> None:
    if not fields.title.strip() or len(fields.title) > LONGEST_TITLE:
        raise OccasionInvalid(reason=f"The title must have 1 to {LONGEST_TITLE} characters.")
    if fields.ends_on < fields.starts_on:
        raise OccasionInvalid(reason="It ends before it starts: set a later end.")
    if len(fields.about) > LONGEST_ABOUT or len(fields.place) > LONGEST_TITLE or len(fields.link) > LONGEST_LINK:
        raise OccasionInvalid(reason=f"Say it shorter: at most {LONGEST_ABOUT} characters about it.")
    if fields.link and not (fields.link.startswith(_LED) and fields.link.isprintable() and " " not in fields.link):
        # In a feed a line of its own would be another property.
        raise OccasionInvalid(reason="The link must begin with https://, http:// or /, and have no blanks.")
    if fields.center_id:
        centers.get_center(in_force(), fields.center_id)


def _tell(actor: Actor, release: int, dates: ReleaseDates) -> None:
    day = f"{dates.deadline:%-d %B %Y}" if dates.deadline else ""
    title = f"Release {release}: the deadline is {day}" if day else f"Release {release} has no deadline for now"
    publish(
        topic="deadline",
        release=release,
        subject_kind="release",
        subject_id=str(release),
        title=title,
        text="Data may come until the end of that day. The calendar has all days of the cycle." if day else "",
        link="/calendar",
        by=actor.id,
    )


def _days(dates: ReleaseDates) -> JsonObject:
    return {name: day.isoformat() if (day := getattr(dates, name)) else None for name in DAYS}


def _told(stored: Occasion) -> JsonObject:
    return {
        "key": stored.key,
        "title": stored.title,
        "starts_on": stored.starts_on.isoformat(),
        "ends_on": stored.ends_on.isoformat(),
        "center": stored.center_id,
        "is_canceled": stored.is_canceled,
    }
