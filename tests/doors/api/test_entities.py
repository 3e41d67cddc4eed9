"""Entities on the wire, as clients read them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import MD5, change, make_entity, make_handle, make_person
from tests.support.screening import run_jobs
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import ALL_SCOPES, Actor
from theatrum.repository.accounts.actions.tokens import create_token
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db(transaction=True)

MODEL = "org.sagebionetworks.repo.model."
# Token and person, teams, the parent, its ACL, the page.
CHILDREN_QUERIES = 5


class Api:
    """A small client of the wire for one person."""

    def __init__(self, actor: Actor | None) -> None:
        self._client = Client()
        self._headers = {}
        if actor is not None:
            with writing():
                made = create_token(actor=actor, user_id=actor.id, name="test", scopes=ALL_SCOPES)
            self._headers = {"Authorization": f"Bearer {made.text}"}

    def call(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        """Call and return the body, having checked the status."""
        response = self._client.generic(
            method,
            f"/repo/v1/{path}",
            data=b"" if body is None else json.dumps(body),
            content_type="application/json; charset=UTF-8",
            headers=self._headers,
        )
        assert response.status_code == status, response.content
        return response.json() if response.content else {}


@pytest.fixture
def alice() -> Actor:
    """An administrator."""
    return make_person("alice", is_administrator=True)


@pytest.fixture
def api(alice: Actor) -> Api:
    """Alice's client."""
    return Api(alice)


@pytest.fixture
def project(alice: Actor) -> Node:
    """A project of Alice's."""
    return make_entity(alice, Kind.PROJECT, "P1")


def test_a_file_lives_through_its_life(api: Api, alice: Actor, project: Node) -> None:
    handle = make_handle(alice)
    made = api.call(
        "POST",
        "entity",
        {
            "concreteType": MODEL + "FileEntity",
            "name": "reads.fastq",
            "parentId": project.public_id,
            "dataFileHandleId": str(handle.id),
        },
        status=201,
    )
    assert (made["versionNumber"], made["versionLabel"], made["isLatestVersion"]) == (1, "1", True)
    assert made == api.call("GET", f"entity/{made['id']}")

    body = {"etag": made["etag"], "annotations": {"a": {"type": "STRING", "value": ["x"]}}}
    noted = api.call("PUT", f"entity/{made['id']}/annotations2", body)
    assert noted["etag"] == api.call("GET", f"entity/{made['id']}")["etag"] != made["etag"]

    other = make_handle(alice, md5="d41d8cd98f00b204e9800998ecf8427e")
    changed = api.call(
        "PUT", f"entity/{made['id']}", {**made, "etag": noted["etag"], "dataFileHandleId": str(other.id)}
    )
    assert (changed["versionNumber"], changed["dataFileHandleId"]) == (2, str(other.id))
    assert api.call("GET", f"entity/{made['id']}/version/1")["dataFileHandleId"] == str(handle.id)
    versions = api.call("GET", f"entity/{made['id']}/version?limit=20&offset=0")
    assert [version["versionNumber"] for version in versions["results"]] == [2, 1]
    assert api.call("GET", f"entity/{made['id']}/version?limit=20&offset=20")["results"] == []

    api.call("DELETE", f"entity/{made['id']}", status=204)
    gone = api.call("GET", f"entity/{made['id']}", status=404)
    assert gone["reason"] == f"Entity {made['id']} is in trash can."
    assert [item["entityId"] for item in api.call("GET", "trashcan/view")["results"]] == [made["id"]]
    api.call("PUT", f"trashcan/restore/{made['id']}")
    assert api.call("GET", f"entity/{made['id']}")["name"] == "reads.fastq"


def test_the_trash_can_be_skipped_and_emptied(api: Api, alice: Actor, project: Node) -> None:
    skipped, purged = (make_entity(alice, Kind.FOLDER, name, parent=project).public_id for name in ("one", "two"))
    api.call("DELETE", f"entity/{skipped}?skipTrashCan=true", status=204)
    api.call("PUT", f"trashcan/purge/{purged}", status=404)
    api.call("DELETE", f"entity/{purged}?skipTrashCan=false", status=204)
    api.call("PUT", f"trashcan/purge/{purged}")
    assert api.call("GET", "trashcan/view")["results"] == []
    for gone in (skipped, purged):
        api.call("PUT", f"trashcan/restore/{gone}", status=404)
    run_jobs()
    assert not Node.objects.filter(parent=project).exists()
    assert api.call("GET", f"entity/{skipped}", status=404)["reason"] == f"Resource: '{skipped}' does not exist"


