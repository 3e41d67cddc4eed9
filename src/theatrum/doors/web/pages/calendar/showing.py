"""The calendar: the cycle of the open release, a month, and the same as a list; the feed for other programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.calendar import actions, feeds, occasions
from theatrum.consortium.calendar.errors import FeedNotFound
from theatrum.consortium.calendar.feeds import Milestone
from theatrum.consortium.calendar.models import Feed
from theatrum.consortium.calendar.schedules import DAYS, dates_of_many
from theatrum.consortium.centers import sight
from theatrum.consortium.centers.sight import is_member
from theatrum.consortium.handbook.members import require_member
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.calendar import months, sessions
from theatrum.doors.web.pages.calendar.months import Line
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor

# How far the list looks ahead.
AHEAD = timedelta(days=400)
LABELS = {
    "opens": "Ingest opens",
    "deadline": "Deadline of submissions",
    "inclusion_review": "First sets of what is included",
    "quality_control": "End of quality control",
    "publication": "Publication",
}


@dataclass(frozen=True)
class Cycle:
    """The days of one release as steps: label, day, whether it is over, and whether it is what comes next."""

    release: int
    state: str
    steps: Sequence[tuple[str, date | None, bool, bool]]


@dataclass(frozen=True)
class Entry:
    """One thing of the list: a day of a release, or an event with all that is said of it."""

    line: Line
    event: occasions.Event | None = None
    ends: str = ""
    milestone: Milestone | None = None


@require_safe
@viewer.signed_in
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Show the calendar to members of the network."""
    actor = viewer.actor(request)
    require_member(actor)
    zone = occasions.time_zone()
    today = clock.now().astimezone(zone).date()
    first = months.read_month(request.GET.get("month", ""), today)
    shown = months.days_shown(first)
    is_month = "month" in request.GET
    entries = _entries(actor, *(shown if is_month else (today, today + AHEAD)))
    by_day: dict[date, list[Line]] = {}
    for entry in entries:
        by_day.setdefault(entry.line.day, []).append(entry.line)
    feed = Feed.objects.filter(pk=actor.id, is_open=True).first()
    values = {
        "cycles": cycles(today),
        "month": months.month_of(first, today, by_day) if is_month else None,
        "this_month": today.replace(day=1),
        "entries": entries,
        "zone": str(zone).replace("_", " "),
        "may_edit": sight.is_staff(actor),
        "may_set_dates": sight.is_dcc_administrator(actor),
        "releases": list(in_force().releases),
        "feed": address_of(feed) if feed else "",
    }
    return render(request, "calendar/calendar.html", values)


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """Answer a calendar program that knows somebody's personal address; no session is asked."""
    reader = feeds.reader_of(request.GET.get("key", ""))
    if not is_member(reader):
        raise FeedNotFound
    now = clock.now()
    more = sessions.events(since=now - feeds.PAST, until=now + feeds.AHEAD)
    answer = HttpResponse(feeds.written(reader, more=more), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@viewer.signed_in
@require_POST
def change_feed(request: HttpRequest) -> HttpResponseBase:
    """Make the address of a feed anew, or take it back."""
    actor = viewer.actor(request)
    require_member(actor)
    with writing():
        if request.POST.get("verb") == "close":
            actions.close_feed(actor=actor)
        else:
            actions.open_feed(actor=actor)
    if request.POST.get("verb") == "close":
        messages.success(request, "The address is taken back: calendars that read it get nothing any more.")
    return HttpResponseRedirect(reverse("calendar") + "#feed")


def cycles(today: date) -> list[Cycle]:
    """Return the days of releases that are not over, or that are open whatever their days."""
    profile = in_force()
    dates = dates_of_many(list(profile.releases))
    found = []
    for number, release in profile.releases.items():
        days = [(name, getattr(dates[number], name)) for name in DAYS]
        known = [day for _, day in days if day is not None]
        if release.state == "open" or (known and max(known) >= today):
            coming = next((name for name, day in days if day is not None and day >= today), "")
            steps = [(LABELS[name], day, day is not None and day < today, name == coming) for name, day in days]
            found.append(Cycle(number, release.state, steps))
    return found


def address_of(feed: Feed) -> str:
    """Return the address by which a person's calendar program reads."""
    return f"{installation.settings().base_url}{reverse('calendar_feed')}?{urlencode({'key': feeds.key_of(feed)})}"


def _entries(actor: Actor, first: date, last: date) -> list[Entry]:
    zone = occasions.time_zone()
    since = datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)
    until = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    found = [_of_day(one) for one in feeds.milestones() if first <= one.day <= last]
    events = [
        *occasions.events_seen(actor, since=since, until=until),
        *sessions.events(since=since, until=until),
    ]
    found += [_of_event(one) for one in events]
    return sorted(found, key=lambda entry: (entry.line.day, entry.line.time))


def _of_day(one: Milestone) -> Entry:
    title = f"Release {one.release}: {LABELS[one.name][0].lower()}{LABELS[one.name][1:]}"
    anchor = f"release-{one.release}-{one.name}"
    return Entry(Line(title, one.day, anchor=anchor, is_deadline=one.name == "deadline"), milestone=one)


def _of_event(one: occasions.Event) -> Entry:
    zone = occasions.time_zone()
    starts, ends = one.starts_on.astimezone(zone), one.ends_on.astimezone(zone)
    at = "" if one.is_whole_day else f"{starts:%H:%M}"
    line = Line(one.title, starts.date(), at, anchor=f"event-{one.key}", is_canceled=one.is_canceled)
    same_day = starts.date() == ends.date()
    return Entry(line, one, ends=f"{ends:%H:%M}" if same_day else f"{ends:%d %B %Y, %H:%M}")
