"""What somebody wants changed in a workspace, and the draft of it: read and judged before any lock is taken."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from uuid import uuid4

from theatrum.repository.grids import links
from theatrum.repository.grids.cells import Cells, cell, replaced
from theatrum.repository.grids.errors import ChangeTooLarge, GridIsInvalid, RefusedCell, RowNotFound
from theatrum.repository.grids.folders.guarding import require_rows_stay, unwritable_slots
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.judging import NOT_JUDGED, Judged, Subject
from theatrum.repository.grids.links import Linked, joined
from theatrum.repository.grids.models import OperationKind, RowVerdict, Workspace
from theatrum.repository.grids.packed import Packed
from theatrum.repository.grids.policy import MOST_CELLS, MOST_ROWS, flaw_of
from theatrum.repository.grids.refusing import MOST_TOLD, Entering, distinct_texts, require_clean, texts_of
from theatrum.repository.grids.sources import judge_of

# What most rows are worth, that have no more to be said of them.
_SAID: Mapping[str, Judged] = {one.value: Judged(one) for one in (RowVerdict.VALID, RowVerdict.INVALID)}


@dataclass(frozen=True, slots=True)
class Inserted:
    """A row to come. ``after`` is the number of the row above it, 0 for the top, None for the end."""

    cells: Cells
    after: int | None = None
    # A row that came from the source is known by it, and has the same cells there.
    source_key: int | None = None
    source_etag: str = ""

    @property
    def size(self) -> int:
        """How many cells it has; an empty row counts as one."""
        return max(1, sum(text is not None for text in self.cells))


@dataclass(frozen=True, slots=True)
class Pulled:
    """What the source has now of a row that is here already; nothing, where it has the row no more.

    ``seen`` is the row as it was when this was found out: a cell that somebody changed since is left alone.
    """

    seen: Cells
    base: Cells | None
    source_key: int | None
    source_etag: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Cells to set (row, slot, text), rows to insert, delete and bring back; the whole is one operation."""

    cells: Mapping[int, Mapping[int, str | None]] = field(default_factory=dict)
    inserted: Sequence[Inserted] = ()
    deleted: Sequence[int] = ()
    restored: Sequence[int] = ()
    pulled: Mapping[int, Pulled] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many cells it touches; an empty row counts as one."""
        new = sum(row.size for row in self.inserted)
        touched = {*self.deleted, *self.restored, *(self.pulled.keys() - self.cells.keys())}
        return sum(map(len, self.cells.values())) + new + len(touched)

    @property
    def numbers(self) -> set[int]:
        """The rows it touches, new ones aside."""
        return {*self.cells, *self.deleted, *self.restored, *self.pulled}


@dataclass(frozen=True, slots=True)
class Sender:
    """How an operation was sent: by which replica, as part of what, and how its sender calls it."""

    kind: OperationKind = OperationKind.EDIT
    replica_id: int | None = None
    group: str = field(default_factory=lambda: str(uuid4()))
    client_id: str | None = None
    undoes: str = ""
    # The last operation that the sender had seen: what others wrote later is told where this writes over it.
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that is ready: the rows as they were read, and what all touched rows will be worth."""

    change: Change
    rows: Mapping[int, Held]
    verdicts: Mapping[int, Judged]
    new_verdicts: Sequence[Judged]
    links: Linked | None = None
    # The touched rows as they are stored, if nobody changes them before.
    after: Mapping[int, Packed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the schema says of a change, or of several at once: rows as they were read, and as they will be."""

    workspace: Workspace
    rows: Mapping[int, Held]
    after: Mapping[int, Cells]
    verdicts: Mapping[int, Judged]
    new_verdicts: Sequence[Judged]

    def draft(self, change: Change, *, first: int = 0) -> Draft:
        """Return the draft of a change that is all of this, or a part: its new rows are those from the first on.

        Links are judged here, as every operation may change those of others.
        """
        rows = {number: self.rows[number] for number in change.numbers}
        after = {number: self.after[number] for number in rows if number in self.after}
        slots = set[int]().union(*change.cells.values())
        linked = links.draft(self.workspace, rows, after, [row.cells for row in change.inserted], slots=slots)
        told = linked or Linked(new=[[]] * len(change.inserted))
        new = self.new_verdicts[first : first + len(change.inserted)]
        return Draft(
            change=change,
            rows=rows,
            verdicts={number: joined(self.verdicts[number], told.touched.get(number)) for number in after},
            new_verdicts=[joined(one, found) for one, found in zip(new, told.new, strict=True)],
            links=linked,
            after={number: Packed.of(after[number]) for number in change.cells if number in after},
        )


def draft_change(workspace: Workspace, change: Change, *, limit: int = MOST_CELLS) -> Draft:
    """Read the touched rows and judge what they will be, outside any transaction.

    Raises ChangeTooLarge, RowNotFound, GridIsInvalid, CellsIdentify.
    """
    check_change(workspace, change, limit)
    rows = read_rows(workspace, change)
    require_clean(workspace, entering(change, rows))
    return judge_change(workspace, change, rows).draft(change)


def read_rows(workspace: Workspace, change: Change) -> dict[int, Held]:
    """Return the rows that a change touches. Raises RowNotFound."""
    rows = rows_by_number(workspace, change.numbers)
    require_rows(workspace, change, rows, expected_gone={*change.restored, *change.pulled})
    return rows


def judge_change(workspace: Workspace, change: Change, rows: Mapping[int, Held]) -> Judgement:
    """Let the schema judge what rows will be after a change, in which nothing is that may not be stored."""
    gone = set(change.deleted)
    alive = [number for number in rows if number not in gone]
    subjects = [_subject(rows[number], change) for number in alive]
    judged = judge_of(workspace)([*subjects, *(Subject(row.cells, row.source_key) for row in change.inserted)])
    return Judgement(
        workspace=workspace,
        rows=rows,
        after={number: subject.cells for number, subject in zip(alive, subjects, strict=True)},
        verdicts=dict(zip(alive, judged, strict=False)),
        new_verdicts=judged[len(alive) :],
    )


def require_rows(
    workspace: Workspace, change: Change, rows: Mapping[int, Held], *, expected_gone: Collection[int]
) -> None:
    """Return quietly if all rows that a change touches are there. Raises RowNotFound."""
    missing = [
        number
        for number in change.numbers
        if (row := rows.get(number)) is None or (row.is_deleted and number not in expected_gone)
    ]
    if missing:
        raise gone(workspace, change, missing)


def gone(workspace: Workspace, change: Change, missing: Collection[int]) -> RowNotFound:
    """Return the refusal of a change of rows that are not there; it names the cells that were to be set in them."""
    reason = "The row is not there (any more): read the rows once more."
    cells = (
        RefusedCell(number, None, slot, RowNotFound.code, reason, "")
        for number in sorted(missing)
        for slot in change.cells.get(number, ())
    )
    return RowNotFound(session=workspace.session_id, row=min(missing), cells=[*islice(cells, MOST_TOLD)])


def entering(change: Change, rows: Mapping[int, Held], *, first: int = 0) -> Iterator[Entering]:
    """Yield the texts that are new to the grid: not what stands in a cell already, nor what the source has there.

    ``first`` is the index of the first new row, where the change is a part of another one.
    """
    for number, cells in change.cells.items():
        row, pulled = rows[number], change.pulled.get(number)
        known = [one for one in (row.cells, row.base, pulled.base if pulled else None) if one]
        new = {slot: text for slot, text in cells.items() if text is not None and not _has(known, slot, text)}
        if new:
            yield Entering(number, None, new)
    for index, added in enumerate(change.inserted, start=first):
        if added.source_key is None:
            yield Entering(None, index, texts_of(added.cells))


def _has(known: Sequence[Cells], slot: int, text: str) -> bool:
    for cells in known:  # noqa: SIM110  # any() would make a generator for each of thousands of cells
        if cell(cells, slot) == text:
            return True
    return False


def _subject(row: Held, change: Change) -> Subject:
    pulled = change.pulled.get(row.number)
    base = pulled.base if pulled is not None else row.base or row.cells
    cells = change.cells.get(row.number, {})
    # A row that was judged was looked at, too: of a column that is filled only that is looked at anew.
    fresh = None if row.verdict == RowVerdict.WAITING else cells.keys()
    is_judged = row.verdict in _SAID and pulled is None
    return Subject(
        replaced(row.cells, cells),
        row.source_key,
        base,
        fresh,
        row.findings or (),
        was=row.cells if is_judged else None,
        said=_said(row) if is_judged else NOT_JUDGED,
    )


def _said(row: Held) -> Judged:
    said = _SAID[row.verdict]
    return replace(said, message=row.message, messages=row.messages) if row.message or row.messages else said


def check_change(workspace: Workspace, change: Change, limit: int) -> None:
    """Return quietly if a change could be stored, whatever the rows are. Raises ChangeTooLarge, GridIsInvalid."""
    if change.size > limit:
        raise ChangeTooLarge(count=change.size, limit=limit)
    if workspace.last_number + len(change.inserted) > MOST_ROWS:
        raise GridIsInvalid(reason=f"A grid has {MOST_ROWS:,} rows at most: split it into several record sets.")
    # What comes from the files themselves was pulled.
    require_rows_stay(
        workspace,
        is_adding=any(row.source_key is None for row in change.inserted),
        is_deleting=not change.pulled.keys() >= {*change.deleted},
    )
    if cells := [*islice(_unstorable(workspace, change), MOST_TOLD)]:
        raise GridIsInvalid(reason=cells[0].reason, cells=cells)


def _unstorable(workspace: Workspace, change: Change) -> Iterator[RefusedCell]:
    """Yield the cells that cannot be stored, whatever the rows are."""
    names = {slot: name for name, slot in workspace.slots.items()}
    fixed = unwritable_slots(workspace)
    # Of thousands of cells most are the same, and hardly ever one is wrong: each is looked at where one is.
    wrong = {
        slot
        for slot, texts in distinct_texts(change.cells.values()).items()
        if slot not in names or slot in fixed or any(flaw_of(text, names[slot]) for text in texts)
    }
    for number, cells in change.cells.items() if wrong else ():
        # What was pulled comes from the files themselves.
        shut = {} if number in change.pulled else fixed
        for slot in sorted(wrong & cells.keys()):
            name = names.get(slot)
            no_column = f"The grid has no column in slot {slot}: read its columns once more."
            reason = no_column if name is None else shut.get(slot) or flaw_of(cells[slot], name)
            if reason:
                yield RefusedCell(number, None, slot, GridIsInvalid.code, reason, "")
    for index, row in enumerate(change.inserted):
        for slot, text in enumerate(row.cells):
            if reason := flaw_of(text, names.get(slot, f"slot {slot}")):
                yield RefusedCell(None, index, slot, GridIsInvalid.code, reason, "")
