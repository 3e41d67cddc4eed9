"""Filling empty cells with what is known of files: edits that people see, and save or clear like their own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.actions.changing import change_rows
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.changes import Change, Pulled, Sender, draft_change
from theatrum.repository.grids.folders import knowledge
from theatrum.repository.grids.folders.filled import digest, ever_filled, note_filled
from theatrum.repository.grids.folders.judging import writable_names
from theatrum.repository.grids.folders.knowledge import Asked, Filled
from theatrum.repository.grids.held import Held, held
from theatrum.repository.grids.models import OperationKind, Row, Workspace
from theatrum.repository.grids.policy import MOST_CELLS
from theatrum.repository.grids.refusing import Entering, refused_cells
from theatrum.repository.grids.waiting import judge_waiting

_WINDOW = 500

Fills = dict[int, Filled]


@dataclass(frozen=True)
class Filler:
    """Knows what can be filled into the rows of one workspace."""

    workspace: Workspace
    slots: Mapping[str, int]

    @classmethod
    def of(cls, workspace: Workspace) -> "Filler":
        """Return the filler of a workspace over a folder."""
        return cls(workspace, {name: slot for slot, name in writable_names(workspace).items()})

    def fills(self, nodes: Sequence[Node]) -> dict[int, Fills]:
        """Return what can be known of files, by entity and slot. Current versions and handles are loaded."""
        asked = Asked(self.workspace.query, self.workspace.digest, list(self.slots), nodes)
        return {
            number: {self.slots[name]: one for name, one in found.items() if name in self.slots}
            for number, found in knowledge.filled(asked).items()
        }

    def permitted(self, rows: Sequence[Fills]) -> list[Fills]:
        """Return fills without those that may identify a person: these enter no grid."""
        entering = [
            Entering(None, index, {slot: one.text for slot, one in row.items()}) for index, row in enumerate(rows)
        ]
        refused = {(one.index, one.slot) for one in refused_cells(self.workspace, entering)}
        return [
            {slot: one for slot, one in row.items() if (index, slot) not in refused} for index, row in enumerate(rows)
        ]


def wanted(row: Held, fills: Fills, ever: Mapping[int, str]) -> Fills:
    """Return what is to be written into a row.

    A cell is filled that is empty here and at the file, and was never filled before; and one that still holds what
    was filled in, where that is otherwise by now. What somebody wrote, or emptied, stays.
    """
    base = row.cells if row.base is None else row.base
    found: Fills = {}
    for slot, one in fills.items():
        text = cell(row.cells, slot)
        is_new = text is None and cell(base, slot) is None and slot not in ever
        is_old = text is not None and text != cell(base, slot) and ever.get(slot) == digest(text) and text != one.text
        if is_new or is_old:
            found[slot] = one
    return found


def fill_in(actor: Actor, workspace: Workspace, *, only: Collection[int] | None = None) -> int:
    """Fill the empty cells of all rows, or of those of some entities; returns how many cells.

    Only while nobody else synchronizes the workspace. Raises as ``edit``.
    """
    filler, count, after = Filler.of(workspace), 0, 0
    while window := list(held(_rows(workspace, only).filter(number__gt=after)[:_WINDOW])):
        count += _fill_window(actor, filler, window)
        after = window[-1].number
    return count


def _rows(workspace: Workspace, only: Collection[int] | None) -> QuerySet[Row]:
    rows = Row.objects.filter(workspace=workspace, is_deleted=False, source_key__isnull=False).order_by("number")
    return rows if only is None else rows.filter(source_key__in=only)


def _fill_window(actor: Actor, filler: Filler, rows: Sequence[Held]) -> int:
    nodes = Node.objects.select_related("current__handle").filter(
        id__in=[row.source_key for row in rows], trash_root=None
    )
    known = filler.fills(list(nodes))
    ever = ever_filled(filler.workspace, [row.number for row in rows])
    found = [wanted(row, known.get(row.source_key or 0, {}), ever.get(row.number, {})) for row in rows]
    chosen = [(row, fills) for row, fills in zip(rows, filler.permitted(found), strict=True) if fills]
    for part in _parts(chosen):
        _write(actor, filler.workspace, part)
    return sum(len(fills) for _, fills in chosen)


def _parts(chosen: Sequence[tuple[Held, Fills]]) -> Iterator[list[tuple[Held, Fills]]]:
    part: list[tuple[Held, Fills]] = []
    size = 0
    for row, fills in chosen:
        if part and size + len(fills) > MOST_CELLS:
            yield part
            part, size = [], 0
        part.append((row, fills))
        size += len(fills)
    if part:
        yield part


def _write(actor: Actor, workspace: Workspace, part: Sequence[tuple[Held, Fills]]) -> None:
    texts = {row.number: {slot: one.text for slot, one in fills.items()} for row, fills in part}
    pulled = {row.number: _as_read(row) for row, _ in part}
    draft = draft_change(workspace, Change(cells=texts, pulled=pulled))
    with writing():
        stored = change_rows(actor=actor, workspace=workspace, draft=draft, sender=Sender(kind=OperationKind.MERGE))
        note_filled(workspace=workspace, marks={row.number: fills for row, fills in part})
    if stored.waiting:
        judge_waiting(workspace, numbers=stored.waiting)


def _as_read(row: Held) -> Pulled:
    """Say what the file has, as before, so that what somebody writes meanwhile is left alone."""
    base: Cells = row.cells if row.base is None else row.base
    return Pulled(seen=row.cells, base=base, source_key=row.source_key, source_etag=row.source_etag)
