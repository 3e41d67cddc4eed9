"""Organizations: made, listed, shared, deleted."""

import pytest

from tests.factories.entities import make_person
from tests.factories.schemas import make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.paging import Page, token_page
from theatrum.repository.access.actions import grants_of
from theatrum.repository.access.errors import AccessDenied, AclIsInvalid, AclIsStale, NotSignedIn
from theatrum.repository.access.permissions import ANONYMOUS, AUTHENTICATED_USERS, PUBLIC, Actor, Permission
from theatrum.repository.audit.queries import events_about
from theatrum.repository.schemas.actions.organizations import (
    FOUNDER,
    create_organization,
    delete_organization,
    replace_organization_acl,
)
from theatrum.repository.schemas.errors import (
    OrganizationAlreadyExists,
    OrganizationIdNotFound,
    OrganizationNameInvalid,
    OrganizationNotEmpty,
    OrganizationNotFound,
)
from theatrum.repository.schemas.queries import get_organization, get_organization_acl, list_organizations

pytestmark = pytest.mark.django_db

ALL = FOUNDER


@pytest.fixture
def alice() -> Actor:
    return make_person("alice")


@pytest.fixture
def bob() -> Actor:
    return make_person("bob")


def test_organization_belongs_to_who_made_it(alice: Actor) -> None:
    organization = make_organization(alice)

    acl = get_organization_acl(alice, organization.id)
    assert grants_of(acl) == {
        alice.id: frozenset(Permission(name) for name in ("READ", "CREATE", "CHANGE_PERMISSIONS", "UPDATE", "DELETE"))
    }
    assert [event.action for event in events_about("organization", organization.id)][-1] == "acl_created"
    assert get_organization("MY.Organization") == organization


def test_unknown_organization_is_not_found() -> None:
    with pytest.raises(OrganizationNotFound, match=r"^Organization with name: 'no\.such\.one' not found$"):
        get_organization("no.such.one")


def test_name_that_is_taken_is_refused_whatever_its_case(alice: Actor, bob: Actor) -> None:
    make_organization(alice)
    with pytest.raises(OrganizationAlreadyExists, match="'MY.organization' already exists"):
        make_organization(bob, "MY.organization")
    assert len(list_organizations(Page(50, 0)).items) == 1


def test_nobody_in_particular_makes_no_organization() -> None:
    with pytest.raises(NotSignedIn), writing():
        create_organization(actor=ANONYMOUS, name="my.organization")


def test_reserved_name_is_for_administrators(alice: Actor) -> None:
    with pytest.raises(OrganizationNameInvalid, match="reserved"):
        make_organization(alice, "org.sagebionetworks")
    assert make_organization(make_person("root", is_administrator=True), "org.sagebionetworks").id


def test_organizations_are_listed_page_by_page(alice: Actor) -> None:
    names = [f"organization.n{letter}" for letter in "cab"]
    for name in names:
        make_organization(alice, name)
    first = list_organizations(Page(limit=2, offset=0))
    second = list_organizations(token_page(first.next_token, cap=2))
    assert [one.name for one in first.items + second.items] == sorted(names)
    assert second.next_token is None


def test_acl_is_shared_and_kept(alice: Actor, bob: Actor) -> None:
    organization = make_organization(alice)
    with pytest.raises(AccessDenied, match="READ access to the requested organization"):
        get_organization_acl(bob, organization.id)
    acl = get_organization_acl(alice, organization.id)
    grants = {alice.id: ALL, bob.id: ALL, PUBLIC: frozenset({Permission.READ})}
    with writing():
        replace_organization_acl(actor=alice, organization_id=organization.id, etag=acl.etag, grants=grants)
    assert grants_of(get_organization_acl(bob, organization.id)) == grants
    with pytest.raises(AclIsStale), writing():
        replace_organization_acl(actor=alice, organization_id=organization.id, etag=acl.etag, grants=grants)


def test_acl_cannot_lock_out_who_changes_it(alice: Actor, bob: Actor) -> None:
    organization = make_organization(alice)
    with pytest.raises(AclIsInvalid, match="revoke their own ACL editing permissions"), writing():
        replace_organization_acl(actor=alice, organization_id=organization.id, etag=None, grants={bob.id: ALL})


def test_only_who_may_changes_the_acl(alice: Actor, bob: Actor) -> None:
    organization = make_organization(alice)
    with pytest.raises(AccessDenied), writing():
        replace_organization_acl(actor=bob, organization_id=organization.id, etag=None, grants={bob.id: ALL})


def test_organization_is_deleted_by_who_may_once_it_is_empty(alice: Actor, bob: Actor) -> None:
    organization = make_organization(alice)
    register(alice, "my.organization-people")
    with pytest.raises(AccessDenied), writing():
        delete_organization(actor=bob, organization_id=organization.id)
    with pytest.raises(OrganizationNotEmpty, match="must be deleted before"), writing():
        delete_organization(actor=alice, organization_id=organization.id)
    organization = make_organization(alice, "another.one")
    with writing():
        delete_organization(actor=alice, organization_id=organization.id)
    with pytest.raises(OrganizationIdNotFound), writing():
        delete_organization(actor=alice, organization_id=organization.id)
    make_organization(bob, "another.one")


def test_everybody_cannot_be_given_the_permissions(alice: Actor) -> None:
    organization = make_organization(alice)
    grants = {alice.id: ALL, AUTHENTICATED_USERS: ALL}
    with pytest.raises(AclIsInvalid), writing():
        replace_organization_acl(actor=alice, organization_id=organization.id, etag=None, grants=grants)
