"""Bringing a grid and the files of its view or folder together: each file by itself, with its etag."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.kernel.ids import entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.validation.bound import bound_for_all
from theatrum.repository.grids.actions import synchronizing as actions
from theatrum.repository.grids.authorization import benefactors
from theatrum.repository.grids.cells import cell, changed_slots
from theatrum.repository.grids.changes import Change, Inserted, Pulled, Sender
from theatrum.repository.grids.conflicts import Conflicts
from theatrum.repository.grids.disputes import keep_conflicts, open_slots
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.file_sources import FileSource
from theatrum.repository.grids.merging import merge_row
from theatrum.repository.grids.models import OperationKind, Row, Workspace
from theatrum.repository.grids.opening import benefactors_of
from theatrum.repository.grids.pieces import Piece
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.viewing import ViewRow
from theatrum.repository.grids.waiting import judge_waiting

# How often files may be changed by others while they are being written, before it is told.
TRIES = 3
OVERTAKEN = "CONCURRENT_UPDATE"


@dataclass
class Met:
    """What became of a synchronization. ``messages`` are for people; ``conflicts`` cells that both sides changed.

    ``refused`` are files that could not be written, each with the reason; ``written`` is how many were.
    """

    messages: Sequence[str]
    written: int
    conflicts: int
    refused: Sequence[tuple[str, str]]


@dataclass
class _Meeting:
    """One synchronization under way."""

    actor: Actor
    workspace: Workspace
    source: FileSource
    piece: Piece
    # Slots whose cells are annotations.
    writable: set[int]
    conflicts: Conflicts = field(default_factory=Conflicts)
    refused: dict[str, str] = field(default_factory=dict)
    # Slots by row that wait until somebody has chosen.
    waiting: Mapping[int, Collection[int]] = field(default_factory=dict)


def synchronize_files(actor: Actor, workspace: Workspace, source: FileSource, *, waits: bool = False) -> Met:
    """Take in what files and annotations have become, write the changed cells as annotations, and take in once more.

    Of a conflict the grid keeps its value and the file its own: until the next time, or with ``waits`` until somebody
    has chosen. Raises as ``edit`` and the source's ``reading``.
    """
    meeting, written = _meeting(actor, workspace, source), 0
    for left in reversed(range(TRIES)):
        _pull(meeting)
        if waits:
            meeting.waiting = open_slots(workspace)
        count, overtaken = _push(meeting, is_last=not left)
        written += count
        if not overtaken:
            break
    if written:
        _pull(meeting)
    _tell_new_rows(meeting)
    judge_waiting(workspace)
    count = sum(map(len, meeting.conflicts.cells.values()))
    return Met(meeting.conflicts.told, written, count, list(meeting.refused.items()))


def take_in(actor: Actor, workspace: Workspace, source: FileSource, *, only: Sequence[int] | None = None) -> list[str]:
    """Take in what files have become, and write nothing; with ``only`` those of some ids, else all.

    The source reads the same files. Returns what people should know. Raises as ``synchronize_files``.
    """
    meeting = _meeting(actor, workspace, source)
    _pull(meeting, only=only)
    judge_waiting(workspace)
    return meeting.conflicts.told


def _meeting(actor: Actor, workspace: Workspace, source: FileSource) -> _Meeting:
    return _Meeting(actor, workspace, source, Piece(len(workspace.column_names)), set(source.writable))


def _pull(meeting: _Meeting, *, only: Sequence[int] | None = None) -> None:
    workspace = meeting.workspace
    with meeting.source.reading(meeting.actor) as files:
        new = [name for name in files.columns if name not in workspace.slots]
        if new:
            with writing():
                actions.add_columns(actor=meeting.actor, workspace=workspace, names=new)
            workspace.refresh_from_db()
            meeting.source = meeting.source.anew()
            meeting.writable, meeting.piece.width = set(meeting.source.writable), len(workspace.column_names)
        slots = [workspace.slots[name] for name in files.columns]
        seen, rows, first, judges = set[int](), files.rows(), 0, set[str]()
        while window := list(islice(rows, PIECE)):
            first = first or window[0].node_id
            _merge_window(meeting, window, slots)
            seen.update(row.node_id for row in window)
            judges.update(bound.digest for bound in bound_for_all([row.node_id for row in window]).values())
            running.progress(len(seen), files.count, "comparing files")
        protecting = benefactors_of(seen)
    _let_go(meeting, seen, only)
    for change in meeting.piece.rest():
        _write(meeting, change)
    known = benefactors([workspace.source]) if only is None else [*workspace.benefactor_ids]
    with writing():
        actions.protect(workspace=workspace, benefactor_ids=sorted({*known, *protecting}))
        if only is None:
            meeting.source.judged_by(workspace, first, judges)


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
    merged = merge_row(base, there, mine, slots, same=meeting.source.are_same)
    if merged.conflicts and (yielding := meeting.source.yielding(row)):
        # What the server wrote by itself gives way to what somebody wrote.
        merged.taken.update({slot: there[slot] for slot in merged.conflicts if slot in yielding})
        merged.conflicts[:] = [slot for slot in merged.conflicts if slot not in yielding]
    name = entity_id(theirs.node_id)
    for slot in merged.conflicts:
        column = meeting.workspace.column_names[slot]
        meeting.conflicts.tell(f"{name}, {column}: changed here and at the file. The grid keeps its value.")
        meeting.conflicts.cells.setdefault(row.number, {})[slot] = there[slot]
    if row.is_deleted:
        meeting.conflicts.tell(
            f"{name} is a file of the {meeting.source.word}: its row is back. Delete the file itself to be rid of it."
        )
    pulled = Pulled(seen=mine, base=there, source_key=theirs.node_id, source_etag=theirs.etag)
    yield from meeting.piece.pull(row.number, pulled, {**merged.taken, **taken}, is_back=row.is_deleted)


def _let_go(meeting: _Meeting, seen: set[int], only: Sequence[int] | None) -> None:
    """Take away the rows of files that are not shown any more; what was not written yet is told."""
    known = Row.objects.filter(workspace=meeting.workspace, source_key__isnull=False).order_by("number")
    if only is not None:
        known = known.filter(source_key__in=only)
    gone = [pk for pk, key in known.values_list("pk", "source_key").iterator(chunk_size=10_000) if key not in seen]
    for start in range(0, len(gone), PIECE):
        for row in Row.objects.filter(pk__in=gone[start : start + PIECE]).order_by("number"):
            if row.base is not None and not row.is_deleted:
                names = [meeting.workspace.column_names[slot] for slot in changed_slots(row.base, row.cells or [])]
                gone_from = f"{entity_id(row.source_key or 0)} is not in the {meeting.source.word} any more"
                told = f"{gone_from}; not written: {', '.join(names)}."
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
    done = Counter[str]()
    for number in numbers:
        row = changed.filter(number=number).first()
        cells = {} if row is None else _cells_to_write(meeting, row)
        if row is not None and cells:
            node_id = row.source_key or 0
            outcome = meeting.source.write(meeting.actor, node_id, etag=row.source_etag, cells=cells)
            done[outcome.failure_code or "written"] += 1
            if outcome.failure_message and (is_last or outcome.failure_code != OVERTAKEN):
                meeting.conflicts.tell(f"{outcome.entity_id} was not written: {outcome.failure_message}")
                meeting.refused[outcome.entity_id] = outcome.failure_message
        running.progress(done.total(), len(numbers), "writing annotations")
    return done["written"], done[OVERTAKEN]


def _cells_to_write(meeting: _Meeting, row: Row) -> dict[int, str | None]:
    left_alone = {*meeting.conflicts.cells.get(row.number, {}), *meeting.waiting.get(row.number, ())}
    slots = [slot for slot in changed_slots(row.base or [], row.cells or []) if slot in meeting.writable]
    return {slot: cell(row.cells or [], slot) for slot in slots if slot not in left_alone}


def _tell_new_rows(meeting: _Meeting) -> None:
    new = Row.objects.filter(workspace=meeting.workspace, is_deleted=False, source_key=None).count()
    if new:
        told = "1 row is no file" if new == 1 else f"{new:,} rows are no files"
        meeting.conflicts.tell(f"{told}, and cannot be written: upload files, and synchronize once more.")


def _write(meeting: _Meeting, change: Change) -> None:
    keep_conflicts(meeting.workspace, meeting.conflicts, change.pulled)
    edit(meeting.actor, meeting.workspace, change, sender=Sender(kind=OperationKind.MERGE))
