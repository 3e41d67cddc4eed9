"""Commenting on a cell, suggesting a text for it, and settling both."""

from collections.abc import Iterable
from dataclasses import dataclass

from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.grids.actions.changing import Stored, change_rows
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.changes import Draft, Sender
from theatrum.repository.grids.comments.errors import (
    CommentIsInvalid,
    CommentIsSettled,
    CommentNotFound,
    NotYoursToSettle,
)
from theatrum.repository.grids.comments.known import known_as
from theatrum.repository.grids.comments.models import Comment, Place, State
from theatrum.repository.grids.comments.policy import check_text, may_edit, require_comment
from theatrum.repository.grids.comments.queries import Placed
from theatrum.repository.grids.errors import GridIsInvalid, RowNotFound
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.policy import check_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says about a cell; a suggestion proposes a text for it, None to empty it."""

    number: int
    slot: int
    text: str = ""
    is_suggestion: bool = False
    suggested: str | None = None
    # The thread that is answered.
    reply_to: Placed | None = None


def add_comment(*, actor: Actor, workspace: Workspace, said: Said) -> Comment:
    """Keep a comment, a reply or a suggestion.

    Raises CommentIsInvalid, RowNotFound, GridIsInvalid, and what access refuses. What may identify a person is
    to be refused before.
    """
    require_comment(actor, workspace)
    column = _column(workspace, said.slot)
    check_text(said.text, is_needed=not said.is_suggestion)
    check_cell(said.suggested, column)
    row = _row(workspace, said)
    was = cell(row.cells or [], said.slot)
    if said.is_suggestion and (said.reply_to is not None or said.suggested == was):
        why = "is none of another comment" if said.reply_to else "says what stands in the cell already"
        raise CommentIsInvalid(reason=f"A suggestion {why}: make it of its own, with another text.")
    comment = Comment.objects.create(
        source=workspace.source,
        workspace=workspace,
        number=said.number,
        row_key=known_as(workspace, row.cells or [], row.source_key),
        column=column,
        reply_to=_thread(said),
        created_by=actor.id,
        created_on=clock.now(),
        text=said.text.strip(),
        is_suggestion=said.is_suggestion,
        suggested=said.suggested if said.is_suggestion else None,
        was=was if said.is_suggestion else None,
    )
    _remember(actor, "grid_commented", comment, is_suggestion=comment.is_suggestion)
    return comment


def settle_comment(*, actor: Actor, workspace: Workspace, placed: Placed, state: State) -> Comment:
    """Say that a comment is done, open again, or that a suggestion is rejected.

    Raises CommentIsSettled, CommentIsInvalid, NotYoursToSettle, and what access refuses.
    """
    require_comment(actor, workspace)
    comment = _locked(placed.comment)
    is_own = comment.created_by == actor.id and state is not State.REJECTED
    if not (is_own or may_edit(actor, workspace)):
        raise NotYoursToSettle(id=comment.pk)
    _check_step(comment, state)
    _settle(comment, actor, state)
    _remember(actor, "grid_comment_settled", comment, state=state.value)
    return comment


def accept_suggestion(
    *, actor: Actor, workspace: Workspace, placed: Placed, draft: Draft, replica_id: int | None = None
) -> tuple[Comment, Stored]:
    """Write a suggestion into its cell as one operation of the actor's, and keep which.

    ``draft`` is the change of that cell. Raises CommentIsSettled, CommentIsInvalid, and as ``change_rows``.
    """
    # The workspace is locked first, as everywhere.
    sender = Sender(replica_id=replica_id, client_id=f"suggestion-{placed.comment.pk}")
    stored = change_rows(actor=actor, workspace=workspace, draft=draft, sender=sender)
    comment = _locked(placed.comment)
    _check_step(comment, State.ACCEPTED)
    comment.operation = stored.operation
    _settle(comment, actor, State.ACCEPTED)
    facts = {"sequence": stored.operation.sequence, "suggested_by": comment.created_by}
    _remember(actor, "grid_suggestion_accepted", comment, **facts)
    return comment, stored


def follow_rows(*, workspace: Workspace) -> None:
    """Note anew how the commented rows of a workspace are known: their keys may have been changed in it."""
    here = dict(Comment.objects.filter(workspace=workspace).values_list("pk", "number"))
    places = Place.objects.filter(workspace=workspace).values_list("comment_id", "number")
    here |= {comment_id: number for comment_id, number in places if number is not None}
    rows = {row.number: row for row in _rows(workspace, here.values())}
    changed = []
    for comment in Comment.objects.filter(pk__in=here):
        row = rows.get(here[comment.pk])
        if row is None:
            continue
        key = known_as(workspace, row.cells or [], row.source_key)
        if key and key != comment.row_key:
            comment.row_key = key
            changed.append(comment)
    Comment.objects.bulk_update(changed, ["row_key"], batch_size=500)


def forget_comments(*, workspace_id: int) -> None:
    """Delete what was said of rows that are purged: it may quote them."""
    Comment.objects.filter(workspace_id=workspace_id).delete()
    Place.objects.filter(workspace_id=workspace_id).delete()


def _rows(workspace: Workspace, numbers: Iterable[int]) -> Iterable[Row]:
    return Row.objects.filter(workspace=workspace, number__in=list(numbers)).only("number", "cells", "source_key")


def _row(workspace: Workspace, said: Said) -> Row:
    found = Row.objects.filter(workspace=workspace, number=min(said.number, 2**62), is_deleted=False).first()
    if found is None:
        raise RowNotFound(session=workspace.session_id, row=said.number)
    return found


def _column(workspace: Workspace, slot: int) -> str:
    if slot not in workspace.column_order:
        raise GridIsInvalid(reason=f"The grid has no column in slot {slot}: read its columns once more.")
    return str(workspace.column_names[slot])


def _thread(said: Said) -> Comment | None:
    if said.reply_to is None:
        return None
    if (said.reply_to.number, said.reply_to.slot) != (said.number, said.slot):
        raise CommentIsInvalid(reason="A reply is about the same cell as what it replies to.")
    comment = said.reply_to.comment
    return comment.reply_to or comment


def _locked(comment: Comment) -> Comment:
    found = Comment.objects.select_for_update().filter(pk=comment.pk).first()
    if found is None:
        raise CommentNotFound(id=comment.pk)
    return found


def _check_step(comment: Comment, state: State) -> None:
    """Return quietly if a comment can be settled so, or opened again. Raises CommentIsSettled, CommentIsInvalid."""
    if comment.reply_to_id is not None:
        raise CommentIsInvalid(reason="A reply is settled with the comment that it replies to.")
    if state in {State.ACCEPTED, State.REJECTED} and not comment.is_suggestion:
        raise CommentIsInvalid(reason="Only a suggestion is accepted or rejected: say of a comment that it is done.")
    if state is State.OPEN and comment.state == State.ACCEPTED:
        raise CommentIsInvalid(
            reason="An accepted suggestion is in the grid: undo that change, or suggest another text."
        )
    if (comment.state == State.OPEN) is (state is State.OPEN):
        what = "Suggestion" if comment.is_suggestion else "Comment"
        raise CommentIsSettled(what=what, id=comment.pk, state=comment.state)


def _settle(comment: Comment, actor: Actor, state: State) -> None:
    comment.state = state
    comment.settled_by = None if state is State.OPEN else actor.id
    comment.settled_on = None if state is State.OPEN else clock.now()
    comment.save(update_fields=["state", "settled_by", "settled_on", "operation"])


def _remember(actor: Actor, action: str, comment: Comment, **facts: object) -> None:
    after = {"source": comment.source_id, "column": comment.column, **facts}
    audit.record(actor.id, action, subject_kind="grid_comment", subject_id=comment.pk, after=after)
