"""Who may comment, and limits."""

from theatrum.kernel.errors import DomainError
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import derived
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.comments.errors import CommentIsInvalid
from theatrum.repository.grids.models import Workspace

LONGEST_TEXT = 5_000


def require_comment(actor: Actor, workspace: Workspace) -> None:
    """Return quietly if the actor may read all that the rows come from, and so comment on it.

    Raises what access refuses, and FileIsLocked.
    """
    for node in (workspace.source, *Node.objects.filter(id__in=workspace.benefactor_ids)):
        access.require(actor, Permission.READ, node)
    if workspace.source.kind == Kind.RECORD_SET:  # what it says is in its file
        access.require(actor, Permission.DOWNLOAD, workspace.source)
    derived.require_open(actor, derived.Holder.GRID, workspace.id)


def may_comment(actor: Actor, workspace: Workspace) -> bool:
    """Tell whether the actor may comment on what a grid shows: who is signed in and may read its source."""
    if actor.is_anonymous:
        return False
    try:
        require_comment(actor, workspace)
    except DomainError:
        return False
    return True


def may_edit(actor: Actor, workspace: Workspace) -> bool:
    """Tell whether the actor may change the grid, and so accept what others suggest."""
    try:
        require_use(actor, workspace)
    except DomainError:
        return False
    return True


def check_text(text: str, *, is_needed: bool) -> None:
    """Return quietly if a comment can say this. Raises CommentIsInvalid."""
    if is_needed and not text.strip():
        raise CommentIsInvalid(reason="A comment needs a text: write what should be looked at.")
    if len(text) > LONGEST_TEXT:
        reason = f"The comment has {len(text):,} characters; {LONGEST_TEXT:,} is the most: attach the rest to a ticket."
        raise CommentIsInvalid(reason=reason)
    if "\x00" in text:
        raise CommentIsInvalid(reason="The comment holds a NUL character: take it out.")
