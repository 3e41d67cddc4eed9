"""Taking back what somebody did: one group of operations, where nobody wrote over it since."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.log import Log, log_of
from theatrum.repository.grids.models import Operation, OperationKind, Workspace

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


def undo(actor: Actor, workspace: Workspace, group: str, *, replica_id: int | None = None) -> Undone:
    """Take back a group of operations of the actor's own; taking that back again brings it back.

    Raises GridIsInvalid where the actor has no such group or it was taken back already, and as ``edit``.
    """
    logs = _own(actor, workspace, group)
    sender = Sender(kind=OperationKind.UNDO, undoes=group, replica_id=replica_id)
    done = Undone(sender.group)
    # The last one first, so that each finds what it left.
    for log in reversed(logs):
        rows = rows_by_number(workspace, log.rows)
        stored = edit(actor, workspace, _inverse(log, rows, done), sender=sender)
        done.sequence = stored.operation.sequence
    return done


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


def _own(actor: Actor, workspace: Workspace, group: str) -> list[Log]:
    found = Operation.objects.filter(workspace=workspace, actor_id=actor.id, group=group[:36])
    logs = [log_of(operation) for operation in found.select_related("payload").order_by("sequence")]
    if not logs or None in logs:
        raise GridIsInvalid(reason=f"You have no operations {group[:40]!r} in this grid, or their values were purged.")
    if Operation.objects.filter(workspace=workspace, undoes=group).exists():
        raise GridIsInvalid(reason=f"The operations {group[:40]!r} were taken back already.")
    return [log for log in logs if log is not None]


def _inverse(log: Log, rows: Mapping[int, Held], done: Undone) -> Change:
    cells: dict[int, dict[int, str | None]] = {}
    for number, slot, before, after in log.cells:
        if _text(rows.get(number), slot) == after:
            cells.setdefault(number, {})[slot] = before
        else:
            done.kept.append((number, slot))
    unchanged = [number for number, came in log.inserted if _has(rows.get(number), came)]
    done.kept += [(number, None) for number, _ in log.inserted if number in rows and number not in set(unchanged)]
    gone_again = [number for number in log.restored if not _is_gone(rows.get(number))]
    back = [number for number, _ in log.deleted if number in rows and _is_gone(rows[number])]
    return Change(cells=cells, deleted=[*unchanged, *gone_again], restored=back)


def _text(row: Held | None, slot: int) -> str | None:
    """Return a cell as it is now; of a row that is gone, something that no cell is."""
    return "\x00" if row is None or row.is_deleted else cell(row.cells, slot)


def _is_gone(row: Held | None) -> bool:
    return row is None or row.is_deleted


def _has(row: Held | None, cells: list[str | None]) -> bool:
    if row is None or row.is_deleted:
        return False
    width = max(len(cells), len(row.cells))
    return all(cell(row.cells, slot) == cell(cells, slot) for slot in range(width))
