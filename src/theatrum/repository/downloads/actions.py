"""Putting files on a download list, and taking them off. A list is its owner's alone: nothing is remembered of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.downloads.errors import BatchIsInvalid, ListIsFull
from theatrum.repository.downloads.models import ListedFile
from theatrum.repository.downloads.queries import MOST_FILES, listed
from theatrum.repository.entities.models import Kind, Version
from theatrum.repository.entities.queries import nodes
from theatrum.repository.entities.queries.children import visible_children, visible_nodes

MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Item:
    """A file, and a version of it; None is whichever is current."""

    node_id: int
    number: int | None = None


def add_files(*, actor: Actor, items: Collection[Item]) -> int:
    """Put files on the list, and return how many came. Raises BatchIsInvalid, ListIsFull.

    What is no file, has no such version, may not be read or is there already is left out.
    """
    _require_batch(items)
    return add_items(actor=actor, items=items)


def add_items(*, actor: Actor, items: Collection[Item]) -> int:
    """Do as ``add_files`` with any number of items, up to what a list holds. Raises ListIsFull."""
    readable = visible_nodes(actor).filter(kind=Kind.FILE, id__in={item.node_id for item in items})
    known = set(readable.values_list("id", flat=True))
    numbered = [item for item in items if item.number is not None and item.node_id in known]
    versions = _versions(numbered)
    wanted = [(item.node_id, None) for item in items if item.number is None and item.node_id in known]
    found = [(item.node_id, versions.get((item.node_id, item.number or 0))) for item in numbered]
    return _add(actor, [*wanted, *((node, version) for node, version in found if version is not None)])


def add_children(*, actor: Actor, parent_id: int, pins_versions: bool) -> int:
    """Put the files of a folder or project on the list, not those of folders in it. Raises ListIsFull."""
    nodes.require_node(actor, parent_id)
    found = visible_children(actor, parent_id, [Kind.FILE]).order_by("id").values_list("id", "current_id")
    return _add(actor, [(node, version if pins_versions else None) for node, version in found[: MOST_FILES + 1]])


def remove_files(*, actor: Actor, items: Collection[Item]) -> int:
    """Take files off the list, and return how many went: only those listed under the same version.

    Raises BatchIsInvalid.
    """
    _require_batch(items)
    current = Q(version=None, node_id__in={item.node_id for item in items if item.number is None})
    versions = _versions([item for item in items if item.number is not None])
    deleted, _ = listed(actor).filter(current | Q(version_id__in=versions.values())).delete()
    return deleted


def clear(*, actor: Actor) -> None:
    """Empty the list."""
    listed(actor).delete()


def _versions(items: Iterable[Item]) -> dict[tuple[int, int], int]:
    numbers = {(item.node_id, item.number or 0) for item in items}
    found = Version.objects.filter(node_id__in={node for node, _ in numbers}, number__in={n for _, n in numbers})
    known = {(version.node_id, version.number): version.pk for version in found.only("node_id", "number")}
    return {key: known[key] for key in numbers if key in known}


def _add(actor: Actor, wanted: Collection[tuple[int, int | None]]) -> int:
    held = listed(actor).count()
    if held + len(wanted) > MOST_FILES:
        raise ListIsFull(adding=len(wanted), limit=MOST_FILES, held=held)
    moment = clock.now()
    rows = [ListedFile(user_id=actor.id, node_id=node, version_id=version, added_on=moment) for node, version in wanted]
    ListedFile.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return listed(actor).count() - held


def _require_batch(items: Collection[Item]) -> None:
    if not items:
        raise BatchIsInvalid(reason="Batch must contain at least one item")
    if len(items) > MOST_AT_ONCE:
        raise BatchIsInvalid(reason=f"Batch size of '{len(items)}' exceeds the maximum of '{MOST_AT_ONCE}'")
