"""Cells that were changed here and at the source: kept until somebody has chosen which is to stand.

One is open as long as the source has what it had, and the grid something else: what settled itself is forgotten.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.conflicts import Conflicts
from theatrum.repository.grids.editing import edit, part_of
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.models import Conflict, Workspace
from theatrum.repository.grids.policy import MOST_CELLS, PIECE


@dataclass(frozen=True, slots=True)
class Dispute:
    """An open one: what the grid has, what the source has, and the row's place at the source."""

    number: int
    slot: int
    mine: str | None
    theirs: str | None
    source_key: int | None
    version: int | None


def keep_conflicts(
    workspace: Workspace, conflicts: Conflicts, numbers: Collection[int], *, version: int | None = None
) -> None:
    """Keep what was found out of some rows, before the operation is written that says what the source has now."""
    kept = [
        Conflict(workspace=workspace, number=number, slot=slot, theirs=theirs, version=version)
        for number in numbers
        for slot, theirs in conflicts.cells.get(number, {}).items()
    ]
    if kept:
        with writing():
            Conflict.objects.bulk_create(
                kept,
                batch_size=500,
                update_conflicts=True,
                unique_fields=["workspace", "number", "slot"],
                update_fields=["theirs", "version"],
            )


def open_disputes(workspace: Workspace) -> list[Dispute]:
    """Return the cells that wait for a choice, by row and slot."""
    found: list[Dispute] = []
    kept = list(Conflict.objects.filter(workspace=workspace).order_by("number", "slot"))
    for start in range(0, len(kept), PIECE):
        some = kept[start : start + PIECE]
        rows = rows_by_number(workspace, {one.number for one in some})
        found += [dispute for one in some if (dispute := _dispute(one, rows.get(one.number))) is not None]
    return found


def open_slots(workspace: Workspace) -> dict[int, set[int]]:
    """Return the slots that wait for a choice, by row."""
    found: dict[int, set[int]] = {}
    for one in open_disputes(workspace):
        found.setdefault(one.number, set()).add(one.slot)
    return found


def settle_disputes(actor: Actor, workspace: Workspace, theirs: Sequence[Dispute], mine: Sequence[Dispute]) -> None:
    """Take what the source has in some cells, as one act that can be undone; let the grid's stand in others.

    Raises as ``edit``.
    """
    sender = Sender(group=str(uuid4()))
    for start in range(0, len(theirs), MOST_CELLS):
        cells: dict[int, dict[int, str | None]] = {}
        for one in theirs[start : start + MOST_CELLS]:
            cells.setdefault(one.number, {})[one.slot] = one.theirs
        edit(actor, workspace, Change(cells=cells), sender=part_of(sender))
    with writing():
        for one in [*theirs, *mine]:
            Conflict.objects.filter(workspace=workspace, number=one.number, slot=one.slot).delete()


def forget_settled(workspace: Workspace) -> None:
    """Forget the cells that settled themselves. Inside a write transaction."""
    still = {(one.number, one.slot) for one in open_disputes(workspace)}
    over = [one.pk for one in Conflict.objects.filter(workspace=workspace) if (one.number, one.slot) not in still]
    Conflict.objects.filter(pk__in=over).delete()


def chosen(disputes: Sequence[Dispute], cells: Mapping[tuple[int, int], str]) -> tuple[list[Dispute], list[Dispute]]:
    """Return those of which the source's is chosen, and those of which the grid's is, by row and slot."""
    theirs = [one for one in disputes if cells.get((one.number, one.slot)) == "theirs"]
    return theirs, [one for one in disputes if cells.get((one.number, one.slot)) == "mine"]


def _dispute(kept: Conflict, row: Held | None) -> Dispute | None:
    if row is None or row.is_deleted or row.base is None:
        return None
    mine = cell(row.cells, kept.slot)
    if mine == kept.theirs or cell(row.base, kept.slot) != kept.theirs:
        return None
    return Dispute(row.number, kept.slot, mine, kept.theirs, row.source_key, kept.version)
