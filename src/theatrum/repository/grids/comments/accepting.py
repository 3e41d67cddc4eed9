"""Accepting what somebody suggests: drafted, written, and told."""

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.changes import Change, draft_change
from theatrum.repository.grids.comments.actions import accept_suggestion
from theatrum.repository.grids.comments.models import Comment
from theatrum.repository.grids.comments.queries import Placed
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.waiting import judge_waiting


def accept(actor: Actor, workspace: Workspace, placed: Placed, *, replica_id: int | None = None) -> Comment:
    """Write a suggestion into its cell, judged as any edit is. Raises as ``draft_change`` and ``accept_suggestion``."""
    require_use(actor, workspace)
    comment = placed.comment
    draft = draft_change(workspace, Change(cells={placed.number: {placed.slot: comment.suggested}}))
    with writing():
        settled, stored = accept_suggestion(
            actor=actor, workspace=workspace, placed=placed, draft=draft, replica_id=replica_id
        )
    if stored.waiting:
        judge_waiting(workspace, numbers=stored.waiting)
    return settled
