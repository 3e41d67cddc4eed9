"""Bundles on the wire: an entity with what belongs to it, in one request and a handful of queries."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_handle, make_person
from tests.support.wire import Wire, sign_in
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db

# Token and person, teams, the entity; its ACL for reading and again for the file; requirements for the file and told.
# Whether a center has it.
LOGIN_BUNDLE = 8
EVERYTHING = {
    f"include{part}": True
    for part in (
        "Entity",
        "Annotations",
        "Permissions",
        "EntityPath",
        "HasChildren",
        "AccessControlList",
        "FileHandles",
        "RootWikiId",
        "BenefactorACL",
        "DOIAssociation",
        "FileName",
        "ThreadCount",
        "RestrictionInformation",
        "TableBundle",
        "Activity",
    )
}
# One or two for each of its fifteen parts.
WHOLE_BUNDLE = 22


@pytest.fixture
def ana() -> Actor:
    return make_person("ana", is_administrator=True)


@pytest.fixture
def project(ana: Actor) -> Node:
    return make_entity(ana, Kind.PROJECT, "P1")


@pytest.fixture
def folder(ana: Actor, project: Node) -> Node:
    return make_entity(
        ana, Kind.FOLDER, "f", parent=project, annotations={"site": {"type": "STRING", "value": ["colon"]}}
    )


def text(value: str) -> dict[str, object]:
    return {"type": "STRING", "value": [value]}


def test_annotations_of_a_changed_bundle_are_added_to_what_is_there(wire: Wire, folder: Node) -> None:
    address = f"/repo/v1/entity/{folder.public_id}"
    body = {"annotations": {"id": folder.public_id, "annotations": {"stage": text("II")}}}
    bundle = wire.put(f"{address}/bundle2", body).json
    assert bundle["annotations"]["annotations"] == {"site": text("colon"), "stage": text("II")}
    entity = {**bundle["entity"], "name": "g"}
    changed = wire.put(f"{address}/bundle2", {"entity": entity, "annotations": {"annotations": {"site": text("x")}}})
    assert changed.json["entity"]["name"] == "g"
    assert changed.json["annotations"]["annotations"] == {"site": text("x"), "stage": text("II")}
    assert wire.put(f"{address}/bundle2", {"entity": entity}).status == 412


def test_bundle_without_parts_changes_nothing(wire: Wire, folder: Node) -> None:
    assert wire.put(f"/repo/v1/entity/{folder.public_id}/bundle2", {}).json["entity"]["etag"] == folder.etag
    assert wire.post("/repo/v1/entity/bundle2/create", {}).status == 400


@pytest.mark.parametrize("part", ["entity", "annotations", "accessControlList"])
def test_part_of_another_entity_is_400(wire: Wire, project: Node, folder: Node, part: str) -> None:
    parts = {
        "entity": wire.get(f"/repo/v1/entity/{project.public_id}").json,
        "annotations": wire.get(f"/repo/v1/entity/{project.public_id}/annotations2").json,
        "accessControlList": wire.get(f"/repo/v1/entity/{project.public_id}/acl").json,
    }
    refused = wire.put(f"/repo/v1/entity/{folder.public_id}/bundle2", {part: parts[part]})
    assert refused.status == 400
    assert "does not match requested entity ID" in refused.reason


def test_entity_is_sent_to_its_own_address(wire: Wire, project: Node, folder: Node) -> None:
    other = wire.get(f"/repo/v1/entity/{project.public_id}").json
    refused = wire.put(f"/repo/v1/entity/{folder.public_id}", other)
    assert refused.status == 400
    assert refused.reason.startswith(f"The body is of {project.public_id}")


@pytest.mark.parametrize("depth", [1, 8])
def test_bundle_costs_the_same_queries_however_deep_it_lies(
    *, ana: Actor, project: Node, depth: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = project
    for level in range(depth):
        place = make_entity(ana, Kind.FOLDER, f"Level_{level}", parent=place)
    file = make_entity(ana, Kind.FILE, "reads.fastq", parent=place, handle=make_handle(ana))
    reader = make_person("ben")
    shared = {"resourceAccess": [{"principalId": reader.id, "accessType": ["READ", "DOWNLOAD"]}]}
    sign_in(ana).post(f"/repo/v1/entity/{file.public_id}/acl", shared)
    wire, address = sign_in(reader), f"/repo/v1/entity/{file.public_id}/bundle2"
    login = {f"include{part}": True for part in ("Entity", "Annotations", "FileHandles", "RestrictionInformation")}
    wire.post(address, login)
    with django_assert_num_queries(LOGIN_BUNDLE):
        wire.post(address, login)
    with django_assert_num_queries(WHOLE_BUNDLE):
        wire.post(address, EVERYTHING)


def test_who_made_a_project_may_change_its_settings_and_move_needs_two_rights(ana: Actor, wire: Wire) -> None:
    ben = make_person("ben")
    wire.put(
        "/repo/v1/entity/syn4489/acl",
        {
            **wire.get("/repo/v1/entity/syn4489/acl").json,
            "resourceAccess": [{"principalId": ben.id, "accessType": ["CREATE"]}],
        },
    )
    theirs = sign_in(ben)
    made = theirs.post("/repo/v1/entity", {"concreteType": "org.sagebionetworks.repo.model.Project", "name": "B"}).json
    acl = theirs.get(f"/repo/v1/entity/{made['id']}/acl").json
    own = [{"principalId": ben.id, "accessType": ["READ", "CHANGE_PERMISSIONS"]}]
    theirs.put(f"/repo/v1/entity/{made['id']}/acl", {**acl, "resourceAccess": own})
    told = theirs.get(f"/repo/v1/entity/{made['id']}/permissions").json
    assert told["canChangeSettings"] is True
    assert (told["canChangePermissions"], told["canEdit"], told["canMove"]) == (True, False, False)


def test_alias_is_of_one_project_and_of_letters(wire: Wire) -> None:
    body = {"concreteType": "org.sagebionetworks.repo.model.Project", "name": "A", "alias": "htan_a"}
    made = wire.post("/repo/v1/entity", body).json
    assert made["alias"] == "htan_a"
    taken = wire.post("/repo/v1/entity", {**body, "name": "B"})
    assert (taken.status, taken.reason) == (
        409,
        "The friendly url name (alias): htan_a is already taken.  Please select another.",
    )
    assert wire.post("/repo/v1/entity", {**body, "name": "B", "alias": "a-b"}).status == 400
    other = wire.post("/repo/v1/entity", {**body, "name": "B", "alias": "htan_b"}).json
    assert wire.put(f"/repo/v1/entity/{other['id']}", {**other, "alias": "htan_a"}).status == 409
    assert wire.put(f"/repo/v1/entity/{made['id']}", {**made, "name": "C"}).json["alias"] == "htan_a"
    wire.delete(f"/repo/v1/entity/{made['id']}")
    assert wire.put(f"/repo/v1/entity/{other['id']}", {**other, "alias": "htan_a"}).status == 409
