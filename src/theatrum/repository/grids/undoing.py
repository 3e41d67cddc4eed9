"""Taking back what somebody did: one group of operations, where nobody wrote over it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.db.models import Max, Min

from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.cells import are_same, cell
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.live.editing import split
from theatrum.repository.grids.log import Log, log_of
from theatrum.repository.grids.models import Operation, OperationKind, Workspace
from theatrum.repository.grids.turns import give_way

# So far back one can go step by step.
MOST_OPERATIONS = 2_000


@dataclass
class Undone:
    """What was taken back, as a group of its own.

    ``kept`` are cells (row, slot) and whole rows (row, None) that somebody has changed since: they stay as they are.
    """

    group: str
    kept: list[tuple[int, int | None]] = field(default_factory=list)
    # The last operation that it became.
    sequence: int = 0


def undo(
    actor: Actor, workspace: Workspace, group: str, *, replica_id: int | None = None, as_group: str = ""
) -> Undone:
    """Take back a group of operations of the actor's own; taking that back again brings it back.

    Others come to turn between its operations. ``as_group`` is what it is known by: asked for once more under the same
    name, it goes on where it was. Raises GridIsInvalid where the actor has no such group or it was taken back already,
    ActTakenBack where that happens in two windows at once, and as ``edit``.
    """
    named = as_group or str(uuid4())
    sender = Sender(kind=OperationKind.UNDO, undoes=group, replica_id=replica_id, group=named)
    _require_not_undone(actor, workspace, sender)
    undoing = _Undoing(actor, workspace, sender)
    # The last one first, so that each finds what it left.
    undoing.take_back(_own(actor, workspace, group))
    # What was still being written meanwhile; from the first operation that took something back nothing more comes.
    while late := _own(actor, workspace, group, after=undoing.last):
        undoing.take_back(late)
    return undoing.done


class _Undoing:
    """An act that is being taken back, operation by operation; ``last`` is the newest that was."""

    def __init__(self, actor: Actor, workspace: Workspace, sender: Sender) -> None:
        self._actor, self._workspace, self._sender = actor, workspace, sender
        self.done = Undone(sender.group)
        self.last = 0

    def take_back(self, sequences: Sequence[int]) -> None:
        """Take back some operations, the newest of them first."""
        for done, sequence in enumerate(reversed(sequences)):
            running.progress(done, len(sequences), "parts taken back")
            log = _log(self._workspace, sequence)
            rows = rows_by_number(self._workspace, log.rows)
            for piece in split(_inverse(log, rows, self.done)):
                give_way()
                stored = edit(self._actor, self._workspace, piece, sender=self._sender)
                self.done.sequence = stored.operation.sequence
            self.last = max(self.last, sequence)


def last_group(actor: Actor, workspace: Workspace) -> str | None:
    """Return the newest group of the actor's own that can be taken back; None where there is none."""
    return own_acts(actor, workspace).to_undo


@dataclass
class Acts:
    """What somebody did, taken back, and did again, from their own operations in order."""

    # Groups of each act: as it was done, taken back, done again, and so on.
    chains: dict[str, list[str]] = field(default_factory=dict)
    act_of: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    @property
    def to_undo(self) -> str | None:
        """The group whose taking back undoes the newest act; None where there is none."""
        return self.chains[self.done[-1]][-1] if self.done else None

    @property
    def to_redo(self) -> str | None:
        """The group whose taking back does the act again that was undone last, unless something was done since."""
        return self.chains[self.undone[-1]][-1] if self.undone else None

    def add(self, group: str, undoes: str) -> None:
        """Go on by the next operation."""
        if group in self.act_of:
            return
        if not undoes:
            self.act_of[group], self.chains[group] = group, [group]
            self.done.append(group)
            self.undone.clear()
        elif (act := self.act_of.get(undoes)) is not None:
            self.act_of[group] = act
            self.chains[act].append(group)
            before, after = (self.done, self.undone) if act in self.done else (self.undone, self.done)
            if act in before:
                before.remove(act)
            after.append(act)


