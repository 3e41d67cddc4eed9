"""Bringing a grid and its record set together: what the source has become comes in, then the grid goes out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db.models import QuerySet

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.running import current_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.errors import EtagIsStale
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.grids.actions import synchronizing as actions
from theatrum.repository.grids.actions.sessions import judge_anew
from theatrum.repository.grids.authorization import benefactors
from theatrum.repository.grids.cells import changed_slots
from theatrum.repository.grids.conflicts import Conflicts
from theatrum.repository.grids.errors import SourceOvertaken
from theatrum.repository.grids.models import CHANGED, Row, Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.pulling import pull_records
from theatrum.repository.grids.queries import stream
from theatrum.repository.grids.saving import Saved, save_records
from theatrum.repository.grids.waiting import judge_waiting

# How often the source may be changed by others while it is being written, before it is given up.
TRIES = 4
# Changed rows that are looked at to find out whether all there is are conflicts.
LOOKED_AT = 1_000


def synchronize_records(actor: Actor, workspace: Workspace, *, pushes: bool) -> list[str]:
    """Merge the record set into the grid, and with ``pushes`` write the grid to it as a new version.

    Returns what people should know: conflicts. Of a cell in conflict the grid keeps its own value and the record
    set keeps its; synchronizing once more writes the grid's. Raises SourceOvertaken, and as ``edit``.
    """
    conflicts = Conflicts()
    for _ in range(TRIES):
        node = take_in_records(actor, workspace, conflicts)
        if not pushes:
            return conflicts.told
        try:
            has_new = has_changes(workspace, conflicts)
            save_records(actor, workspace, node, instead=conflicts.cells, rows_are_new=has_new)
        except EtagIsStale:
            continue
        return conflicts.told
    raise SourceOvertaken(source=workspace.source.public_id)


def export_to_record_set(actor: Actor, workspace: Workspace) -> tuple[Saved, list[str]]:
    """Merge what the record set has become, and write the grid to it as a new version, changed or not."""
    conflicts = Conflicts()
    for _ in range(TRIES):
        node = take_in_records(actor, workspace, conflicts)
        try:
            return save_records(actor, workspace, node, instead=conflicts.cells), conflicts.told
        except EtagIsStale:
            continue
    raise SourceOvertaken(source=workspace.source.public_id)


@contextmanager
def alone(workspace: Workspace, token: str) -> Iterator[None]:
    """Be the only one that synchronizes a workspace: the current job, or outside of one who has this token.

    Raises GridIsBusy.
    """
    holder = current_id() or token
    with writing():
        actions.begin_synchronizing(workspace=workspace, token=holder)
    try:
        yield
    finally:
        with writing():
            actions.end_synchronizing(workspace=workspace, token=holder)


def has_changes(workspace: Workspace, conflicts: Conflicts) -> bool:
    """Tell whether there is anything to write beside cells in conflict."""
    if workspace.columns != workspace.source_columns:
        return True
    changed = changed_rows(workspace)
    if changed.count() != len(conflicts.cells) or len(conflicts.cells) > LOOKED_AT:
        return changed.exists()
    return any(
        row.base is None or set(changed_slots(row.base, row.cells or [])) - conflicts.cells.get(row.number, {}).keys()
        for row in changed
    )


def changed_rows(workspace: Workspace) -> QuerySet[Row]:
    """Return the rows that the source has otherwise, or has not, or has still."""
    return Row.objects.filter(CHANGED, workspace=workspace)


def take_in_records(actor: Actor, workspace: Workspace, conflicts: Conflicts) -> Node:
    """Merge what the record set has become since; returns it as it was read. Raises as ``edit``.

    What both sides changed is added to ``conflicts``, and kept until somebody chooses.
    """
    node = get_node(workspace.source_id)
    version, bound = node.current, bound_for(node.id)
    if version is not None and version.number != workspace.source_version:
        found, standing = pull_records(actor, workspace, version)
        conflicts.add(found)
        gone = _columns_to_drop(workspace, standing.columns, conflicts)
        with writing():
            actions.lock(workspace=workspace)
            actions.stand_at(workspace=workspace, standing=standing)
            actions.hide_columns(workspace=workspace, slots=gone)
    if (bound.digest if bound else "") != workspace.digest:
        with writing():
            judge_anew(workspace=workspace, bound=bound)
    with writing():
        actions.protect(workspace=workspace, benefactor_ids=benefactors([node]))
    judge_waiting(workspace)
    return node


def _columns_to_drop(workspace: Workspace, columns: Sequence[str], conflicts: Conflicts) -> list[int]:
    """Return the slots of columns that the source has no more, and in which nobody changed anything here."""
    gone = {name: workspace.slots[name] for name in workspace.source_columns if name in workspace.slots}
    for name in columns:
        gone.pop(name, None)
    if gone:
        changed = Row.objects.filter(workspace=workspace, is_deleted=False, base__isnull=False)
        touched = {
            slot for row in stream(changed, size=PIECE) for slot in changed_slots(row.base or [], row.cells or [])
        }
        for name in [name for name, slot in gone.items() if slot in touched]:
            conflicts.tell(f"Column {name} was taken out of the source and changed here: the grid keeps it.")
            del gone[name]
    return list(gone.values())
