"""Reading in the audit what came into ingest folders, and where other schemas hold now: no upload waits for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Min, QuerySet

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.consortium.centers.queries import ids_of_projects
from theatrum.consortium.notices.arrivals.models import Arriving, Reading
from theatrum.consortium.onboarding.places import folder_of, places_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.audit.models import Event
from theatrum.repository.audit.queries import last_sequence
from theatrum.repository.entities.models import Ancestry, Kind, Node
from theatrum.repository.entities.validation.bound import bound_for_all

FOLLOW = "arrivals.follow"
_CAME = ("entity_created", "entity_updated")
# What is there is judged anew then, and something else may come of it.
_REBOUND = ("schema_bound", "schema_unbound")
_MOST = 5_000


@dataclass
class _Came:
    """What came to one place."""

    files: int = 0
    people: set[int] = field(default_factory=set)


def look_after() -> None:
    """Want the audit read where something was added to it; quick where there was not."""
    until = last_sequence()
    reading = Reading.objects.first()
    if reading is None:
        # What was there before anybody listened is no news.
        with writing():
            Reading.objects.get_or_create(pk=1, defaults={"sequence": until})
        return
    if until > reading.sequence and _news(reading.sequence, until).exists():
        with writing():
            outbox.later(FOLLOW, key="all")
    elif until - reading.sequence > _MOST:
        with writing():
            Reading.objects.filter(sequence=reading.sequence).update(sequence=until)


def follow() -> int:
    """Note what came since the audit was read last; returns to how many places. Opens transactions of its own."""
    count = 0
    while (reading := Reading.objects.first()) is not None:
        until = min(last_sequence(), reading.sequence + _MOST)
        if until == reading.sequence:
            break
        rows = _news(reading.sequence, until).values_list("subject_id", "action")
        came = rows.filter(action__in=_CAME).order_by("-action")
        rebound = {int(number) for number, _ in rows.filter(action__in=_REBOUND)}
        created = dict.fromkeys(_below(rebound), False)
        created |= {int(number): action == "entity_created" for number, action in came}
        places, arrived = _read(created)
        with writing():
            # Of two workers one reads a piece: the other finds it read.
            if Reading.objects.filter(sequence=reading.sequence).update(sequence=until):
                _note(places, arrived)
                count += len(arrived)
    return count


def _news(sequence: int, until: int) -> QuerySet[Event]:
    actions = (*_CAME, *_REBOUND)
    return Event.objects.filter(sequence__gt=sequence, sequence__lte=until, subject_kind="entity", action__in=actions)


def _below(numbers: Collection[int]) -> list[int]:
    """Return what stands for the places that another schema was bound for: a file of each folder, and each table."""
    if not numbers:
        return []
    below = Ancestry.objects.filter(ancestor_id__in=numbers).values("node_id")
    live = Node.objects.filter(pk__in=below, trash_root=None).order_by()
    files = live.filter(kind=Kind.FILE).values_list("parent_id").annotate(one=Min("pk"))
    return [*(one for _, one in files), *live.filter(kind=Kind.RECORD_SET).values_list("pk", flat=True)]


def _read(created: dict[int, bool]) -> tuple[dict[int, Arriving], dict[int, _Came]]:
    nodes = Node.objects.filter(pk__in=created, kind__in=[Kind.FILE, Kind.RECORD_SET], trash_root=None)
    centers = ids_of_projects(nodes.order_by().values_list("project_id", flat=True).distinct())
    by_project: dict[int, list[Node]] = {}
    for node in nodes.filter(project_id__in=centers):
        by_project.setdefault(node.project_id or 0, []).append(node)
    places: dict[int, Arriving] = {}
    came: dict[int, _Came] = {}
    for project_id, some in by_project.items():
        places |= _places(project_id, {_place(node) for node in some})
        for node in some:
            if (number := _place(node)) in places:
                one = came.setdefault(number, _Came())
                one.files += node.kind == Kind.FILE and created[node.pk]
                one.people.add(node.modified_by)
    return places, came


def _place(node: Node) -> int:
    """A file is told of with its folder, a table by itself."""
    return node.pk if node.kind == Kind.RECORD_SET else node.parent_id or 0


def _places(project_id: int, numbers: Collection[int]) -> dict[int, Arriving]:
    """Return those places, not stored yet, that are in an ingest folder."""
    profile, ordered = in_force(), sorted(numbers)
    bound, moment = bound_for_all(ordered), clock.now()
    tables = set(Node.objects.filter(pk__in=ordered, kind=Kind.RECORD_SET).values_list("pk", flat=True))
    found: dict[int, Arriving] = {}
    for number, place in places_of(project_id, ordered).items():
        folder = folder_of(profile, place)
        if folder is None or folder.kind is not FolderKind.INGEST:
            continue
        schema = bound.get(number)
        is_ours = schema is not None and schema.schema_id.organization == profile.overlay.organization
        found[number] = Arriving(
            node_id=number,
            center_id=place.center_id,
            release=folder.release.number,
            component=schema.schema_id.name if schema is not None and is_ours else "",
            is_table=number in tables,
            last_on=moment,
        )
    return found


def _note(places: dict[int, Arriving], came: dict[int, _Came]) -> None:
    known = Arriving.objects.select_for_update().in_bulk(list(came))
    for number, one in came.items():
        place = known.get(number) or places[number]
        place.files += one.files
        place.people = sorted({*place.people, *one.people})
        place.component, place.last_on, place.is_waiting = places[number].component, clock.now(), True
    _save([known.get(number) or places[number] for number in came], known)


def _save(places: Iterable[Arriving], known: Collection[int]) -> None:
    for place in places:
        place.save(force_insert=place.node_id not in known)
