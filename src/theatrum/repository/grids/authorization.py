"""Who may use a workspace, and whom it belongs to."""

from collections.abc import Iterable

from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_number
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.errors import NotSignedIn
from theatrum.repository.access.permissions import (
    ANONYMOUS_USER,
    AUTHENTICATED_USERS,
    PUBLIC,
    Actor,
    Aspect,
    Guarded,
    Permission,
    Side,
)
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import derived
from theatrum.repository.grids.errors import GridAccessDenied, GridIsInvalid
from theatrum.repository.grids.models import Authorization, Row, Workspace

# What the source must grant. The rows of a view are those that a person may read anyway.
_NEEDED: dict[str, tuple[Permission, ...]] = {
    Kind.RECORD_SET: (Permission.READ, Permission.DOWNLOAD, Permission.UPDATE),
    Kind.ENTITY_VIEW: (Permission.READ,),
    Kind.FOLDER: (Permission.READ, Permission.UPDATE),
    Kind.PROJECT: (Permission.READ, Permission.UPDATE),
}
# Grids over these are opened from pages; the wire has none.
FOLDERS = frozenset({Kind.FOLDER, Kind.PROJECT})
_OF_FILES = frozenset({Kind.ENTITY_VIEW, *FOLDERS})
_EDITOR = (Permission.READ, Permission.UPDATE)
_EVERYONE = frozenset({AUTHENTICATED_USERS, PUBLIC, ANONYMOUS_USER})


def require_use(actor: Actor, workspace: Workspace) -> None:
    """Return quietly if the actor may use a workspace.

    Raises GridAccessDenied, FileIsLocked where a file is locked whose rows are in it, and what access refuses at the
    source.
    """
    if workspace.authorization == Authorization.SESSION_OWNER:
        if not _is_owner(actor, workspace.owner_id):
            raise GridAccessDenied(id=workspace.session_id, reason="it belongs to somebody else.")
    else:
        _require_editor(actor, workspace)
    require_source(actor, workspace.source, may_be_folder=True)
    derived.require_open(actor, derived.Holder.GRID, workspace.id)


def require_look(actor: Actor, workspace: Workspace) -> None:
    """Return quietly if the actor may see a workspace: who may use it, and who reads all in it, into one for all.

    Into one of their own they look as long as they may read, though a gate keeps them from changing it.
    Raises as ``require_use``.
    """
    try:
        require_use(actor, workspace)
    except DomainError:
        is_shared = workspace.authorization != Authorization.SESSION_OWNER
        is_let_in = is_shared or _is_owner(actor, workspace.owner_id)
        if not is_let_in or not _may_read(actor, workspace):
            raise
        derived.require_open(actor, derived.Holder.GRID, workspace.id)


def may_look(actor: Actor, workspace: Workspace) -> bool:
    """Tell whether the actor may see a workspace."""
    try:
        require_look(actor, workspace)
    except DomainError:
        return False
    return True


def may_read(actor: Actor, workspace_id: int) -> bool:
    """Tell whether somebody may read all that the rows of a workspace come from, be it closed by now."""
    workspace = Workspace.objects.select_related("source").filter(pk=workspace_id, source__trash_root=None).first()
    return workspace is not None and _may_read(actor, workspace)


def _may_read(actor: Actor, workspace: Workspace) -> bool:
    """Tell whether somebody who is signed in may read all that the rows come from."""
    if actor.is_anonymous or not all(access.may(actor, Permission.READ, node) for node in _protecting(workspace)):
        return False
    # What a record set says is in its file.
    needed = Permission.DOWNLOAD if workspace.source.kind == Kind.RECORD_SET else Permission.READ
    return access.may(actor, Permission.READ, workspace.source) and access.may(actor, needed, workspace.source)


def require_source(actor: Actor, source: Node, *, may_be_folder: bool = False) -> None:
    """Return quietly if the actor may open a grid over a source. Raises GridIsInvalid, and what access refuses."""
    if (needed := _NEEDED.get(source.kind)) is None or (source.kind in FOLDERS and not may_be_folder):
        reason = f"{source.public_id} is a {source.kind}: a grid opens over a record set or an entity view."
        raise GridIsInvalid(reason=reason)
    for permission in needed:
        access.require(actor, permission, asked_about(permission, source))
    if source.kind == Kind.ENTITY_VIEW:
        # Whether the rows' entities may be changed is asked at each; gates are asked before anybody works in vain.
        guards.ask(actor, Permission.UPDATE, Aspect(source, Side.CONTENT))


def asked_about(permission: Permission, source: Node) -> Guarded:
    """Return what a permission is asked for: of a folder its content is changed, and not the folder."""
    is_content = permission is Permission.UPDATE and source.kind in FOLDERS
    return Aspect(source, Side.CONTENT) if is_content else source


def owner_of(actor: Actor, asked: str | None) -> int:
    """Return whom a new workspace belongs to: the actor, or a team of theirs. Raises GridAccessDenied."""
    if actor.is_anonymous:
        raise NotSignedIn(permission=Permission.UPDATE, what="grid", name="(new)")
    if asked is None:
        return actor.id
    owner_id = parse_number(asked, what="ownerPrincipalId")
    if owner_id in _EVERYONE:
        raise GridAccessDenied(id="(new)", reason="a grid belongs to a person or a team, not to everyone.")
    if not _is_owner(actor, owner_id):
        raise GridAccessDenied(id="(new)", reason="the caller must be the owner, or a member of the owner's team.")
    return owner_id


def authorization_of(text: str | None) -> Authorization:
    """Read the mode of a new workspace. Raises GridIsInvalid."""
    if text is None:
        return Authorization.SESSION_OWNER
    if text not in Authorization.values:
        known = ", ".join(Authorization.values)
        raise GridIsInvalid(reason=f"authorizationMode {text[:80]!r} is none of {known}.")
    return Authorization(text)


def benefactors(nodes: Iterable[Node]) -> list[int]:
    """Return the entities whose ACLs protect others, in order."""
    return sorted({node.acl_id for node in nodes})


def _is_owner(actor: Actor, owner_id: int) -> bool:
    return actor.is_administrator or owner_id in actor.principal_ids


def _require_editor(actor: Actor, workspace: Workspace) -> None:
    try:
        for node in _protecting(workspace):
            for permission in _EDITOR:
                # Only the ACL: nothing is done to the entity that has it.
                access.require_granted(actor, permission, node)
    except DomainError as error:
        reason = f"it is for those who may update everything in it. {error}"
        raise GridAccessDenied(id=workspace.session_id, reason=reason) from error


def _protecting(workspace: Workspace) -> Iterable[Node]:
    """Return the entities whose ACLs protect what the rows come from: as it was last told, and as it is by now.

    One that is in the trash protects still.
    """
    keys = Row.objects.filter(workspace=workspace, is_deleted=False, source_key__isnull=False).values("source_key")
    now = Node.objects.filter(id__in=keys) if workspace.source.kind in _OF_FILES else Node.objects.none()
    numbers = {*workspace.benefactor_ids, *now.order_by().values_list("benefactor_id", flat=True).distinct()}
    return Node.objects.filter(id__in=numbers).order_by("id")
