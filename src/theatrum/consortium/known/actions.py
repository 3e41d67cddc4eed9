"""Writing the index of identifiers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from theatrum.consortium.known import moving
from theatrum.consortium.known.models import Highest, Indexed, Place, Progress
from theatrum.consortium.known.reading import LONGEST, Content, Pair, Reader
from theatrum.repository.entities.models import Node

_PROGRESS = 1
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """What places of an entity are new, and the ids of those that are gone."""

    content: Content
    new: Sequence[Pair]
    gone: Sequence[int]

    @property
    def size(self) -> int:
        """How many rows are written."""
        return len(self.new) + len(self.gone)


def store(*, reader: Reader, differences: Sequence[Difference], is_last: bool = True) -> None:
    """Write what was read of some entities, as far as they are still what they were then.

    Others were changed meanwhile, and are among those that are read next. ``is_last``: nothing more follows of them.
    """
    _lock()
    nodes = Node.objects.select_related("current").filter(id__in=[one.content.node_id for one in differences])
    now = reader.states(nodes)
    valid = [one for one in differences if now.get(one.content.node_id) == (one.content.component, one.content.state)]
    gone = Place.objects.filter(id__in=[number for one in valid for number in one.gone])
    moved = _moved(gone, valid)
    gone.delete()
    places = [
        Place(node_id=one.content.node_id, identifier=own, parent=parent) for one in valid for own, parent in one.new
    ]
    # Somebody else may have read the same at the same time.
    Place.objects.bulk_create(places, batch_size=_BATCH, ignore_conflicts=True)
    moving.tell(moved)
    if is_last:
        _store_states([one.content for one in valid])


def forget(*, node_ids: Collection[int]) -> None:
    """Take all that entities name out of the index; they are read again when they are looked at next."""
    moving.tell(_moved(Place.objects.filter(node_id__in=node_ids), ()))
    for model in (Place, Highest, Indexed):
        model.objects.filter(node_id__in=node_ids).delete()


def advance(*, sequence: int, rules: str) -> None:
    """Say up to which event the index has everything, unless somebody was faster."""
    progress = _lock()
    if sequence > progress.sequence or rules != progress.rules:
        progress.sequence, progress.rules = sequence, rules
        progress.save()


def _moved(gone: QuerySet[Place], changed: Iterable[Difference]) -> dict[int, set[str]]:
    """Return which identifiers come and go, by entity."""
    found: dict[int, set[str]] = {}
    for node, identifier in gone.values_list("node_id", "identifier"):
        found.setdefault(node, set()).add(identifier)
    for one in changed:
        found.setdefault(one.content.node_id, set()).update(own for own, _ in one.new)
    return found


def _lock() -> Progress:
    Progress.objects.get_or_create(id=_PROGRESS)
    return Progress.objects.select_for_update().get(id=_PROGRESS)


def _store_states(contents: Collection[Content]) -> None:
    Highest.objects.filter(node_id__in=[one.node_id for one in contents]).delete()
    highest = [
        Highest(node_id=one.node_id, center=center, kind=kind, under=under, number=written(number))
        for one in contents
        for (center, kind, under), number in one.highest
    ]
    Highest.objects.bulk_create(highest, batch_size=_BATCH)
    indexed = [Indexed(node_id=one.node_id, component=one.component, state=one.state) for one in contents]
    Indexed.objects.bulk_create(
        indexed, update_conflicts=True, unique_fields=["node"], update_fields=["component", "state"]
    )


def written(number: int) -> str:
    """Write a number so that texts are in the order of numbers."""
    return str(number).zfill(LONGEST)
