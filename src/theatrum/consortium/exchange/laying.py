"""What went out in a workbook, laid over the grid as it is now: which row of then is which row of now."""

from collections.abc import Sequence

from theatrum.consortium.exchange.models import Checkout
from theatrum.consortium.exchange.outgone import Gone, OutRow, read_rows, slots_of
from theatrum.repository.entities.models import Kind
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.cells import Cells, as_cells
from theatrum.repository.grids.keys import digest, key_of
from theatrum.repository.grids.matching import Mark, match_rows
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import stream


def lay_over(workspace: Workspace, checkout: Checkout, key: Sequence[str]) -> Gone:
    """Return what went out, with the numbers that its rows have in a grid over the same source."""
    rows = read_rows(checkout.handle or FileHandle())
    slots = slots_of(checkout.columns, workspace.slots)
    gone = Gone(rows, slots)
    if checkout.workspace_id == workspace.id:
        gone.numbers = [row.number for row in rows]
    elif workspace.source.kind == Kind.RECORD_SET:
        gone.numbers = _by_key(workspace, gone, key)
    else:
        gone.numbers = _by_entity(workspace, rows)
    return gone


def _by_entity(workspace: Workspace, rows: Sequence[OutRow]) -> list[int | None]:
    known = Row.objects.filter(workspace=workspace, source_key__isnull=False).order_by("-number")
    numbers = dict(known.values_list("source_key", "number"))
    return [None if row.source_key is None else numbers.get(row.source_key) for row in rows]


def _by_key(workspace: Workspace, gone: Gone, key: Sequence[str]) -> list[int | None]:
    """Match rows by key, and those without by all their cells: as the source had them, not as somebody left them."""
    key_slots = [workspace.slots[name] for name in key]
    known = [slot for slot in gone.slots if slot is not None]
    ours = []
    for row in stream(Row.objects.filter(workspace=workspace).order_by("is_deleted", "position", "id"), size=PIECE):
        had = row.base or row.cells or []
        ours.append((row.number, _mark(had, key_slots, known)))
    theirs = [_mark(gone.cells_of(index), key_slots, known) for index in range(len(gone.rows))]
    matched = match_rows([mark for _, mark in ours], theirs)
    return [None if index is None else ours[index][0] for index in matched]


def _mark(cells: Cells, key_slots: Sequence[int], known: Sequence[int]) -> Mark:
    width = max((*key_slots, *known), default=-1) + 1
    whole = as_cells(dict(enumerate(cells[:width])), width)
    return Mark(key_of(cells, key_slots), digest([whole[slot] for slot in sorted(known)]))
