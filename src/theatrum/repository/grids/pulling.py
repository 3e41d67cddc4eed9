"""Taking what a record set has become into a grid: rows are matched, then merged cell by cell.

Each operation is written by itself and says what the source has of its rows, so that a pull that was broken off
is simply done again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Version
from theatrum.repository.grids.actions.synchronizing import Standing, add_columns
from theatrum.repository.grids.cells import Cells, as_cells, changed_slots
from theatrum.repository.grids.changes import Change, Inserted, Pulled, Sender
from theatrum.repository.grids.conflicts import Conflicts
from theatrum.repository.grids.disputes import keep_conflicts
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.keys import digest, key_of
from theatrum.repository.grids.matching import Known, Mark, match_rows
from theatrum.repository.grids.merging import merge_row
from theatrum.repository.grids.models import OperationKind, Row, Workspace
from theatrum.repository.grids.opening import records_tables
from theatrum.repository.grids.origins import note_version, require_open
from theatrum.repository.grids.pieces import Piece
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows, stream


@dataclass
class _Pull:
    """One pull under way: where columns go, which row of the source is which of the grid."""

    actor: Actor
    workspace: Workspace
    version: Version
    slots: dict[str, int]
    key_slots: list[int]
    numbers: list[int | None] = field(default_factory=list)
    conflicts: Conflicts = field(default_factory=Conflicts)
    # The last row of the grid that is a row of theirs: what comes new stands below it.
    anchor: int = 0


def pull_records(actor: Actor, workspace: Workspace, version: Version) -> tuple[Conflicts, Standing]:
    """Merge a version of the record set into its grid; returns the conflicts, and where the grid then stands.

    Raises as ``edit``, and RowsUnreadable, FileIsLocked.
    """
    require_open(actor, version)
    with writing():
        note_version(workspace, version)
    pull, columns = _begin(actor, workspace, version)
    ours, theirs = _our_marks(pull), _their_marks(pull)
    matched = match_rows([mark for _, mark in ours], [mark for mark, _ in theirs])
    pull.numbers = [None if index is None else ours[index][0] for index in matched]
    _meet_new_rows(pull, [mark.key for mark, _ in theirs])
    gone = {number for number, _ in ours}.difference(number for number in pull.numbers if number is not None)
    _merge_all(pull)
    _let_go(pull, sorted(gone))
    numbers = [number or 0 for number in pull.numbers]
    return pull.conflicts, Standing(version=version.number, columns=columns, numbers=numbers)


def _begin(actor: Actor, workspace: Workspace, version: Version) -> tuple[_Pull, list[str]]:
    first = next(records_tables(version), None)
    columns = first.frame.columns if first is not None else []
    new = [name for name in columns if name not in workspace.slots]
    if new:
        with writing():
            add_columns(actor=actor, workspace=workspace, names=new)
        workspace.refresh_from_db()
    slots = {name: workspace.slots[name] for name in columns}
    key = version.details.get("upsertKey")
    named = [str(name) for name in key] if isinstance(key, list) else []
    key_slots = [slots[name] for name in named if name in slots]
    return _Pull(actor, workspace, version, slots, key_slots if len(key_slots) == len(named) else []), columns


def _our_marks(pull: _Pull) -> list[tuple[int, Mark]]:
    """Return what the source had, row by row: numbers and marks, deleted rows included."""
    rows = Row.objects.filter(workspace=pull.workspace, source_key__isnull=False).order_by("source_key", "id")
    return [(row.number, _mark(pull, row.base or row.cells or [])) for row in stream(rows, size=PIECE)]


def _their_marks(pull: _Pull) -> list[tuple[Mark, int]]:
    return [(_mark(pull, cells), index) for index, cells in enumerate(_their_rows(pull))]


def _mark(pull: _Pull, cells: Cells) -> Mark:
    had = [slot for name, slot in pull.slots.items() if name in pull.workspace.source_columns]
    return Mark(key_of(cells, pull.key_slots), digest([cells[slot] if slot < len(cells) else None for slot in had]))


def _their_rows(pull: _Pull) -> Iterator[Cells]:
    width = len(pull.workspace.column_names)
    for table in records_tables(pull.version):
        slots = [pull.slots[name] for name in table.frame.columns]
        for row in table.frame.iter_rows():
            yield as_cells(dict(zip(slots, row, strict=True)), width)


def _meet_new_rows(pull: _Pull, keys: Sequence[Known | None]) -> None:
    """Match what is new on both sides by key: the same record was added there and here."""
    wanted = {key: index for index, key in enumerate(keys) if key is not None and pull.numbers[index] is None}
    if not wanted:
        return
    for row in stream(live_rows(pull.workspace).filter(source_key=None), size=PIECE):
        key = key_of(row.cells or [], pull.key_slots)
        if key is not None and (index := wanted.pop(key, None)) is not None:
            pull.numbers[index] = row.number


def _merge_all(pull: _Pull) -> None:
    """Go through their rows in order; what becomes of ours is written as soon as it fills an operation."""
    piece, rows = Piece(len(pull.workspace.column_names)), enumerate(_their_rows(pull))
    while window := list(islice(rows, PIECE)):
        _merge_window(pull, window, piece)
        running.progress(window[-1][0] + 1, len(pull.numbers), "comparing rows")
    for change in piece.rest():
        _write(pull, change)


def _merge_window(pull: _Pull, window: list[tuple[int, Cells]], piece: Piece) -> None:
    rows = rows_by_number(pull.workspace, [number for index, _ in window if (number := pull.numbers[index])])
    for index, cells in window:
        number = pull.numbers[index]
        if number is None:
            _insert(pull, index, cells, piece)
            continue
        for change in _merge_one(pull, rows[number], (index, cells), piece):
            _write(pull, change)
        if not rows[number].is_deleted:
            pull.anchor = number


def _insert(pull: _Pull, index: int, cells: Cells, piece: Piece) -> None:
    for change in piece.make_room(Inserted(cells).size):
        _write(pull, change)
    # Only now is it known what stands above.
    piece.inserted.append(Inserted(cells, after=pull.anchor, source_key=index))


def _write(pull: _Pull, change: Change) -> None:
    keep_conflicts(pull.workspace, pull.conflicts, change.pulled, version=pull.version.number)
    stored = edit(pull.actor, pull.workspace, change, sender=Sender(kind=OperationKind.MERGE))
    for row, number in zip(change.inserted, stored.inserted, strict=True):
        if row.source_key is not None:
            pull.numbers[row.source_key] = number
    if change.inserted and change.inserted[-1].after == pull.anchor:
        # What comes next stands below the rows that just came, unless another row was met since.
        pull.anchor = stored.inserted[-1]


def _merge_one(pull: _Pull, row: Held, there: tuple[int, Cells], piece: Piece) -> Iterator[Change]:
    index, theirs = there
    mine = row.cells or []
    base: Cells = [] if row.source_key is None else row.base or mine
    slots = list(pull.slots.values())
    if not any(slot in slots for slot in changed_slots(base, theirs)) and row.source_key is not None:
        return
    merged = merge_row(base, theirs, mine, slots)
    pulled = Pulled(seen=mine, base=_with_others(theirs, base, slots), source_key=index)
    if row.is_deleted:
        pull.conflicts.tell(f"{_place(index)} was deleted here and changed at the source: it is back.")
        taken = {slot: theirs[slot] for slot in slots}
        yield from piece.pull(row.number, pulled, taken, is_back=True)
        return
    for slot in merged.conflicts:
        name = pull.workspace.column_names[slot]
        pull.conflicts.tell(f"{_place(index)}, {name}: changed here and at the source. The grid keeps its value.")
        pull.conflicts.cells.setdefault(row.number, {})[slot] = theirs[slot]
    yield from piece.pull(row.number, pulled, merged.taken)


def _with_others(theirs: Cells, base: Cells, slots: Sequence[int]) -> Cells:
    """Return what the source has; columns that it has no more keep what they had."""
    known = set(slots)
    return [theirs[slot] if slot in known or slot >= len(base) else base[slot] for slot in range(len(theirs))]


def _let_go(pull: _Pull, numbers: Sequence[int]) -> None:
    """Treat the rows that the source has no more: those that nobody changed here go as well."""
    piece = Piece(len(pull.workspace.column_names))
    for start in range(0, len(numbers), PIECE):
        rows: Mapping[int, Held] = rows_by_number(pull.workspace, numbers[start : start + PIECE])
        for number, row in sorted(rows.items()):
            key = row.source_key
            pulled = Pulled(seen=row.cells or [], base=None, source_key=None)
            for change in piece.pull(number, pulled, {}):
                _write(pull, change)
            if row.is_deleted:
                continue
            if row.base is None:
                piece.deleted.append(number)
            else:
                where = _place(key or 0)
                pull.conflicts.tell(
                    f"{where} was changed here and deleted at the source: the grid keeps it as a new row."
                )
    for change in piece.rest():
        _write(pull, change)


def _place(index: int) -> str:
    return f"Row {index + 1:,}"
