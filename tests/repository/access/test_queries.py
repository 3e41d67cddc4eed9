"""Who may do what: ACLs, groups of everyone, scopes of tokens, gates of higher floors."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access import guards
from theatrum.repository.access import queries as access
from theatrum.repository.access.actions import create_acl, replace_acl
from theatrum.repository.access.errors import AccessDenied, AclIsInvalid, AclIsStale, GateIsClosed, NotSignedIn
from theatrum.repository.access.permissions import (
    ANONYMOUS,
    ANONYMOUS_USER,
    AUTHENTICATED_USERS,
    OWNER,
    PUBLIC,
    Actor,
    Guarded,
    Permission,
    Scope,
)

pytestmark = pytest.mark.django_db(transaction=True)

ALICE = Actor(id=101, principal_ids=frozenset({101, AUTHENTICATED_USERS, PUBLIC}))
BOB = Actor(id=102, principal_ids=frozenset({102, 500, AUTHENTICATED_USERS, PUBLIC}))
ADMIN = Actor(id=103, principal_ids=frozenset({103}), is_administrator=True)


@dataclass(frozen=True)
class Thing:
    """Something that an ACL protects."""

    guard_id: int = 7
    acl_id: int = 7
    guard_kind: str = "entity"
    guard_name: str = "syn7"


THING = Thing()


@pytest.fixture
def grants() -> dict[int, frozenset[Permission]]:
    """Alice owns the thing, and team 500 reads it."""
    return {101: frozenset(OWNER), 500: frozenset({Permission.READ})}


@pytest.fixture
def acl(grants: dict[int, frozenset[Permission]]) -> object:
    """The thing's ACL."""
    with writing():
        return create_acl(actor=ALICE, kind="entity", owner_id=7, grants=grants)


@pytest.mark.usefixtures("acl")
def test_a_person_has_what_they_and_their_teams_are_granted() -> None:
    access.require(ALICE, Permission.DELETE, THING)
    access.require(BOB, Permission.READ, THING)
    with pytest.raises(AccessDenied, match="You lack UPDATE access to the requested entity: syn7"):
        access.require(BOB, Permission.UPDATE, THING)


@pytest.mark.usefixtures("acl")
def test_a_thing_below_asks_the_acl_of_its_benefactor() -> None:
    access.require(BOB, Permission.READ, Thing(guard_id=8, acl_id=7))
    with pytest.raises(AccessDenied):
        access.require(BOB, Permission.READ, Thing(guard_id=8, acl_id=8))


@pytest.mark.usefixtures("acl")
def test_administrators_may_everything_their_token_may() -> None:
    access.require(ADMIN, Permission.DELETE, THING)
    viewing = replace(ADMIN, scopes=frozenset({Scope.VIEW}))
    access.require(viewing, Permission.READ, THING)
    with pytest.raises(AccessDenied):
        access.require(viewing, Permission.DELETE, THING)


@pytest.mark.usefixtures("acl")
def test_a_token_never_gives_more_than_its_scopes() -> None:
    viewing = replace(ALICE, scopes=frozenset({Scope.VIEW}))

    assert access.permissions_of(viewing, THING) == {Permission.READ}
    assert set(access.readable_ids(viewing, "entity")) == {7}
    assert list(access.readable_ids(viewing, "entity", Permission.DOWNLOAD)) == []


@pytest.mark.requirement("R131")
def test_nobody_in_particular_reads_public_things_and_never_downloads(grants: dict[int, frozenset[Permission]]) -> None:
    everyone = {PUBLIC: frozenset({Permission.READ}), AUTHENTICATED_USERS: frozenset({Permission.DOWNLOAD})}
    with writing():
        create_acl(actor=ALICE, kind="entity", owner_id=7, grants=grants | everyone)

    access.require(ANONYMOUS, Permission.READ, THING)
    with pytest.raises(NotSignedIn):
        access.require(ANONYMOUS, Permission.DOWNLOAD, THING)
    assert list(access.readable_ids(ANONYMOUS, "entity", Permission.DOWNLOAD)) == []
    access.require(BOB, Permission.DOWNLOAD, THING)


@pytest.mark.parametrize(
    "bad",
    [
        {101: frozenset(OWNER), ANONYMOUS_USER: frozenset({Permission.READ})},
        {101: frozenset(OWNER), PUBLIC: frozenset({Permission.DOWNLOAD})},
        {101: frozenset(OWNER), AUTHENTICATED_USERS: frozenset({Permission.CHANGE_PERMISSIONS})},
    ],
)
def test_acls_that_give_away_are_refused(bad: dict[int, frozenset[Permission]]) -> None:
    with pytest.raises(AclIsInvalid), writing():
        create_acl(actor=ALICE, kind="entity", owner_id=7, grants=bad)


def test_an_acl_is_replaced_only_with_the_etag_last_read(grants: dict[int, frozenset[Permission]]) -> None:
    with writing():
        acl = create_acl(actor=ALICE, kind="entity", owner_id=7, grants=grants)
    read = acl.etag
    with writing():
        acl = replace_acl(actor=ALICE, acl=acl, etag=read, grants={101: frozenset(OWNER)})

    with pytest.raises(AclIsStale), writing():
        replace_acl(actor=ALICE, acl=acl, etag=read, grants=grants)
    assert not access.may(BOB, Permission.READ, THING)


@pytest.fixture
def closed_gate() -> Iterator[None]:
    """A gate of a higher floor that lets nobody update."""

    def refuse(_actor: Actor, permission: Permission, _guarded: Guarded) -> None:
        if permission is Permission.UPDATE:
            raise GateIsClosed(reason="The release is not open.")

    guards.register(refuse)
    yield
    guards.unregister(refuse)


@pytest.mark.usefixtures("acl", "closed_gate")
def test_a_closed_gate_holds_whatever_the_acl_grants() -> None:
    with pytest.raises(DomainError, match="not open"):
        access.require(ALICE, Permission.UPDATE, THING)
    assert Permission.UPDATE not in access.permissions_of(ALICE, THING)
    access.require(ALICE, Permission.READ, THING)
