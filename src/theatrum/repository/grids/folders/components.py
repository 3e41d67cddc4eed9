"""Which components the files below a folder are of: a grid is about one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Binding, Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for, bound_for_all
from theatrum.repository.schemas.names import SchemaId

# As many ids as a query of either engine takes with ease.
_BATCH = 5_000
# What a grid is about where no schema holds.
NONE = "-"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file below a folder, and the schema that holds for it."""

    id: int
    parent_id: int
    name: str
    bound: BoundSchema | None

    @property
    def component(self) -> str:
        """The component that it is of."""
        return component_of(self.bound)


@dataclass(frozen=True, slots=True)
class Component:
    """A component below a folder: its key, its name, how many files are of it, and the schema of most of them."""

    key: str
    name: str
    files: int
    bound: BoundSchema | None


def component_of(bound: BoundSchema | None) -> str:
    """Return the key of a component: its schema without version, ``-`` where none holds."""
    return NONE if bound is None else key_of(bound.schema_id)


def key_of(schema_id: SchemaId) -> str:
    """Return the key of a component: organization and name of its schema."""
    return f"{schema_id.organization}-{schema_id.name}"


def components_below(actor: Actor, folder: Node) -> list[Component]:
    """Return the components of the files below a folder that the actor may read: those of most files first.

    Of an empty folder, its own. No file is read: they are counted by folder, and few have a schema of their own.
    """
    counts = _counted(actor, folder.id)
    if not counts:
        return [_component(component_of(bound), Counter({bound: 0})) for bound in (bound_for(folder.id),)]
    found: dict[str, Counter[BoundSchema | None]] = defaultdict(Counter)
    for bound, count in counts.items():
        found[component_of(bound)][bound] += count
    parts = [_component(key, bounds) for key, bounds in found.items()]
    return sorted(parts, key=lambda part: (part.key == NONE, -part.files, part.name))


def count_below(actor: Actor, folder: Node, key: str) -> int:
    """Return how many files of a component are below a folder, of those that the actor may read."""
    return sum(count for bound, count in _counted(actor, folder.id).items() if component_of(bound) == key)


def files_below(actor: Actor, folder_id: int, *, only: Sequence[int] | None = None) -> list[Placed]:
    """Return the files below a folder that the actor may read, or those of some ids, in no order."""
    below = _below(actor, folder_id)
    if only is None:
        rows = list(below.values_list("id", "parent_id", "name"))
    else:
        rows = [row for ids in _parts(only) for row in below.filter(id__in=ids).values_list("id", "parent_id", "name")]
    bound = _bound([(number, parent or 0) for number, parent, _ in rows])
    return [Placed(number, parent or 0, name, bound.get(number)) for number, parent, name in rows]


def _bound(places: Sequence[tuple[int, int]]) -> Mapping[int, BoundSchema]:
    """Return the schema of each file, by that of its folder: few files have one of their own."""
    of_folders: dict[int, BoundSchema] = {}
    for ids in _parts(sorted({parent for _, parent in places})):
        of_folders |= bound_for_all(ids)
    found = {number: of_folders[parent] for number, parent in places if parent in of_folders}
    for ids in _parts([number for number, _ in places]):
        own = list(Binding.objects.filter(node_id__in=ids).values_list("node_id", flat=True))
        found |= bound_for_all(own)
    return found


def _counted(actor: Actor, folder_id: int) -> Counter[BoundSchema | None]:
    """Return how many files below a folder are judged by which schema."""
    below = _below(actor, folder_id).order_by()
    counts = dict(below.filter(binding=None).values_list("parent_id").annotate(files=Count("id")))
    own = list(below.exclude(binding=None).values_list("id", flat=True))
    bound: dict[int, BoundSchema] = {}
    for ids in _parts([*(parent or 0 for parent in counts), *own]):
        bound |= bound_for_all(ids)
    found = Counter[BoundSchema | None](bound.get(number) for number in own)
    for parent, files in counts.items():
        found[bound.get(parent or 0)] += files
    return found


def _below(actor: Actor, folder_id: int) -> "QuerySet[Node]":
    return visible_nodes(actor).filter(kind=Kind.FILE, ancestry__ancestor_id=folder_id)


def _component(key: str, bounds: Counter[BoundSchema | None]) -> Component:
    bound = bounds.most_common(1)[0][0]
    return Component(key, bound.schema_id.name if bound else "", bounds.total(), bound)


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