def test_a_stale_etag_is_412_and_a_taken_name_409(api: Api, alice: Actor, project: Node) -> None:
    folder = make_entity(alice, Kind.FOLDER, "one", parent=project)
    body = api.call("GET", f"entity/{folder.public_id}")

    stale = api.call("PUT", f"entity/{folder.public_id}", {**body, "etag": "old"}, status=412)
    again = {"concreteType": MODEL + "Folder", "name": "one", "parentId": project.public_id}
    taken = api.call("POST", "entity", again, status=409)

    assert stale["reason"].startswith(f"Object: {folder.public_id} was updated since")
    assert taken["reason"] == f"An entity with the name: one already exists with a parentId: {project.public_id}"


def test_child_lookup_finds_projects_and_children(api: Api, alice: Actor, project: Node) -> None:
    folder = make_entity(alice, Kind.FOLDER, "one", parent=project)

    assert api.call("POST", "entity/child", {"parentId": None, "entityName": "P1"}) == {"id": project.public_id}
    found = api.call("POST", "entity/child", {"parentId": project.public_id, "entityName": "one"})
    assert found == {"id": folder.public_id}
    api.call("POST", "entity/child", {"parentId": project.public_id, "entityName": "two"}, status=404)


def test_children_are_paged_to_the_end(api: Api, alice: Actor, project: Node) -> None:
    for index in range(53):
        make_entity(alice, Kind.FOLDER, f"f{index:02}", parent=project)
    body: JsonObject = {"parentId": project.public_id, "includeTypes": ["folder"], "includeTotalChildCount": True}

    first = api.call("POST", "entity/children", body)
    second = api.call("POST", "entity/children", {**body, "nextPageToken": first["nextPageToken"]})

    assert [item["name"] for item in (*first["page"], *second["page"])] == [f"f{index:02}" for index in range(53)]
    assert first["totalChildCount"] == 53
    assert "nextPageToken" not in second


