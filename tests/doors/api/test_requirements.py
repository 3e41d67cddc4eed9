"""Access requirements on the wire: who locks, who is kept from what, and how it ends."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_handle, make_person
from tests.support.wire import Answer, Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db

UNMET = "There are unmet access requirements that must be met to read content in the requested container"
READER = frozenset({Permission.READ, Permission.DOWNLOAD})
# Token and person, teams, terms; then versions, entities, requirements, handles and previews of all that is asked.
BATCH_QUERIES = 13


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def ana() -> Actor:
    """Who makes files in the project."""
    return make_person("ana")


@pytest.fixture
def ben() -> Actor:
    """Who may download in the project."""
    return make_person("ben")


@pytest.fixture
def project(admin: Actor, ana: Actor, ben: Actor) -> Node:
    made = make_entity(admin, Kind.PROJECT, "P1")
    with writing():
        grants = {ana.id: frozenset(OWNER), ben.id: READER}
        replace_local_acl(actor=admin, node_id=made.id, etag=None, grants=grants)
    return made


@pytest.fixture
def folder(ana: Actor, project: Node) -> Node:
    return make_entity(ana, Kind.FOLDER, "Level_1", parent=project)


@pytest.fixture
def file(ana: Actor, folder: Node) -> Node:
    return make_entity(ana, Kind.FILE, "reads.fastq", parent=folder, handle=make_handle(ana))


def lock(wire: Wire, node: Node) -> Answer:
    return wire.post(f"/repo/v1/entity/{node.public_id}/lockAccessRequirement", b"")


def claim(node: Node) -> dict[str, str]:
    handle_id = node.current.handle_id if node.current else 0
    return {
        "fileHandleId": str(handle_id),
        "associateObjectId": node.public_id,
        "associateObjectType": "FileEntity",
    }


def failures(wire: Wire, *files: Node) -> list[str | None]:
    """Return why each file is not given out; None for one that is."""
    body = {"requestedFiles": [claim(node) for node in files], "includeFileHandles": True}
    found = wire.post("/file/v1/fileHandle/batch", body).json["requestedFiles"]
    return [each.get("failureCode") for each in found]


def bundle(wire: Wire, node: Node) -> dict[str, object]:
    wanted = {"includeFileHandles": True, "includePermissions": True, "includeRestrictionInformation": True}
    return dict(wire.post(f"/repo/v1/entity/{node.public_id}/bundle2", wanted).json)


def test_lock_keeps_all_but_the_maker_from_what_is_below(ana: Actor, ben: Actor, folder: Node, file: Node) -> None:
    mine, theirs = sign_in(ana), sign_in(ben)
    assert failures(theirs, file) == [None]
    made = lock(mine, folder)
    assert made.status == 201
    assert made.json["concreteType"] == "org.sagebionetworks.repo.model.LockAccessRequirement"
    assert made.json["subjectIds"] == [{"id": folder.public_id, "type": "ENTITY"}]

    assert failures(theirs, file) == ["UNAUTHORIZED"]
    seen = bundle(theirs, file)
    assert seen["fileHandles"] == []
    assert seen["permissions"]["canDownload"] is False  # type: ignore[index]  # JSON
    assert seen["restrictionInformation"] == {
        "objectId": file.id,
        "restrictionLevel": "CONTROLLED_BY_ACT",
        "hasUnmetAccessRequirement": True,
        "restrictionDetails": [
            {"accessRequirementId": made.json["id"], "isApproved": False, "isMet": False, "isExempt": False}
        ],
    }
    assert failures(mine, file) == [None]
    assert bundle(mine, file)["restrictionInformation"]["hasUnmetAccessRequirement"] is False  # type: ignore[index]  # JSON
    assert theirs.get(f"/repo/v1/entity/{file.public_id}").status == 200


def test_requirement_is_listed_for_what_is_below_and_lifted_by_administrators(
    *, admin: Actor, ana: Actor, ben: Actor, folder: Node, file: Node
) -> None:
    listed = f"/repo/v1/entity/{file.public_id}/accessRequirement"
    assert sign_in(ana).get(f"{listed}?offset=0&limit=1").json == {"results": [], "totalNumberOfResults": 0}
    made = lock(sign_in(ana), folder).json
    assert sign_in(ana).get(f"{listed}?offset=0&limit=1").json == {"results": [made], "totalNumberOfResults": 1}
    assert sign_in(ana).get(f"{listed}?offset=1&limit=1").json["results"] == []
    address = f"/repo/v1/accessRequirement/{made['id']}"
    assert sign_in(ben).get(address).json == made
    assert sign_in(make_person("eve")).get(address).status == 403
    assert sign_in(ana).delete(address).status == 403
    assert sign_in(admin).delete(address).status == 200
    assert sign_in(admin).delete(address).status == 200
    assert sign_in(admin).get(address).status == 404
    assert failures(sign_in(ben), file) == [None]


def test_lock_needs_rights_and_is_there_once(ana: Actor, ben: Actor, folder: Node, file: Node) -> None:
    assert lock(sign_in(ben), folder).status == 403
    assert lock(sign_in(ana), folder).status == 201
    again = lock(sign_in(ana), file)
    assert (again.status, again.reason) == (400, f"Entity {file.public_id} is already restricted.")


def test_nobody_but_administrators_takes_a_file_out_of_a_restricted_place(
    *, admin: Actor, ana: Actor, project: Node, folder: Node, file: Node
) -> None:
    lock(sign_in(ana), folder)
    address = f"/repo/v1/entity/{file.public_id}"
    moved = {**sign_in(ana).get(address).json, "parentId": project.public_id}
    refused = sign_in(ana).put(address, moved)
    assert refused.status == 403
    assert refused.reason.startswith("Cannot move restricted entity to a location having fewer access restrictions")
    with writing():
        trash_entity(actor=ana, node_id=file.id)
    restored = sign_in(ana).put(f"/repo/v1/trashcan/restore/{file.public_id}/{project.public_id}")
    assert restored.status == 403
    assert sign_in(ana).put(f"/repo/v1/trashcan/restore/{file.public_id}").status == 200
    moved["etag"] = sign_in(admin).get(address).json["etag"]
    assert sign_in(admin).put(address, moved).status == 200


def test_maker_of_a_record_set_keeps_it_too(ana: Actor, ben: Actor, folder: Node) -> None:
    rows = make_entity(ana, Kind.RECORD_SET, "Visits", parent=folder, handle=make_handle(ana))
    lock(sign_in(ana), folder)
    assert bundle(sign_in(ana), rows)["permissions"]["canDownload"] is True  # type: ignore[index]  # JSON
    assert bundle(sign_in(ben), rows)["permissions"]["canDownload"] is False  # type: ignore[index]  # JSON


def test_what_holds_is_told_by_itself(ana: Actor, ben: Actor, file: Node) -> None:
    body = {"objectId": file.public_id, "restrictableObjectType": "ENTITY"}
    asked = "/repo/v1/restrictionInformation"
    assert sign_in(ben).post(asked, body).json["restrictionLevel"] == "OPEN"
    lock(sign_in(ana), file)
    assert sign_in(ben).post(asked, body).json["hasUnmetAccessRequirement"] is True
    team = sign_in(ana).post("/repo/v1/team", {"name": "HTA201"}).json["id"]
    told = sign_in(ben).post(asked, {"objectId": team, "restrictableObjectType": "TEAM"}).json
    assert (told["objectId"], told["hasUnmetAccessRequirement"]) == (int(team), False)


@pytest.mark.parametrize("count", [2, 5])
def test_downloads_cost_the_same_queries_for_two_and_five(
    *, ana: Actor, ben: Actor, folder: Node, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    files = [make_entity(ana, Kind.FILE, f"f{i}", parent=folder, handle=make_handle(ana)) for i in range(count)]
    lock(sign_in(ana), files[0])
    theirs = sign_in(ben)
    failures(theirs, *files)
    with django_assert_num_queries(BATCH_QUERIES):
        assert failures(theirs, *files) == ["UNAUTHORIZED", *[None] * (count - 1)]
