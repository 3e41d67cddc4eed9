"""What stands in a practice now: in the open grid of each table, else in its newest version."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from theatrum.consortium.onboarding.practice.checking import Left, left_in
from theatrum.consortium.onboarding.practice.models import Practice
from theatrum.drivers.blobs.installed import store
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import live_rows

_KEPT_FOR = 3600


@dataclass(frozen=True, slots=True)
class Looked:
    """What is left to mend, and what it was read from: it changes with every change in a grid."""

    left: list[Left]
    seen: str


def look(practice: Practice) -> Looked:
    """Return what is left to mend; computed once for what stands there, outside of any transaction."""
    nodes = Node.objects.select_related("current__handle").in_bulk(practice.tables.values())
    open_ones = {number: _workspace(number) for number in nodes}
    seen = repr([(number, _state(nodes[number], open_ones[number])) for number in sorted(nodes)])
    key = f"practice.{practice.pk}"
    kept = cache.get(key)
    if isinstance(kept, Looked) and kept.seen == seen:
        return kept
    by_name = {name: number for name, number in practice.tables.items() if number in nodes}
    tables = {name: _read(nodes[number], open_ones[number]) for name, number in by_name.items()}
    left = left_in(tables, expected=practice.expected, baseline=frozenset(practice.baseline))
    looked = Looked(left, seen)
    cache.set(key, looked, _KEPT_FOR)
    return looked


def counts(looked: Looked) -> Mapping[str, int]:
    """Return how many things are left in each table."""
    found: dict[str, int] = {}
    for one in looked.left:
        found[one.component] = found.get(one.component, 0) + 1
    return found


def _workspace(node_id: int) -> Workspace | None:
    found = Workspace.objects.filter(source_id=node_id, deleted_on=None).exclude(opened_on=None)
    return found.order_by("-modified_on", "-id").first()


def _state(node: Node, workspace: Workspace | None) -> tuple[object, ...]:
    return (workspace.pk, workspace.sequence) if workspace is not None else (node.current_id,)


def _read(node: Node, workspace: Workspace | None) -> bytes:
    if workspace is not None:
        return _written(workspace)
    handle = node.current.handle if node.current is not None else None
    if handle is None:
        return b""
    with store().open(handle.key) as file:
        return file.read()


def _written(workspace: Workspace) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(workspace.columns)
    order = list(workspace.column_order)
    for row in live_rows(workspace):
        writer.writerow([cell(row.cells or [], slot) or "" for slot in order])
    return stream.getvalue().encode()