@pytest.mark.parametrize("count", [1, 3])
def test_children_cost_the_same_queries_for_one_and_three(
    api: Api, alice: Actor, project: Node, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for index in range(count):
        make_entity(alice, Kind.FILE, f"f{index}", parent=project, handle=make_handle(alice))
    body = {"parentId": project.public_id, "includeTypes": ["file"]}
    api.call("POST", "entity/children", body)

    with django_assert_num_queries(CHILDREN_QUERIES):
        api.call("POST", "entity/children", body)


def make_versions(alice: Actor, project: Node, count: int) -> None:
    """Make one file with this many versions."""
    node = make_entity(alice, Kind.FILE, "f", parent=project, handle=make_handle(alice))
    for _ in range(count - 1):
        change(alice, node, fields=fields_of(get_node(node.id)), new_version=True)


def make_trash(alice: Actor, project: Node, count: int) -> None:
    """Delete this many folders."""
    for index in range(count):
        folder = make_entity(alice, Kind.FOLDER, f"f{index}", parent=project)
        with writing():
            trash_entity(actor=alice, node_id=folder.id)


def make_twins(alice: Actor, project: Node, count: int) -> None:
    """Make this many files of the same bytes."""
    for index in range(count):
        make_entity(alice, Kind.FILE, f"f{index}", parent=project, handle=make_handle(alice))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("prepare", "path", "queries"),
    [
        # Each with the token and person, and the teams; then what the list itself needs.
        (make_versions, "entity/{file}/version", 7),
        (make_trash, "trashcan/view", 4),
        (make_twins, f"entity/md5/{MD5}", 3),
        (make_versions, "entity/{file}/path", 5),
    ],
)
def test_lists_cost_the_same_queries_for_one_and_three(
    *,
    api: Api,
    alice: Actor,
    project: Node,
    count: int,
    prepare: Callable[[Actor, Node, int], None],
    path: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    prepare(alice, project, count)
    file = Node.objects.filter(parent=project).first()
    address = path.format(file=file.public_id if file else "")
    api.call("GET", address)

    with django_assert_num_queries(queries):
        api.call("GET", address)


def test_what_a_stranger_may_not_see_is_absent(alice: Actor, project: Node) -> None:
    stranger = Api(make_person("carol"))
    make_entity(alice, Kind.FOLDER, "one", parent=project)

    assert stranger.call("POST", "entity/children", {"parentId": None, "includeTotalChildCount": True}) == {
        "page": [],
        "totalChildCount": 0,
    }
    refused = stranger.call("GET", f"entity/{project.public_id}", status=403)
    assert refused["reason"].startswith("You lack READ access")
    stranger.call("POST", "entity/child", {"entityName": "P1"}, status=403)
    Api(None).call("GET", f"entity/{project.public_id}", status=403)


def test_acl_of_an_inheriting_child_is_404_and_benefactor_tells_where(api: Api, alice: Actor, project: Node) -> None:
    folder = make_entity(alice, Kind.FOLDER, "one", parent=project)

    api.call("GET", f"entity/{folder.public_id}/acl", status=404)
    assert api.call("GET", f"entity/{folder.public_id}/benefactor")["id"] == project.public_id
    acl = api.call("GET", f"entity/{project.public_id}/acl")
    local = api.call("POST", f"entity/{folder.public_id}/acl", {"resourceAccess": acl["resourceAccess"]}, status=201)
    public = {"principalId": 273949, "accessType": ["READ"]}
    wider = {**local, "resourceAccess": [*local["resourceAccess"], public]}
    api.call("PUT", f"entity/{folder.public_id}/acl", wider)
    assert Api(None).call("GET", f"entity/{folder.public_id}")["name"] == "one"
    api.call("PUT", f"entity/{folder.public_id}/acl", wider, status=412)
    api.call("DELETE", f"entity/{folder.public_id}/acl", status=204)
    # Clients that remove permissions from a whole tree go on when they read these words.
    again = api.call("DELETE", f"entity/{folder.public_id}/acl", status=403)
    assert again["reason"] == "Resource already inherits its permissions."
    Api(None).call("GET", f"entity/{folder.public_id}", status=403)


def test_acl_of_more_entries_than_a_database_takes_is_400(api: Api, project: Node) -> None:
    entries = [{"principalId": number, "accessType": ["READ"]} for number in range(300_000)]
    refused = api.call("PUT", f"entity/{project.public_id}/acl", {"resourceAccess": entries}, status=400)
    assert "resourceAccess" in refused["reason"]


def test_bundle_holds_what_was_asked_for(api: Api, alice: Actor, project: Node) -> None:
    handle = make_handle(alice)
    file = make_entity(alice, Kind.FILE, "f", parent=project, handle=handle)
    parts = ("Entity", "Annotations", "FileHandles", "Permissions", "EntityPath", "RestrictionInformation")
    wanted = {f"include{part}": True for part in (*parts, "BenefactorACL")}

    bundle = api.call("POST", f"entity/{file.public_id}/bundle2", wanted)

    assert bundle["entityType"] == "file"
    assert bundle["entity"] == api.call("GET", f"entity/{file.public_id}")
    assert bundle["fileHandles"][0]["id"] == str(handle.id)
    assert bundle["permissions"]["canDelete"] is True
    assert [step["name"] for step in bundle["path"]["path"]] == ["root", "P1", "f"]
    assert bundle["restrictionInformation"]["hasUnmetAccessRequirement"] is False
    assert "accessControlList" not in bundle


def test_bundle_create_stores_all_or_nothing(api: Api, project: Node) -> None:
    entity = {"concreteType": MODEL + "Folder", "name": "one", "parentId": project.public_id}
    bad = {"resourceAccess": [{"principalId": 99999999999, "accessType": ["READ"]}]}
    api.call("POST", "entity/bundle2/create", {"entity": entity, "accessControlList": bad}, status=400)
    api.call("POST", "entity/child", {"parentId": project.public_id, "entityName": "one"}, status=404)

    noted = {"annotations": {"a": {"type": "LONG", "value": ["1"]}}}
    bundle = api.call("POST", "entity/bundle2/create", {"entity": entity, "annotations": noted}, status=201)
    assert bundle["annotations"]["annotations"] == {"a": {"type": "LONG", "value": ["1"]}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"concreteType": "nonsense"},
        {"concreteType": MODEL + "Folder", "name": "x"},
        {"concreteType": MODEL + "Folder", "name": "a/b", "parentId": "syn4489"},
        {"concreteType": MODEL + "Folder", "name": ["x"], "parentId": "syn4489"},
        {"concreteType": MODEL + "FileEntity", "name": "x", "parentId": "syn4489"},
        {"concreteType": MODEL + "Folder", "name": "x" * 300, "parentId": "syn4489"},
        {"concreteType": MODEL + "Folder", "name": "x", "parentId": "banana"},
        {"concreteType": MODEL + "Link", "name": "x", "parentId": "syn4489"},
        {"concreteType": MODEL + "Project", "name": "x", "alias": {"a": 1}},
        {
            "concreteType": MODEL + "RecordSet",
            "name": "x",
            "parentId": "syn4489",
            "dataFileHandleId": "1",
            "upsertKey": "a",
        },
    ],
)
def test_bad_entities_are_400(api: Api, body: JsonObject) -> None:
    assert api.call("POST", "entity", body, status=400)["reason"]


@pytest.mark.parametrize("kind", ["docker.DockerRepository", "table.MaterializedView", "table.Dataset"])
def test_kinds_of_synapse_that_are_not_offered_are_501(api: Api, project: Node, kind: str) -> None:
    body = {"concreteType": MODEL + kind, "parentId": project.public_id, "name": "x"}
    assert "are not offered by this server" in api.call("POST", "entity", body, status=501)["reason"]
