"""The calendar for other programs: a personal address that nobody can guess, and what is read there."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from theatrum.consortium.calendar import occasions
from theatrum.consortium.calendar.actions import NAMES
from theatrum.consortium.calendar.errors import FeedNotFound
from theatrum.consortium.calendar.models import Feed, Schedule
from theatrum.consortium.calendar.schedules import DAYS, dates_of_many
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers import installation
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of

PAST, AHEAD = timedelta(days=366), timedelta(days=800)
_PURPOSE = "calendar feed"


@dataclass(frozen=True)
class Milestone:
    """A day of a release's cycle."""

    release: int
    name: str
    day: date

    @property
    def title(self) -> str:
        """What is on that day."""
        return f"Release {self.release}: {NAMES[self.name].removeprefix('the ')}"


def milestones() -> list[Milestone]:
    """Return the days of all releases that are set, first to last; one query."""
    dates = dates_of_many(list(in_force().releases))
    found = [
        Milestone(number, name, day)
        for number, one in dates.items()
        for name in DAYS
        if (day := getattr(one, name)) is not None
    ]
    return sorted(found, key=lambda one: (one.day, one.release))


def key_of(feed: Feed) -> str:
    """Return the secret part of a feed's address."""
    said = f"{feed.user_id}.{feed.number}"
    signature = hmac.new(installation.secret(_PURPOSE), said.encode(), hashlib.sha256).hexdigest()
    return f"{said}.{signature[:40]}"


def reader_of(key: str) -> Actor:
    """Return whose feed an address leads to, to read and nothing else. Raises FeedNotFound, whatever is wrong."""
    user_id = key.partition(".")[0]
    feed = Feed.objects.filter(pk=int(user_id), is_open=True).first() if _is_number(user_id) else None
    if feed is None or not hmac.compare_digest(key_of(feed).encode(), key.encode()):
        raise FeedNotFound
    user = User.objects.filter(pk=feed.user_id, is_active=True).first()
    if user is None:
        raise FeedNotFound
    return actor_of(user, scopes=frozenset({Scope.VIEW}))


def written(actor: Actor, *, more: Sequence[occasions.Event] = ()) -> bytes:
    """Return the calendar of an actor as iCalendar; ``more`` are events of other rooms."""
    base = installation.settings().base_url
    calendar = Calendar()
    calendar.add("prodid", "-//Theatrum//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", in_force().consortium.short_name)
    calendar.add("x-wr-timezone", in_force().calendar.time_zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    now = clock.now()
    for milestone, sequence, changed in _numbered(milestones()):
        calendar.add_component(_day(milestone, sequence, changed or now, base))
    for one in [*occasions.events_seen(actor, since=now - PAST, until=now + AHEAD), *more]:
        calendar.add_component(_event(one, now, base))
    text: bytes = calendar.to_ical()
    return text


def _numbered(found: Sequence[Milestone]) -> Iterator[tuple[Milestone, int, datetime | None]]:
    stored = Schedule.objects.in_bulk({one.release for one in found})
    for one in found:
        schedule = stored.get(one.release)
        yield one, schedule.sequence if schedule else 0, schedule.changed_on if schedule else None


def _day(milestone: Milestone, sequence: int, changed: datetime, base: str) -> Event:
    event = Event()
    event.add("uid", f"release-{milestone.release}-{milestone.name}@{_host(base)}")
    event.add("sequence", sequence)
    event.add("dtstamp", changed)
    event.add("summary", milestone.title)
    event.add("dtstart", milestone.day)
    event.add("dtend", milestone.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", f"{base}/calendar")
    return event


def _event(one: occasions.Event, now: datetime, base: str) -> Event:
    event = Event()
    event.add("uid", f"event-{one.key}@{_host(base)}")
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_on or now)
    event.add("summary", one.title)
    if one.is_whole_day:
        event.add("dtstart", one.starts_on.date())
        event.add("dtend", one.ends_on.date())
    else:
        # Times of the world: right in every program, whatever it knows of zones.
        event.add("dtstart", one.starts_on.astimezone(UTC))
        event.add("dtend", one.ends_on.astimezone(UTC))
    event.add("status", "CANCELLED" if one.is_canceled else "CONFIRMED")
    if one.place:
        event.add("location", one.place)
    if one.about:
        event.add("description", one.about)
    event.add("url", f"{base}{one.link}" if one.link.startswith("/") else one.link or f"{base}/calendar")
    return event


def _host(base: str) -> str:
    return base.partition("://")[2].partition("/")[0].partition(":")[0] or "theatrum"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
