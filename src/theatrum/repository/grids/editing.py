"""What a door does to change a grid: draft, write, and judge once more what others changed in between."""

from dataclasses import replace

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.actions.changing import Stored, change_rows
from theatrum.repository.grids.changes import Change, Draft, Sender, draft_change
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.policy import MOST_CELLS
from theatrum.repository.grids.waiting import judge_waiting


def edit(
    actor: Actor, workspace: Workspace, change: Change, *, sender: Sender | None = None, limit: int = MOST_CELLS
) -> Stored:
    """Change a workspace by one operation. Raises as ``draft_change`` and ``change_rows``."""
    return store(actor, workspace, draft_change(workspace, change, limit=limit), sender=sender)


def store(actor: Actor, workspace: Workspace, draft: Draft, *, sender: Sender | None = None) -> Stored:
    """Write a draft; rows that somebody changed since it was made are judged once more. Raises as ``change_rows``."""
    with writing():
        stored = change_rows(actor=actor, workspace=workspace, draft=draft, sender=sender or Sender())
    if stored.waiting:
        judge_waiting(workspace, numbers=stored.waiting)
    return stored


def part_of(sender: Sender) -> Sender:
    """Return how the next operation of the same act is sent: same group, no name of its own."""
    return replace(sender, client_id=None)
