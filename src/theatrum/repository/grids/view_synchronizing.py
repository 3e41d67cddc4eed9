"""Bringing a grid and the files of its view together: each file by itself, with its etag."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import sha256
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.validation.bound import bound_for, bound_for_all
from theatrum.repository.grids.actions import synchronizing as actions
from theatrum.repository.grids.actions.sessions import judge_anew
from theatrum.repository.grids.authorization import benefactors
from theatrum.repository.grids.cells import cell, changed_slots
from theatrum.repository.grids.changes import Change, Inserted, Pulled, Sender
from theatrum.repository.grids.conflicts import Conflicts
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.merging import merge_row
from theatrum.repository.grids.models import OperationKind, Row, Workspace
from theatrum.repository.grids.opening import benefactors_of
from theatrum.repository.grids.pieces import Piece
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.view_judging import columns_by_slot
from theatrum.repository.grids.viewing import ViewRow, reading_view, who_sees
from theatrum.repository.grids.waiting import judge_waiting
from theatrum.repository.tables.cells import reader_for
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.views.fields import field_of
from theatrum.repository.tables.views.row_changes import RowChange
from theatrum.repository.tables.views.writing import write_change

# How often files may be changed by others while they are being written, before it is told.
TRIES = 3
OVERTAKEN = "CONCURRENT_UPDATE"


@dataclass
class _Meeting:
    """One synchronization under way."""

    actor: Actor
    workspace: Workspace
    # Slots whose cells are annotations, and those that show fields.
    writable: set[int]
    piece: Piece
    columns: Mapping[int, Column]
    conflicts: Conflicts = field(default_factory=Conflicts)

    def are_same(self, slot: int, one: str | None, other: str | None) -> bool:
        """Tell whether two texts stand for the same annotation, however they are written."""
        column = self.columns.get(slot)
        return column is not None and _normal(column, one) == _normal(column, other)


def synchronize_view(actor: Actor, workspace: Workspace) -> list[str]:
    """Take in what files and annotations have become, write the changed cells as annotations, and take in once more.

    Returns what people should know: conflicts, of which the grid keeps its value and the file its own until the next
    time, and what could not be written. Raises as ``edit`` and ``reading_view``.
    """
    meeting, written = _meeting(actor, workspace), 0
    for left in reversed(range(TRIES)):
        _pull(meeting)
        count, overtaken = _push(meeting, is_last=not left)
        written += count
        if not overtaken:
            break
    if written:
        _pull(meeting)
    _tell_new_rows(meeting)
    judge_waiting(workspace)
    return meeting.conflicts.told


def _meeting(actor: Actor, workspace: Workspace) -> _Meeting:
    columns = columns_by_slot(workspace)
    writable = {slot for slot, column in columns.items() if field_of(column) is None}
    return _Meeting(actor, workspace, writable, Piece(len(workspace.column_names)), columns)


def _normal(column: Column, text: str | None) -> object:
    try:
        return reader_for(column)(text)
    except ValueError:
        return text


def _pull(meeting: _Meeting) -> None:
    workspace = meeting.workspace
    with reading_view(who_sees(meeting.actor, workspace), workspace.query) as view:
        new = [name for name in view.columns if name not in workspace.slots]
        if new:
            with writing():
                actions.add_columns(actor=meeting.actor, workspace=workspace, names=new)
            workspace.refresh_from_db()
            fresh = _meeting(meeting.actor, workspace)
            meeting.writable, meeting.columns = fresh.writable, fresh.columns
            meeting.piece.width = fresh.piece.width
        slots = [workspace.slots[name] for name in view.columns]
        seen, rows, first, judges = set[int](), view.rows(), 0, set[str]()
        while window := list(islice(rows, PIECE)):
            first = first or window[0].node_id
            _merge_window(meeting, window, slots)
            seen.update(row.node_id for row in window)
            judges.update(bound.digest for bound in bound_for_all([row.node_id for row in window]).values())
            running.progress(len(seen), view.count, "comparing files")
        protecting = benefactors_of(seen)
    _let_go(meeting, seen)
    for change in meeting.piece.rest():
        _write(meeting, change)
    with writing():
        actions.protect(workspace=workspace, benefactor_ids=sorted({*benefactors([workspace.source]), *protecting}))
        # Files have schemas of their own: were they others, each is judged once more.
        judge_anew(workspace=workspace, bound=bound_for(first or workspace.source_id), digest=sha256(sorted(judges)))


def _merge_window(meeting: _Meeting, window: list[ViewRow], slots: list[int]) -> None:
    ids = [row.node_id for row in window]
    known = {row.source_key: row for row in Row.objects.filter(workspace=meeting.workspace, source_key__in=ids)}
    for theirs in window:
        texts = dict(zip(slots, theirs.cells, strict=True))
        row = known.get(theirs.node_id)
        for change in _insert(meeting, theirs, texts) if row is None else _merge(meeting, row, theirs, texts):
            _write(meeting, change)


def _insert(meeting: _Meeting, theirs: ViewRow, texts: dict[int, str | None]) -> Iterator[Change]:
    cells = [texts.get(slot) for slot in range(meeting.piece.width)]
    row = Inserted(cells, source_key=theirs.node_id, source_etag=theirs.etag)
    yield from meeting.piece.make_room(row.size)
    meeting.piece.inserted.append(row)


def _merge(meeting: _Meeting, row: Row, theirs: ViewRow, texts: dict[int, str | None]) -> Iterator[Change]:
    mine, base = row.cells or [], row.base or row.cells or []
    there = [texts.get(slot, cell(base, slot)) for slot in range(meeting.piece.width)]
    # What shows a field is the file's, whatever stands here.
    taken = {slot: text for slot, text in texts.items() if slot not in meeting.writable and cell(mine, slot) != text}
    if row.source_etag == theirs.etag and not row.is_deleted and not taken and not changed_slots(base, there):
        return
    slots = [slot for slot in texts if slot in meeting.writable]
    merged = merge_row(base, there, mine, slots, same=meeting.are_same)
    name = entity_id(theirs.node_id)
    for slot in merged.conflicts:
        column = meeting.workspace.column_names[slot]
        meeting.conflicts.tell(f"{name}, {column}: changed here and at the file. The grid keeps its value.")
        meeting.conflicts.cells.setdefault(row.number, {})[slot] = there[slot]
    if row.is_deleted:
        meeting.conflicts.tell(
            f"{name} is a file of the view: its row is back. Delete the file itself to be rid of it."
        )
    pulled = Pulled(seen=mine, base=there, source_key=theirs.node_id, source_etag=theirs.etag)
    yield from meeting.piece.pull(row.number, pulled, {**merged.taken, **taken}, is_back=row.is_deleted)


def _let_go(meeting: _Meeting, seen: set[int]) -> None:
    """Take away the rows of files that the view shows no more; what was not written yet is told."""
    known = Row.objects.filter(workspace=meeting.workspace, source_key__isnull=False).order_by("number")
    gone = [pk for pk, key in known.values_list("pk", "source_key").iterator(chunk_size=10_000) if key not in seen]
    for start in range(0, len(gone), PIECE):
        for row in Row.objects.filter(pk__in=gone[start : start + PIECE]).order_by("number"):
            if row.base is not None and not row.is_deleted:
                names = [meeting.workspace.column_names[slot] for slot in changed_slots(row.base, row.cells or [])]
                told = f"{entity_id(row.source_key or 0)} is not in the view any more; not written: {', '.join(names)}."
                meeting.conflicts.tell(f"{told} The history of the grid has the values.")
            pulled = Pulled(seen=row.cells or [], base=None, source_key=None)
            for change in meeting.piece.pull(row.number, pulled, {}):
                _write(meeting, change)
            if not row.is_deleted:
                meeting.piece.deleted.append(row.number)


def _push(meeting: _Meeting, *, is_last: bool) -> tuple[int, int]:
    """Write the changed cells of each file; returns how many were written, and how many others changed meanwhile."""
    changed = Row.objects.filter(
        workspace=meeting.workspace, is_deleted=False, base__isnull=False, source_key__isnull=False
    )
    numbers = list(changed.order_by("number").values_list("number", flat=True))
    columns, done = columns_by_slot(meeting.workspace), Counter[str]()
    for number in numbers:
        row = changed.filter(number=number).first()
        cells = {} if row is None else _cells_to_write(meeting, row, columns)
        if row is not None and cells:
            outcome = write_change(meeting.actor, RowChange(row.source_key or 0, row.source_etag, cells))
            done[outcome.failure_code or "written"] += 1
            if outcome.failure_message and (is_last or outcome.failure_code != OVERTAKEN):
                meeting.conflicts.tell(f"{outcome.entity_id} was not written: {outcome.failure_message}")
        running.progress(done.total(), len(numbers), "writing annotations")
    return done["written"], done[OVERTAKEN]


def _cells_to_write(meeting: _Meeting, row: Row, columns: Mapping[int, Column]) -> dict[Column, str | None]:
    left_alone = meeting.conflicts.cells.get(row.number, {})
    slots = [slot for slot in changed_slots(row.base or [], row.cells or []) if slot in meeting.writable]
    return {columns[slot]: cell(row.cells or [], slot) for slot in slots if slot not in left_alone}


def _tell_new_rows(meeting: _Meeting) -> None:
    new = Row.objects.filter(workspace=meeting.workspace, is_deleted=False, source_key=None).count()
    if new:
        told = "1 row is no file" if new == 1 else f"{new:,} rows are no files"
        meeting.conflicts.tell(f"{told}, and cannot be written: upload files, and synchronize once more.")


def _write(meeting: _Meeting, change: Change) -> None:
    edit(meeting.actor, meeting.workspace, change, sender=Sender(kind=OperationKind.MERGE))
