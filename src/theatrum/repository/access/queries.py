"""May this actor do that? And: which things may this actor read, as SQL for lists and counts."""

from django.db import connection
from django.db.models import QuerySet

from theatrum.repository.access import guards
from theatrum.repository.access.errors import AccessDenied, NotSignedIn
from theatrum.repository.access.models import Acl, AclEntry
from theatrum.repository.access.permissions import Actor, Guarded, Permission, granted, scope_for

# Asked by every request. Written here, as the ORM takes ten times as long to write it as the database to answer.
_ENTRIES = """
    SELECT entry.principal_id, entry.permission FROM access_aclentry entry JOIN access_acl acl ON acl.id = entry.acl_id
    WHERE acl.owner_kind = %s AND acl.owner_id = %s
"""


def require(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Return quietly if the actor may; the guards of higher floors are asked as well.

    Raises AccessDenied, NotSignedIn, or whatever a guard raises.
    """
    require_granted(actor, permission, guarded)
    guards.ask(actor, permission, guarded)


def require_granted(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Return quietly if the ACL lets the actor, whatever gates say: where each thing in it is asked about by itself.

    Raises AccessDenied, NotSignedIn.
    """
    if not granted(actor, permission, entries(guarded.guard_kind, guarded.acl_id)):
        error = NotSignedIn if actor.is_anonymous else AccessDenied
        raise error(permission=permission.value, what=guarded.guard_kind, name=guarded.guard_name)


def may(actor: Actor, permission: Permission, guarded: Guarded) -> bool:
    """Tell whether ``require`` would return quietly."""
    is_granted = granted(actor, permission, entries(guarded.guard_kind, guarded.acl_id))
    return is_granted and guards.allow(actor, permission, guarded)


def permissions_of(actor: Actor, guarded: Guarded) -> frozenset[Permission]:
    """Return all that the actor may do with a thing, in one query."""
    found = entries(guarded.guard_kind, guarded.acl_id)
    allowed = frozenset(permission for permission in Permission if granted(actor, permission, found))
    return guards.left(actor, allowed, guarded)


def public_permissions(guarded: Guarded, principal_id: int) -> frozenset[Permission]:
    """Return what one principal is granted by name, without its teams."""
    found = entries(guarded.guard_kind, guarded.acl_id)
    return frozenset(Permission(value) for principal, value in found if principal == principal_id)


def readable_ids(actor: Actor, kind: str, permission: Permission = Permission.READ) -> QuerySet[AclEntry, int]:
    """Return, as a subquery, the ids of things of a kind whose ACL lets the actor read.

    For an actor who sees all, it is every thing that has an ACL; an actor whose token lacks the scope
    sees nothing.
    """
    found = AclEntry.objects.filter(acl__owner_kind=kind)
    if scope_for(permission) not in actor.scopes or (actor.is_anonymous and permission is not Permission.READ):
        found = found.none()
    elif not actor.is_administrator:
        found = found.filter(permission=permission, principal_id__in=actor.principal_ids)
    return found.values_list("acl__owner_id", flat=True)


def entries(kind: str, owner_id: int) -> list[tuple[int, str]]:
    """Return the (principal id, permission) pairs of a thing's own ACL."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [kind, owner_id])
        return list(cursor.fetchall())


def find_acl(kind: str, owner_id: int) -> Acl | None:
    """Return a thing's own ACL with its entries, or None if it inherits."""
    return Acl.objects.prefetch_related("entries").filter(owner_kind=kind, owner_id=owner_id).first()