def own_acts(actor: Actor, workspace: Workspace) -> Acts:
    """Return what the actor did in a workspace lately."""
    own = Operation.objects.filter(workspace=workspace, actor_id=actor.id).exclude(kind=OperationKind.MERGE)
    acts = Acts()
    for group, undoes in [*own.order_by("-sequence").values_list("group", "undoes")[:MOST_OPERATIONS]][::-1]:
        acts.add(group, undoes)
    return acts


def rows_of_act(actor: Actor, workspace: Workspace, group: str) -> int:
    """Return between how many rows an act lies: never fewer than it touches."""
    own = Operation.objects.filter(workspace=workspace, actor_id=actor.id, group=group)
    spans = own.aggregate(first=Min("first_row"), last=Max("last_row"))
    return 0 if spans["first"] is None else int(spans["last"] - spans["first"] + 1)


@dataclass(frozen=True, slots=True)
class ActNow:
    """How an act of somebody's stands: taken back or not, and the group whose taking back turns that round.

    ``is_purged``: its values were deleted, so that nothing can be turned round any more.
    """

    group: str
    is_undone: bool = False
    is_purged: bool = False


def act_now(actor: Actor, workspace: Workspace, group: str) -> ActNow | None:
    """Return how an act of the actor's stands; None where nothing of it was written."""
    own = Operation.objects.filter(workspace=workspace, actor_id=actor.id)
    turns = dict(own.exclude(undoes="").values_list("undoes", "group").distinct())
    last, is_undone = group, False
    while last in turns:
        last, is_undone = turns[last], not is_undone
    purges = [*own.filter(group=last).values_list("payload__purged_at", flat=True).distinct()]
    return ActNow(last, is_undone, any(purges)) if purges else None


def _require_not_undone(actor: Actor, workspace: Workspace, sender: Sender) -> None:
    others = Operation.objects.filter(workspace=workspace, undoes=sender.undoes[:36], actor_id=actor.id)
    if others.exclude(group=sender.group).exists():
        raise GridIsInvalid(reason=f"The operations {sender.undoes[:40]!r} were taken back already.")


def _own(actor: Actor, workspace: Workspace, group: str, *, after: int | None = None) -> list[int]:
    """Return the operations of an act in order, as sequences: all of them, or those that came after one."""
    found = Operation.objects.filter(workspace=workspace, actor_id=actor.id, group=group[:36], sequence__gt=after or 0)
    known = [*found.order_by("sequence").values_list("sequence", "payload__purged_at")]
    if any(purged for _, purged in known) or (after is None and not known):
        raise GridIsInvalid(reason=f"You have no operations {group[:40]!r} in this grid, or their values were purged.")
    return [sequence for sequence, _ in known]


def _log(workspace: Workspace, sequence: int) -> Log:
    """Return what an operation did: one at a time, since those of a large act together are too many to hold."""
    log = log_of(Operation.objects.select_related("payload").get(workspace=workspace, sequence=sequence))
    if log is None:
        raise GridIsInvalid(reason="The values of this act were purged.")
    return log


def _inverse(log: Log, rows: Mapping[int, Held], done: Undone) -> Change:
    cells: dict[int, dict[int, str | None]] = {}
    for number, slot, before, after in log.cells:
        now = _text(rows.get(number), slot)
        if now == after:
            cells.setdefault(number, {})[slot] = before
        elif now != before:
            done.kept.append((number, slot))
    there = [(number, came) for number, came in log.inserted if not _is_gone(rows.get(number))]
    unchanged = dict.fromkeys(number for number, came in there if are_same(rows[number].cells, came))
    done.kept += [(number, None) for number, _ in there if number not in unchanged]
    gone_again = [number for number in log.restored if not _is_gone(rows.get(number))]
    back = [number for number, _ in log.deleted if number in rows and _is_gone(rows[number])]
    return Change(cells=cells, deleted=[*unchanged, *gone_again], restored=back)


def _text(row: Held | None, slot: int) -> str | None:
    """Return a cell as it is now; of a row that is gone, something that no cell is."""
    return "\x00" if row is None or row.is_deleted else cell(row.cells, slot)


def _is_gone(row: Held | None) -> bool:
    return row is None or row.is_deleted
