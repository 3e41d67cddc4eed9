"""What an operation writes over that its sender has not seen: the last writer wins, and both are told."""

from collections.abc import Iterator

from django.db.models import Q

from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.changes import Sender
from theatrum.repository.grids.log import Log, log_of
from theatrum.repository.grids.models import Operation, Workspace

# Who has been away for longer reads everything once more: nobody looks through thousands of single cells.
MOST_OPERATIONS = 200

Over = tuple[int, int, str | None, int]


def overwritten(workspace: Workspace, actor: Actor, sender: Sender, log: Log, *, sequence: int) -> list[Over]:
    """Return the cells of an operation that others wrote since its sender looked: row, slot, their text, and whose.

    Others are other seats, those of the same person too. Asked under the lock of the workspace.
    """
    if not log.cells or sender.since is None or sender.since >= sequence - 1:
        return []
    written = {(row, slot): text for row, slot, text, _ in log.cells}
    theirs: dict[tuple[int, int], int] = {}
    numbers = [row for row, _ in written]
    for operation in _others(workspace, actor, sender, range(min(numbers), max(numbers) + 1)):
        for place in _cells(operation):
            if place in written:
                theirs[place] = operation.actor_id
    return [(row, slot, written[row, slot], whose) for (row, slot), whose in theirs.items()]


def _others(workspace: Workspace, actor: Actor, sender: Sender, rows: range) -> list[Operation]:
    mine = Q(actor_id=actor.id, replica_id=sender.replica_id) | Q(group=sender.group)
    later = Operation.objects.filter(
        workspace=workspace, sequence__gt=sender.since, first_row__lte=rows[-1], last_row__gte=rows[0]
    )
    return list(later.exclude(mine).select_related("payload").order_by("-sequence")[:MOST_OPERATIONS])[::-1]


def _cells(operation: Operation) -> Iterator[tuple[int, int]]:
    log = log_of(operation)
    for row, slot, _, _ in log.cells if log is not None else ():
        yield row, slot
