"""Sharing on the wire: ACLs in Synapse's words and with its statuses."""

import pytest

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, OWNER, PUBLIC, Actor, Permission
from theatrum.repository.entities.actions.sharing import get_local_acl, replace_local_acl
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db

ANONYMOUS = 273950


@pytest.fixture
def ana() -> Actor:
    """Who made the project."""
    return make_person("ana", is_administrator=True)


@pytest.fixture
def ben() -> Actor:
    """Who may share the project, but did not make it."""
    return make_person("ben")


@pytest.fixture
def project(ana: Actor, ben: Actor) -> Node:
    """A project of Ana's that Ben may share."""
    made = make_entity(ana, Kind.PROJECT, "P1")
    share(ana, made, {ana.id: frozenset(OWNER), ben.id: frozenset(OWNER)})
    return made


def share(actor: Actor, node: Node, grants: dict[int, frozenset[Permission]]) -> None:
    """Replace the ACL of a project."""
    with writing():
        replace_local_acl(actor=actor, node_id=node.id, etag=get_local_acl(node).etag, grants=grants)


def acl(wire: Wire, node: Node, *entries: tuple[int, list[str]]) -> dict[str, object]:
    """Return the ACL of an entity with other entries."""
    own = wire.get(f"/repo/v1/entity/{node.public_id}/acl").json
    return {**own, "resourceAccess": [{"principalId": who, "accessType": what} for who, what in entries]}


def test_acl_of_an_inheriting_entity_cannot_be_changed(ana: Actor, project: Node) -> None:
    wire, folder = sign_in(ana), make_entity(ana, Kind.FOLDER, "f", parent=project)
    refused = wire.put(f"/repo/v1/entity/{folder.public_id}/acl", acl(wire, project, (ana.id, ["READ"])))
    assert refused.status == 403
    assert refused.reason.startswith("Cannot update ACL for a resource which inherits its permissions.")


def test_project_keeps_its_acl(ana: Actor, project: Node) -> None:
    refused = sign_in(ana).delete(f"/repo/v1/entity/{project.public_id}/acl")
    assert refused.status == 403
    assert refused.reason.startswith("Cannot restore inheritance for resource which has no parent")


def test_nobody_takes_their_own_right_to_share_by_mistake(ana: Actor, ben: Actor, project: Node) -> None:
    wire, address = sign_in(ben), f"/repo/v1/entity/{project.public_id}/acl"
    refused = wire.put(address, acl(wire, project, (ana.id, ["CHANGE_PERMISSIONS"]), (ben.id, ["READ"])))
    assert (refused.status, refused.reason) == (
        400,
        "Caller is trying to revoke their own ACL editing permissions.",
    )
    assert wire.put(address, acl(wire, project, (ben.id, ["READ", "CHANGE_PERMISSIONS"]))).status == 200


def test_who_made_an_entity_may_leave_themselves_reading_only(ana: Actor, ben: Actor, project: Node) -> None:
    folder = sign_in(ben).post(
        "/repo/v1/entity",
        {"concreteType": "org.sagebionetworks.repo.model.Folder", "name": "f", "parentId": project.public_id},
    )
    body = {"resourceAccess": [{"principalId": ben.id, "accessType": ["READ"]}]}
    assert sign_in(ben).post(f"/repo/v1/entity/{folder.json['id']}/acl", body).status == 201


@pytest.mark.parametrize(
    ("who", "what", "reason"),
    [
        (PUBLIC, ["READ", "DOWNLOAD"], "Only READ permissions can be assigned to the public group"),
        (ANONYMOUS, ["READ"], "Cannot assign permissions to anonymous."),
        (AUTHENTICATED_USERS, ["READ", "CHANGE_PERMISSIONS"], "CHANGE_PERMISSIONS cannot be granted to everyone."),
    ],
)
def test_what_cannot_be_given_to_everyone_is_400(
    *, ana: Actor, project: Node, who: int, what: list[str], reason: str
) -> None:
    wire = sign_in(ana)
    entries = acl(wire, project, (ana.id, ["CHANGE_PERMISSIONS"]), (who, what))
    refused = wire.put(f"/repo/v1/entity/{project.public_id}/acl", entries)
    assert refused.status == 400
    assert refused.reason.startswith(reason)


def test_path_shows_no_name_that_the_reader_may_not_read(ana: Actor, ben: Actor, project: Node) -> None:
    folder = make_entity(ana, Kind.FOLDER, "secret study", parent=project)
    leaf = make_entity(ana, Kind.FOLDER, "shared", parent=folder)
    wire, carla = sign_in(ana), make_person("carla")
    body = {"resourceAccess": [{"principalId": who, "accessType": ["READ"]} for who in (ben.id, carla.id)]}
    assert wire.post(f"/repo/v1/entity/{leaf.public_id}/acl", body).status == 201

    def names(reader: Actor) -> list[str]:
        path = sign_in(reader).get(f"/repo/v1/entity/{leaf.public_id}/path").json["path"]
        return [step["name"] for step in path]

    assert names(ben) == names(ana) == ["root", "P1", "secret study", "shared"]
    assert names(carla) == ["root", "Redacted", "Redacted", "shared"]
