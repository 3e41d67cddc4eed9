"""Events: as they were changed or made here, else as the profile says; each person sees those that are for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q

from theatrum.checks.profile.calendar_shapes import PlannedEvent
from theatrum.consortium.calendar.errors import OccasionNotFound
from theatrum.consortium.calendar.models import Occasion
from theatrum.consortium.centers import affiliations, sight
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor

MOST = 2_000


@dataclass(frozen=True)
class Event:
    """Something that takes place; of the profile where ``sequence`` is 0 and nobody changed it."""

    key: str
    title: str
    starts_on: datetime
    ends_on: datetime
    place: str = ""
    link: str = ""
    about: str = ""
    center_id: str = ""
    is_canceled: bool = False
    sequence: int = 0
    changed_on: datetime | None = None
    # Of another room, which says the day alone and has a page of its own to change it.
    is_whole_day: bool = False


def time_zone() -> ZoneInfo:
    """Return the time zone of the network."""
    return ZoneInfo(in_force().calendar.time_zone)


def events_seen(actor: Actor, *, since: datetime, until: datetime) -> list[Event]:
    """Return the events between two moments that are for an actor, first to last; those called off are among them."""
    seen = _for_centers(actor)
    stored = Occasion.objects.filter(starts_on__lt=until, ends_on__gte=since)
    if seen is not None:
        stored = stored.filter(Q(center_id="") | Q(center_id__in=seen))
    found = [_stored(one) for one in stored.order_by("starts_on")[:MOST]]
    planned = [one for one in _planned() if one.starts_on < until and one.ends_on >= since]
    changed = set(Occasion.objects.filter(key__in=[one.key for one in planned]).values_list("key", flat=True))
    found += [
        one
        for one in planned
        if one.key not in changed and (seen is None or not one.center_id or one.center_id in seen)
    ]
    return sorted(found, key=lambda event: (event.starts_on, event.key))


def get_event(actor: Actor, key: str) -> Event:
    """Return an event that is for an actor. Raises OccasionNotFound."""
    stored = Occasion.objects.filter(key=key).first()
    found = _stored(stored) if stored else next((one for one in _planned() if one.key == key), None)
    seen = _for_centers(actor)
    if found is None or (seen is not None and found.center_id and found.center_id not in seen):
        raise OccasionNotFound(key=key[:64])
    return found


def _for_centers(actor: Actor) -> Collection[str] | None:
    """Return the centers whose events an actor sees; None is all."""
    if sight.is_staff(actor):
        return None
    return {one.center_id for one in affiliations.active_of(actor.id)}


def _stored(row: Occasion) -> Event:
    return Event(
        key=row.key,
        title=row.title,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        place=row.place,
        link=row.link,
        about=row.about,
        center_id=row.center_id,
        is_canceled=row.is_canceled,
        sequence=row.sequence,
        changed_on=row.changed_on,
    )


def _planned() -> Iterator[Event]:
    calendar = in_force().calendar
    return iter(_read(calendar.events, calendar.time_zone))


@lru_cache(maxsize=4)
def _read(events: tuple[PlannedEvent, ...], zone: str) -> tuple[Event, ...]:
    here = ZoneInfo(zone)
    return tuple(
        Event(
            key=one.event,
            title=one.title,
            starts_on=one.start.replace(tzinfo=here),
            ends_on=one.end.replace(tzinfo=here),
            place=one.place,
            link=one.link,
            about=one.about,
            center_id=one.center,
        )
        for one in events
    )
