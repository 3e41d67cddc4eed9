"""A liaison's centers at a glance: what changed, what waits, what is planned; a few queries for all of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from theatrum.checks.profile.network_shapes import Center
from theatrum.consortium.calendar.schedules import dates_of
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.queries import find_projects, known_centers
from theatrum.consortium.events import sight
from theatrum.consortium.events.models import Event
from theatrum.consortium.events.queries import counts_of, events_of
from theatrum.consortium.events.topics import TOPICS
from theatrum.consortium.helpdesk.sight import visible
from theatrum.consortium.helpdesk.states import OPEN_ONES
from theatrum.consortium.liaison.models import Visit
from theatrum.consortium.liaison.people import centers_guided, require_overview
from theatrum.consortium.onboarding.standings import Standing, of_centers, open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.submissions.queries import Expected, expected_of
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit.models import Event as AuditEvent
from theatrum.repository.entities.models import Kind, Node

# Where somebody looks for the first time.
FIRST = timedelta(days=7)
_LATEST = 30


@dataclass(frozen=True)
class Arrivals:
    """What came and changed in a center's project."""

    files: int = 0
    changed: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class CenterLine:
    """One center as its liaison sees it; ``stuck`` are the gates that keep its people from writing."""

    center: Center
    project: Node | None
    topics: list[tuple[str, int]]
    arrivals: Arrivals
    acts: int
    last_seen: datetime | None
    tickets: int
    stuck: list[Standing]
    planned: Expected | None


@dataclass(frozen=True)
class Overview:
    """All centers of a liaison; ``since`` is when they looked last."""

    since: datetime
    release: int | None
    deadline: object
    lines: list[CenterLine] = field(default_factory=list)
    latest: list[Event] = field(default_factory=list)


def overview_of(actor: Actor, center_ids: Sequence[str] | None = None) -> Overview:
    """Return what a liaison's centers did since they looked last, and what waits there. Raises NotALiaison.

    ``center_ids`` are those of them that are shown; None means all.
    """
    require_overview(actor)
    guided = centers_guided(actor)
    ids = guided if center_ids is None else [one for one in center_ids if one in guided]
    profile = in_force()
    since, release = seen_until(actor), open_release(profile)
    deadline = dates_of(release).deadline if release is not None else None
    if not ids:
        return Overview(since, release, deadline)
    known, projects = known_centers(profile), find_projects(profile)
    topics, tickets = counts_of(ids, since=since), _tickets(actor, ids)
    standings, acts = of_centers(ids, release), _acts(ids, since)
    arrivals = _arrivals({projects[one].id: one for one in ids if one in projects}, since)
    planned = _planned(ids, release)
    lines = [
        CenterLine(
            center=known[one],
            project=projects.get(one),
            topics=_named(topics.get(one, {})),
            arrivals=arrivals.get(one, Arrivals()),
            acts=acts.get(one, (0, None))[0],
            last_seen=acts.get(one, (0, None))[1],
            tickets=tickets.get(one, 0),
            stuck=[standing for standing in standings[one] if standing.stops],
            planned=planned.get(one),
        )
        for one in ids
        if one in known
    ]
    # Such as a ticket that was put into the privacy queue since.
    latest = sight.seen(actor, events_of(ids, since=since)[:_LATEST])
    return Overview(since, release, deadline, lines, latest)


def seen_until(actor: Actor) -> datetime:
    """Return until when somebody has seen what changed."""
    visit = Visit.objects.filter(user_id=actor.id).first()
    return visit.seen_until if visit else clock.now() - FIRST


def note_seen(*, actor: Actor, until: datetime) -> None:
    """Note that somebody has seen what changed until a moment. Raises NotALiaison."""
    require_overview(actor)
    Visit.objects.update_or_create(user_id=actor.id, defaults={"seen_until": min(until, clock.now())})


def _named(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [
        (TOPICS[key].name, count) for key, count in sorted(counts.items(), key=lambda one: -one[1]) if key in TOPICS
    ]


def _tickets(actor: Actor, ids: Collection[str]) -> dict[str, int]:
    found = visible(actor).filter(center_id__in=ids, state__in=OPEN_ONES).order_by()
    return dict(found.values_list("center_id").annotate(count=Count("pk")))


def _arrivals(projects: Mapping[int, str], since: datetime) -> dict[str, Arrivals]:
    came = Q(created_on__gt=since, trash_root=None)
    found = Node.objects.filter(project_id__in=projects).filter(Q(modified_on__gt=since) | Q(trashed_on__gt=since))
    rows = (
        found.order_by()
        .values_list("project_id")
        .annotate(
            files=Count("pk", filter=came & Q(kind=Kind.FILE)),
            changed=Count("pk", filter=Q(created_on__lte=since, modified_on__gt=since, trash_root=None)),
            deleted=Count("pk", filter=Q(trashed_on__gt=since)),
        )
    )
    return {projects[number]: Arrivals(*counts) for number, *counts in rows}


def _acts(ids: Sequence[str], since: datetime) -> dict[str, tuple[int, datetime | None]]:
    """Count what the people of each center did, by the audit, and when the last of it was."""
    members = Affiliation.objects.filter(center_id__in=ids, ended_on=None)
    people: dict[int, list[str]] = {}
    for user_id, center_id in members.values_list("user_id", "center_id"):
        people.setdefault(user_id, []).append(center_id)
    found = AuditEvent.objects.filter(at__gt=since, actor_id__in=members.values("user_id")).order_by()
    acts: dict[str, tuple[int, datetime | None]] = {}
    for user_id, count, last in found.values_list("actor_id").annotate(count=Count("pk"), last=Max("at")):
        for center_id in set(people[user_id]):
            before, latest = acts.get(center_id, (0, None))
            acts[center_id] = (before + count, max(filter(None, (latest, last))))
    return acts


def _planned(ids: Collection[str], release: int | None) -> dict[str, Expected]:
    if release is None:
        return {}
    sums: dict[str, Expected] = {}
    for (center_id, _), one in expected_of(ids, release).items():
        sums[center_id] = one if center_id not in sums else _both(sums[center_id], one)
    return sums


def _both(one: Expected, other: Expected) -> Expected:
    days = [day for day in (one.first_on, other.first_on) if day is not None]
    last = [day for day in (one.last_on, other.last_on) if day is not None]
    return Expected(
        plans=one.plans + other.plans,
        files=_sum(one.files, other.files),
        bytes=_sum(one.bytes, other.bytes),
        participants=None,
        first_on=min(days, default=None),  # type: ignore[type-var]  # days, all of them
        last_on=max(last, default=None),  # type: ignore[type-var]  # days, all of them
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
