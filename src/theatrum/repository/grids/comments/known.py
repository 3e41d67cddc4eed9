"""Knowing a row again in another workspace over the same source.

By the values of its key (as a digest) where the record set has one and none is empty; by its entity in a grid of
files; else by its place in the source, which is the best there is.
"""

from collections.abc import Collection, Sequence

from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.keys import key_of
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.queries import live_rows

_BY_KEY, _BY_ENTITY, _BY_PLACE = "key:", "entity:", "row:"


def known_as(workspace: Workspace, cells: Cells, source_key: int | None) -> str:
    """Return how a row is known in other workspaces; empty where it is not."""
    if workspace.source.kind != Kind.RECORD_SET:
        return "" if source_key is None else f"{_BY_ENTITY}{source_key}"
    key = key_of(cells, key_slots(workspace))
    if key is not None:
        return f"{_BY_KEY}{key.hex()}"
    return "" if source_key is None else f"{_BY_PLACE}{source_key}"


def key_slots(workspace: Workspace) -> Sequence[int]:
    """Return the slots of the columns by which rows are known; none where one of them is not shown."""
    current = workspace.source.current
    named = current.details.get("upsertKey") if current is not None else None
    names = [str(name) for name in named] if isinstance(named, list) else []
    slots = workspace.slots
    return [slots[name] for name in names] if all(name in slots for name in names) else []


def rows_known_as(workspace: Workspace, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of the rows that are there by how they are known; of several the first."""
    found = _by_source(workspace, keys)
    if not any(key.startswith(_BY_KEY) for key in keys):
        return found
    slots, wanted = key_slots(workspace), set(keys)
    for number, cells in live_rows(workspace).values_list("number", "cells").iterator(chunk_size=2_000):
        key = key_of(cells or [], slots)
        if key is not None and (name := f"{_BY_KEY}{key.hex()}") in wanted:
            found.setdefault(name, number)
    return found


def _by_source(workspace: Workspace, keys: Collection[str]) -> dict[str, int]:
    prefix = _BY_PLACE if workspace.source.kind == Kind.RECORD_SET else _BY_ENTITY
    wanted = [int(key.removeprefix(prefix)) for key in keys if key.startswith(prefix)]
    rows = Row.objects.filter(workspace=workspace, is_deleted=False, source_key__in=wanted)
    return {f"{prefix}{source_key}": number for source_key, number in rows.values_list("source_key", "number")}
