"""Who may comment, and limits."""

from theatrum.kernel.errors import DomainError
from theatrum.repository.access.errors import NotSignedIn
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.grids.authorization import require_look, require_use
from theatrum.repository.grids.comments.errors import CommentIsInvalid
from theatrum.repository.grids.models import Workspace

LONGEST_TEXT = 5_000


def require_comment(actor: Actor, workspace: Workspace) -> None:
    """Return quietly if the actor may comment: who may see the grid. Raises as ``require_look``, NotSignedIn."""
    if actor.is_anonymous:
        raise NotSignedIn(permission=Permission.READ, what="grid", name=workspace.session_id)
    require_look(actor, workspace)


def may_edit(actor: Actor, workspace: Workspace) -> bool:
    """Tell whether the actor may change the grid, and so accept what others suggest."""
    return why_not_edit(actor, workspace) is None


def why_not_edit(actor: Actor, workspace: Workspace) -> DomainError | None:
    """Return what keeps the actor from changing the grid; None where nothing does."""
    try:
        require_use(actor, workspace)
    except DomainError as error:
        return error
    return None


def check_text(text: str, *, is_needed: bool) -> None:
    """Return quietly if a comment can say this. Raises CommentIsInvalid."""
    if is_needed and not text.strip():
        raise CommentIsInvalid(reason="A comment needs a text: write what should be looked at.")
    if len(text) > LONGEST_TEXT:
        reason = f"The comment has {len(text):,} characters; {LONGEST_TEXT:,} is the most: attach the rest to a ticket."
        raise CommentIsInvalid(reason=reason)
    if "\x00" in text:
        raise CommentIsInvalid(reason="The comment holds a NUL character: take it out.")
