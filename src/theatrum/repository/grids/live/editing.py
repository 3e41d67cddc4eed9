"""Changing a grid from a seat: large changes in operations so short that others come to turn between them.

All of them are of one group, which one undo takes back. Each has a name of its own made of the sender's, so that what
is sent again after a crash goes on where it ended. What the schema says is asked for many operations at once: most of
what that costs is the same for one row and for a thousand. Before each operation whoever changes little may go first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.changes import (
    Change,
    Draft,
    Inserted,
    Sender,
    check_change,
    draft_change,
    entering,
    gone,
    judge_change,
    read_rows,
)
from theatrum.repository.grids.editing import store
from theatrum.repository.grids.errors import ChangeTooLarge, RefusedCell
from theatrum.repository.grids.held import read_by_number
from theatrum.repository.grids.log import log_of
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.refusing import distinct_texts, refuse, refused_cells, seen_among
from theatrum.repository.grids.turns import give_way

# What one operation touches at most: written within a hundredth of a second, and told to everybody within another. Who
# types meanwhile waits for both, and is to be heard by others within a twentieth.
MOST_CELLS = 2_500
MOST_ROWS = 500
# What is judged at once at most: so much is held in memory.
JUDGED_CELLS = 60_000
JUDGED_ROWS = 2_000
_PART = re.compile(r"/[0-9]+$")
_THERE = "SELECT number FROM grids_row WHERE workspace_id = %s AND NOT is_deleted AND number IN"
_COUNT = _THERE.replace("number", "COUNT(*)", 1)
# What one message of a seat may change.
MOST_OF_A_MESSAGE = 200_000


@dataclass(slots=True)
class Done:
    """What was stored: the last operation, and the numbers of new rows in order."""

    sequence: int = 0
    inserted: list[int] = field(default_factory=list)


def change_grid(actor: Actor, workspace: Workspace, change: Change, sender: Sender) -> Done:
    """Store a change, in as many operations as it takes; nothing of it is stored if any of it is refused.

    Others come to turn before each part of a large change (``turns.give_way``). Raises as ``draft_change``. Should
    somebody delete one of its rows while a large change is being written, what was written
    until then stays, and the rest is refused.
    """
    if change.size > MOST_OF_A_MESSAGE:
        raise ChangeTooLarge(count=change.size, limit=MOST_OF_A_MESSAGE)
    pieces = list(split(change))
    writing = _Writing(actor, workspace, sender)
    if len(pieces) == 1:
        writing.write(draft_change(workspace, change))
        return writing.done
    _require_possible(workspace, change, pieces)
    for some in _judged_together(pieces):
        writing.write_all(some)
    return writing.done


@dataclass(slots=True)
class _LastOfGroup:
    """The row after which the next piece goes on, where rows that come after the same row were cut apart."""

    after: int | None = None
    number: int = 0
    is_open: bool = False

    def continued(self, piece: Change) -> Change:
        """Return a piece whose first rows come after the last one of the piece before, if they belong together."""
        if not self.is_open or not piece.inserted or piece.inserted[0].after != self.after:
            return piece
        rows, is_same = list[Inserted](), True
        for row in piece.inserted:
            is_same = is_same and row.after == self.after
            rows.append(replace(row, after=self.number) if is_same else row)
        return replace(piece, inserted=rows)

    def note(self, piece: Change, numbers: Sequence[int]) -> None:
        """Remember where a stored piece ended."""
        if piece.inserted and numbers:
            self.after, self.number = piece.inserted[-1].after, numbers[-1]
            # Rows at the end need nothing: what comes later is below them anyway.
            self.is_open = self.after is not None


@dataclass(slots=True)
class _Writing:
    """A change that is being written, operation by operation."""

    actor: Actor
    workspace: Workspace
    sender: Sender
    done: Done = field(default_factory=Done)
    index: int = 0
    last: _LastOfGroup = field(default_factory=_LastOfGroup)

    def write_all(self, pieces: Sequence[Change]) -> None:
        """Judge pieces together, and write them one after the other."""
        give_way()
        whole = _together(pieces)
        judgement, first = judge_change(self.workspace, whole, read_rows(self.workspace, whole)), 0
        for piece in pieces:
            give_way()
            numbers = self.write(judgement.draft(self.last.continued(piece), first=first))
            self.last.note(piece, numbers)
            first += len(piece.inserted)

    def write(self, draft: Draft) -> list[int]:
        """Write the next operation; returns the numbers of its new rows."""
        name = _piece_name(self.sender.client_id, self.index)
        stored = store(self.actor, self.workspace, draft, sender=replace(self.sender, client_id=name))
        log = None if stored.is_new else log_of(stored.operation)
        numbers = list(stored.inserted) if log is None else [number for number, _ in log.inserted]
        self.done.sequence = max(self.done.sequence, stored.operation.sequence)
        self.done.inserted += numbers
        self.index += 1
        return numbers


def sender_name(client_id: str | None) -> str | None:
    """Return how the sender called the change that an operation is, or is a part of."""
    return None if client_id is None else _PART.sub("", client_id)


def split(change: Change) -> Iterator[Change]:
    """Yield a change in pieces, the same ones each time: rows that go, cells, rows that come; a small one as it is."""
    if change.size <= MOST_CELLS and len(change.numbers) + len(change.inserted) <= MOST_ROWS:
        yield change
        return
    yield from (Change(deleted=some) for some in _some(change.deleted))
    yield from (Change(restored=some) for some in _some(change.restored))
    for cells in _cells(change.cells):
        yield Change(cells=cells)
    for rows in _rows(change.inserted):
        yield Change(inserted=rows)


def _judged_together(pieces: Iterable[Change]) -> Iterator[list[Change]]:
    """Yield pieces that are judged at once: neighbours that set cells, and neighbours that bring rows."""
    some: list[Change] = []
    cells = rows = 0
    for piece in pieces:
        cells, rows = cells + piece.size, rows + len(piece.cells) + len(piece.inserted)
        is_alike = bool(some) and bool(some[-1].cells) == bool(piece.cells) and not _comes_or_goes(piece, some[-1])
        if some and not (is_alike and cells <= JUDGED_CELLS and rows <= JUDGED_ROWS):
            yield some
            some, cells, rows = [], piece.size, len(piece.cells) + len(piece.inserted)
        some.append(piece)
    if some:
        yield some


def _comes_or_goes(*pieces: Change) -> bool:
    return any(piece.deleted or piece.restored for piece in pieces)


def _together(pieces: Sequence[Change]) -> Change:
    if len(pieces) == 1:
        return pieces[0]
    cells = {number: row for piece in pieces for number, row in piece.cells.items()}
    return Change(cells=cells, inserted=[row for piece in pieces for row in piece.inserted])


def _piece_name(name: str | None, index: int) -> str | None:
    return name if name is None or index == 0 else f"{name}/{index}"


def _some(numbers: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(numbers)
    while some := list(islice(rest, MOST_ROWS)):
        yield some


def _cells(cells: Mapping[int, Mapping[int, str | None]]) -> Iterator[dict[int, Mapping[int, str | None]]]:
    piece: dict[int, Mapping[int, str | None]] = {}
    size = 0
    for number, row in cells.items():
        if piece and (len(piece) == MOST_ROWS or size + len(row) > MOST_CELLS):
            yield piece
            piece, size = {}, 0
        piece[number] = row
        size += len(row)
    if piece:
        yield piece


def _rows(rows: Sequence[Inserted]) -> Iterator[list[Inserted]]:
    piece: list[Inserted] = []
    size = 0
    for row in rows:
        if piece and (len(piece) == MOST_ROWS or size + row.size > MOST_CELLS):
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += row.size
    if piece:
        yield piece


def _require_possible(workspace: Workspace, change: Change, pieces: Sequence[Change]) -> None:
    """Refuse a large change as a whole, before its first piece is stored. Raises as ``draft_change``."""
    check_change(workspace, change, MOST_OF_A_MESSAGE)
    wanted = sorted(change.numbers - set(change.restored))
    if sum(count for (count,) in read_by_number(_COUNT, workspace.id, wanted)) < len(wanted):
        there = {number for (number,) in read_by_number(_THERE, workspace.id, wanted)}
        raise gone(workspace, change, [number for number in wanted if number not in there])
    texts = distinct_texts([*change.cells.values(), *(dict(enumerate(row.cells)) for row in change.inserted)])
    if any(one.is_refused for seen in seen_among(workspace, texts).values() for one in seen.values()):
        refuse(_refused(workspace, pieces))


def _refused(workspace: Workspace, pieces: Sequence[Change]) -> Iterator[RefusedCell]:
    """Yield the cells of a large change that may not be stored, of all of its pieces.

    What stands in a cell already does not enter: to know that, rows are read, piece by piece.
    """
    first = 0
    for piece in pieces:
        yield from refused_cells(workspace, [*entering(piece, read_rows(workspace, piece), first=first)])
        first += len(piece.inserted)
