"""Writing ACLs. Callers have required CHANGE_PERMISSIONS on the thing; these write and remember."""

from collections.abc import Mapping

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.errors import AclIsInvalid, AclIsStale
from theatrum.repository.access.models import Acl, AclEntry
from theatrum.repository.access.permissions import ANONYMOUS_USER, AUTHENTICATED_USERS, PUBLIC, Actor, Permission
from theatrum.repository.audit import actions as audit

Grants = Mapping[int, frozenset[Permission]]

# Whoever holds it can mend the list. Of an entity's, administrators can, so nobody else must.
_KEEPER = {"team": Permission.TEAM_MEMBERSHIP_UPDATE, "organization": Permission.CHANGE_PERMISSIONS}
_PUBLIC_MAY = frozenset({Permission.READ})
_EVERYONE = frozenset({PUBLIC, AUTHENTICATED_USERS})


def create_acl(*, actor: Actor, kind: str, owner_id: int, grants: Grants) -> Acl:
    """Give a thing its own ACL. Raises AclIsInvalid."""
    _check(kind, grants)
    moment = clock.now()
    acl = Acl.objects.create(
        owner_kind=kind,
        owner_id=owner_id,
        etag=new_etag(),
        created_on=moment,
        created_by=actor.id,
        modified_on=moment,
        modified_by=actor.id,
    )
    _store_entries(acl, grants)
    audit.record(actor.id, "acl_created", subject_kind=kind, subject_id=owner_id, after=_as_json(grants))
    return acl


def replace_acl(*, actor: Actor, acl: Acl, etag: str | None, grants: Grants) -> Acl:
    """Replace all entries if the etag is still the one that was read.

    Raises AclIsStale, AclIsInvalid.
    """
    _check(acl.owner_kind, grants)
    before = _as_json(grants_of(acl))
    expected = acl.etag if etag is None else etag
    fresh, moment = new_etag(), clock.now()
    changed = Acl.objects.filter(id=acl.id, etag=expected).update(etag=fresh, modified_on=moment, modified_by=actor.id)
    if not changed:
        raise AclIsStale(name=acl.owner_id)
    acl.entries.all().delete()
    _store_entries(acl, grants)
    acl.refresh_from_db()
    audit.record(
        actor.id,
        "acl_changed",
        subject_kind=acl.owner_kind,
        subject_id=acl.owner_id,
        before=before,
        after=_as_json(grants),
    )
    return acl


def delete_acl(*, actor: Actor, acl: Acl) -> None:
    """Take a thing's own ACL away; the caller has put another benefactor in its place."""
    before = _as_json(grants_of(acl))
    audit.record(actor.id, "acl_deleted", subject_kind=acl.owner_kind, subject_id=acl.owner_id, before=before)
    acl.delete()


def grants_of(acl: Acl) -> dict[int, frozenset[Permission]]:
    """Return the entries as principal id to permissions."""
    grants: dict[int, set[Permission]] = {}
    for entry in acl.entries.all():
        grants.setdefault(entry.principal_id, set()).add(Permission(entry.permission))
    return {principal: frozenset(permissions) for principal, permissions in grants.items()}


def _check(kind: str, grants: Grants) -> None:
    keeper = _KEEPER.get(kind)
    if keeper is not None and not any(keeper in permissions for permissions in grants.values()):
        raise AclIsInvalid(reason=f"At least one principal must keep {keeper}: nobody could ever mend this ACL.")
    if not grants.get(PUBLIC, _PUBLIC_MAY) <= _PUBLIC_MAY:
        raise AclIsInvalid(reason="Only READ permissions can be assigned to the public group")
    if ANONYMOUS_USER in grants:
        reason = f"Cannot assign permissions to anonymous. Share with the public instead: principal {PUBLIC}."
        raise AclIsInvalid(reason=reason)
    keeper = keeper or Permission.CHANGE_PERMISSIONS
    for everyone in _EVERYONE:
        if keeper in grants.get(everyone, frozenset()):
            raise AclIsInvalid(reason=f"{keeper} cannot be granted to everyone.")


def _store_entries(acl: Acl, grants: Grants) -> None:
    AclEntry.objects.bulk_create(
        AclEntry(acl=acl, principal_id=principal, permission=permission)
        for principal, permissions in sorted(grants.items())
        for permission in sorted(permissions)
    )


def _as_json(grants: Grants) -> dict[str, list[str]]:
    return {str(principal): sorted(permissions) for principal, permissions in sorted(grants.items())}
