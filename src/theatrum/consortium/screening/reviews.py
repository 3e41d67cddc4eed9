"""What reviewers see: files that wait for them, decisions that can be taken back, rules in force, incidents.

Everything here is for those whom ``people`` calls reviewers; an incident also for whom it concerns.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from theatrum.consortium.screening.errors import IncidentNotFound, ScreeningNotFound
from theatrum.consortium.screening.models import Allowance, Decision, FoundPlace, Incident, IncidentEvent, Screening
from theatrum.consortium.screening.people import concerns, is_officer, is_reviewer, require_reviewer
from theatrum.consortium.screening.states import PENDING, REVIEWED
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node

# So many places are shown of one file among others.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the waiting files are asked for; empty means any. ``code`` is a class, such as ``privacy.device``."""

    center: str = ""
    code: str = ""
    pattern: str = ""
    scanner: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Files that are held by the same classes at the same places in the same shapes: one decision may be for all."""

    pattern: str
    count: int
    since: datetime
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A file that waits for a reviewer; ``node`` is the entity that has it, ``places`` the first ones that hold it."""

    screening: Screening
    node: Node | None
    places: Sequence[FoundPlace]
    more: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A decision that can be taken back."""

    batch: str
    verb: str
    reason: str
    actor_id: int
    at: datetime
    count: int


def waiting(actor: Actor, wanted: Wanted) -> QuerySet[Screening]:
    """Return the files that wait for a reviewer, the oldest first. Raises NotAReviewer."""
    require_reviewer(actor)
    found = Screening.objects.filter(state__in=REVIEWED, purged_on=None).select_related("handle")
    if wanted.center:
        found = found.filter(center=wanted.center)
    if wanted.pattern:
        found = found.filter(pattern=wanted.pattern)
    if wanted.scanner:
        found = found.filter(scanner=wanted.scanner)
    if wanted.code:
        held = FoundPlace.objects.filter(code=wanted.code).exclude(verdict="note")
        found = found.filter(pk__in=held.values("screening_id"))
    return found.order_by("since", "pk")


def held(screenings: Iterable[Screening]) -> list[Held]:
    """Return files with the entities that have them and the first places that hold them, in four queries for all."""
    found = list(screenings)
    nodes = Node.objects.in_bulk({one.node_id for one in found if one.node_id is not None})
    places = places_of(found, most=SHOWN)
    numbers = _told(found).order_by().values("screening_id").annotate(n=Count("pk"))
    counts = {row["screening_id"]: row["n"] for row in numbers}
    return [
        Held(one, nodes.get(one.node_id or 0), places.get(one.pk, []), max(0, counts.get(one.pk, 0) - SHOWN))
        for one in found
    ]


def places_of(screenings: Collection[Screening], *, most: int | None = None) -> Mapping[int, list[FoundPlace]]:
    """Return what was found in files and is more than a note, by file: what blocks first, then what holds.

    ``most`` is how many of each file: of one file there may be a thousand.
    """
    rank = Case(
        When(verdict="block", then=Value(0)),
        When(verdict="hold", allowance=None, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = _told(screenings).annotate(rank=rank)
    if most is not None:
        number = Window(RowNumber(), partition_by="screening_id", order_by=["rank", "pk"])
        rows = rows.annotate(number=number).filter(number__lte=most)
    found: dict[int, list[FoundPlace]] = defaultdict(list)
    for row in rows.order_by("screening_id", "rank", "pk"):
        found[row.screening_id].append(row)
    return found


def _told(screenings: Collection[Screening]) -> QuerySet[FoundPlace]:
    rows = FoundPlace.objects.filter(screening__in=[one.pk for one in screenings])
    return rows.filter(Q(verdict__in=["block", "hold"]) | Q(verdict="", severity__in=["error", "warning"]))


def alike(screenings: QuerySet[Screening]) -> list[Alike]:
    """Return the patterns of which at least two files wait, the most frequent first."""
    counted = screenings.order_by().exclude(pattern="").values("pattern")
    rows = list(counted.annotate(count=Count("pk"), oldest=Min("since")).filter(count__gt=1).order_by("-count")[:20])
    codes: dict[str, set[str]] = defaultdict(set)
    places = FoundPlace.objects.filter(screening__pattern__in=[row["pattern"] for row in rows], verdict="hold")
    for pattern, code in places.values_list("screening__pattern", "code").distinct():
        codes[pattern].add(code)
    return [Alike(row["pattern"], row["count"], row["oldest"], tuple(sorted(codes[row["pattern"]]))) for row in rows]


def centers_waiting(actor: Actor) -> list[tuple[str, int]]:
    """Return centers with the number of their files that wait for a reviewer. Raises NotAReviewer."""
    rows = waiting(actor, Wanted()).order_by().values("center").annotate(count=Count("pk"))
    return [(row["center"], row["count"]) for row in rows.order_by("center")]


def codes_waiting(actor: Actor) -> list[tuple[str, int]]:
    """Return classes with the number of waiting files that they hold. Raises NotAReviewer."""
    files = waiting(actor, Wanted()).order_by().values("pk")
    rows = FoundPlace.objects.filter(screening_id__in=files, verdict="hold", allowance=None).values("code")
    return [(row["code"], row["n"]) for row in rows.annotate(n=Count("screening", distinct=True)).order_by("code")]


def in_work() -> tuple[int, datetime | None]:
    """Return how many files wait to be screened, and since when the oldest of them does."""
    told = Screening.objects.filter(state__in=PENDING, is_taken=True, purged_on=None)
    row = told.aggregate(count=Count("pk"), oldest=Min("arrived_on"))
    return row["count"], row["oldest"]


def find_screening(actor: Actor, handle_id: int) -> Screening:
    """Return the screening of a file. Raises NotAReviewer, ScreeningNotFound."""
    require_reviewer(actor)
    found = Screening.objects.filter(pk=handle_id).select_related("handle").first()
    if found is None:
        raise ScreeningNotFound(id=handle_id)
    return found


def screening_of(handle_id: int) -> Screening | None:
    """Return what is known of a file, for who may read the entity that has it."""
    return Screening.objects.filter(pk=handle_id).first()


def batches(actor: Actor, *, most: int = 10) -> list[Batch]:
    """Return the latest decisions that can be taken back, the newest first. Raises NotAReviewer."""
    require_reviewer(actor)
    rows = Decision.objects.filter(undone_on=None).values("batch", "verb", "reason", "actor_id", "at")
    return [Batch(**row) for row in rows.annotate(count=Count("pk")).order_by("-at")[:most]]


def rules_in_force(actor: Actor) -> QuerySet[Allowance]:
    """Return what is always allowed today, by center. Raises NotAReviewer."""
    require_reviewer(actor)
    today = clock.now().date()
    return Allowance.objects.filter(revoked_on=None, expires_on__gte=today).order_by("center", "code", "pk")


def incidents_for(actor: Actor) -> QuerySet[Incident]:
    """Return incidents, the newest first: all for who reviews, else those that concern the actor.

    ``file_count`` counts the files that the actor may know of, as ``files_of`` returns them while they are here.
    """
    found = Incident.objects.order_by("-opened_on", "-pk")
    if is_reviewer(actor) or is_officer(actor):
        return found.annotate(file_count=Count("files"))
    mine = concerns(actor)
    known = Screening.objects.filter(mine).values("pk")
    return found.filter(mine).annotate(file_count=Count("files", filter=Q(files__handle_id__in=known)))


def find_incident_for(actor: Actor, incident_id: int) -> Incident:
    """Return an incident that concerns the actor. Raises IncidentNotFound for others, too."""
    found = incidents_for(actor).filter(pk=incident_id).first()
    if found is None:
        raise IncidentNotFound(id=incident_id)
    return found


def events_of(incident: Incident) -> list[IncidentEvent]:
    """Return the steps of an incident, the first one first."""
    return list(incident.events.order_by("at", "pk"))


def files_of(actor: Actor, incident: Incident) -> list[Screening]:
    """Return what is known of the files of an incident that are still here.

    Files of others that have the same bytes are for who reviews alone.
    """
    numbers = list(incident.files.values_list("handle_id", flat=True))
    found = Screening.objects.filter(pk__in=numbers).select_related("handle").order_by("pk")
    if not (is_reviewer(actor) or is_officer(actor)):
        found = found.filter(concerns(actor))
    return list(found)
