"""Making and deleting organizations, and saying who may register under them."""

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel import clock
from theatrum.repository.access import actions as acls
from theatrum.repository.access import queries as access
from theatrum.repository.access.errors import AclIsInvalid, NotSignedIn
from theatrum.repository.access.models import Acl
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.schemas.errors import (
    OrganizationAlreadyExists,
    OrganizationIdNotFound,
    OrganizationNotEmpty,
)
from theatrum.repository.schemas.models import Organization
from theatrum.repository.schemas.names import check_organization_name
from theatrum.repository.schemas.queries import get_organization_by_id

# What who makes an organization may do with it.
FOUNDER = frozenset(
    {Permission.READ, Permission.CREATE, Permission.CHANGE_PERMISSIONS, Permission.UPDATE, Permission.DELETE}
)


def create_organization(*, actor: Actor, name: str) -> Organization:
    """Make an organization, owned by the actor. Raises OrganizationNameInvalid, OrganizationAlreadyExists."""
    if actor.is_anonymous:
        raise NotSignedIn(permission=Permission.CREATE.value, what="organization", name=name[:250])
    name = check_organization_name(name, may_use_reserved=actor.is_administrator)
    try:
        with savepoint():
            organization = Organization.objects.create(name=name, created_on=clock.now(), created_by=actor.id)
    except IntegrityError as error:
        raise OrganizationAlreadyExists(name=name) from error
    acls.create_acl(actor=actor, kind="organization", owner_id=organization.id, grants={actor.id: FOUNDER})
    audit.record(
        actor.id, "organization_created", subject_kind="organization", subject_id=organization.id, after={"name": name}
    )
    return organization


def delete_organization(*, actor: Actor, organization_id: int) -> None:
    """Delete an organization without schemas. Raises OrganizationIdNotFound, OrganizationNotEmpty."""
    organization = _lock(organization_id)
    access.require(actor, Permission.DELETE, organization)
    if organization.schemas.exists():
        raise OrganizationNotEmpty
    acls.delete_acl(actor=actor, acl=_acl_of(organization))
    organization.delete()
    audit.record(
        actor.id,
        "organization_deleted",
        subject_kind="organization",
        subject_id=organization_id,
        before={"name": organization.name},
    )


def replace_organization_acl(*, actor: Actor, organization_id: int, etag: str | None, grants: acls.Grants) -> Acl:
    """Say anew who may do what with an organization; the actor keeps the right to do so.

    Raises OrganizationIdNotFound, AclIsStale, AclIsInvalid.
    """
    organization = get_organization_by_id(organization_id)
    access.require(actor, Permission.CHANGE_PERMISSIONS, organization)
    keepers = {principal for principal, allowed in grants.items() if Permission.CHANGE_PERMISSIONS in allowed}
    if keepers.isdisjoint(actor.principal_ids) and not actor.is_administrator:
        raise AclIsInvalid(reason="Caller is trying to revoke their own ACL editing permissions.")
    return acls.replace_acl(actor=actor, acl=_acl_of(organization), etag=etag, grants=grants)


def _lock(organization_id: int) -> Organization:
    found = Organization.objects.select_for_update().filter(id=organization_id).first()
    if found is None:
        raise OrganizationIdNotFound(id=organization_id)
    return found


def _acl_of(organization: Organization) -> Acl:
    acl = access.find_acl(organization.guard_kind, organization.id)
    if acl is None:
        raise LookupError(f"organization {organization.id} has no ACL")
    return acl
