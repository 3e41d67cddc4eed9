"""Storage locations, settings of uploads, and where files of a folder go."""

from typing import Any

import pytest

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Answer, Wire, sign_in, upload_request
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.destinations.models import UploadSetting
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node

pytestmark = pytest.mark.django_db

PROJECT = "org.sagebionetworks.repo.model.project."
LOCATION, SETTINGS = "/repo/v1/storageLocation", "/repo/v1/projectSettings"


def location(wire: Wire, **changes: object) -> dict[str, Any]:
    answer = wire.post(LOCATION, {"concreteType": PROJECT + "S3StorageLocationSetting", **changes})
    assert answer.status == 201, answer
    made: dict[str, Any] = answer.json
    return made


def setting(node: Node, *locations: int, **changes: object) -> dict[str, object]:
    return {
        "concreteType": PROJECT + "UploadDestinationListSetting",
        "settingsType": "upload",
        "locations": list(locations),
        "projectId": node.public_id,
        **changes,
    }


def destination(wire: Wire, node: Node) -> int:
    found: int = wire.get(f"/file/v1/entity/{node.public_id}/uploadDestination").json["storageLocationId"]
    return found


def test_destination_is_for_who_may_add_files(wire: Wire, project: Node) -> None:
    path = f"/file/v1/entity/{project.public_id}/uploadDestination"
    found = wire.get(path).json
    assert found["concreteType"] == "org.sagebionetworks.repo.model.file.S3UploadDestination"
    assert (found["storageLocationId"], found["uploadType"], found["stsEnabled"]) == (1, "S3", False)
    assert wire.get(f"{path}/1").json == found
    assert wire.get(f"{path}/2000").status == 404
    assert wire.get(f"{path}s").json["list"] == [found]
    assert wire.get(f"{path}Locations").json["list"][0]["storageLocationId"] == 1
    answer = sign_in(make_person("bob")).get(path)
    assert answer.status == 403
    assert "CREATE" in answer.reason
    assert Wire().get(path).status == 403


@pytest.mark.parametrize(("entity_id", "status"), [("syn999999", 404), ("x", 400)])
def test_destination_of_nothing(wire: Wire, entity_id: str, status: int) -> None:
    assert wire.get(f"/file/v1/entity/{entity_id}/uploadDestination").status == status


def test_storage_location_number_one_is_everybodys(wire: Wire) -> None:
    found = wire.get(f"{LOCATION}/1").json
    assert (found["storageLocationId"], found["stsEnabled"]) == (1, False)
    assert wire.get(f"{LOCATION}/2000").status == 404
    assert wire.get(f"{LOCATION}/x").status == 400


def test_storage_location_is_made_once(ana: Actor, wire: Wire) -> None:
    made = location(wire, description="For images", banner="Only images")
    assert (made["createdBy"], made["uploadType"], made["description"]) == (ana.id, "S3", "For images")
    assert location(wire, description="For images", banner="Only images") == made
    assert wire.get(f"{LOCATION}/{made['storageLocationId']}").json == made
    other = location(wire)
    assert wire.get(LOCATION).json == {"list": [made, other]}
    bob = sign_in(make_person("bob"))
    assert location(bob, description="For images", banner="Only images") != made
    assert bob.get(f"{LOCATION}/{made['storageLocationId']}").status == 403
    assert bob.get(LOCATION).json["list"][0] != made
    assert Wire().post(LOCATION, {}).status == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"concreteType": PROJECT + "ExternalS3StorageLocationSetting", "bucket": "b"}, "ExternalS3StorageLocation"),
        ({"concreteType": PROJECT + "ExternalStorageLocationSetting", "url": "sftp://x"}, "in its own storage"),
        ({"concreteType": "x" * 5000}, "is not offered"),
        ({"baseKey": "mine"}, "baseKey"),
        ({"banner": "x" * 1001}, "banner has 1001 characters"),
    ],
)
def test_storage_elsewhere_is_refused(wire: Wire, changes: dict[str, object], words: str) -> None:
    answer = wire.post(LOCATION, {"concreteType": PROJECT + "S3StorageLocationSetting", **changes})
    assert answer.status == 400
    assert words in answer.reason


def test_setting_holds_for_all_below(wire: Wire, ana: Actor, project: Node) -> None:
    folder = make_entity(ana, Kind.FOLDER, "Level_1", parent=project)
    inner = make_entity(ana, Kind.FOLDER, "Images", parent=folder)
    assert wire.get(f"{SETTINGS}/{project.public_id}/type/upload").content == b""
    first, second = location(wire, banner="One")["storageLocationId"], location(wire, banner="Two")["storageLocationId"]
    made = wire.post(SETTINGS, setting(project, first, second))
    assert made.status == 201
    assert [destination(wire, node) for node in (project, folder, inner)] == [first, first, first]
    path = f"/file/v1/entity/{inner.public_id}/uploadDestinationLocations"
    assert [each["banner"] for each in wire.get(path).json["list"]] == ["One", "Two"]
    nearer = wire.post(SETTINGS, setting(folder, second)).json
    assert [destination(wire, node) for node in (project, folder, inner)] == [first, second, second]
    assert wire.get(f"{SETTINGS}/{folder.public_id}/type/upload").json == nearer
    assert wire.get(f"{SETTINGS}/{nearer['id']}").json == nearer
    assert wire.get(f"{SETTINGS}/{inner.public_id}/type/upload").content == b""
    assert wire.delete(f"{SETTINGS}/{nearer['id']}").status == 204
    assert destination(wire, inner) == first
    assert wire.get(f"{SETTINGS}/{nearer['id']}").status == 404


def test_setting_is_changed_by_its_etag(wire: Wire, project: Node) -> None:
    made = wire.post(SETTINGS, setting(project, 1)).json
    other = location(wire)["storageLocationId"]
    changed = wire.put(SETTINGS, {**made, "locations": [other]})
    assert (changed.status, changed.content) == (200, b"")
    assert wire.put(SETTINGS, {**made, "locations": [1]}).status == 412
    now = wire.get(f"{SETTINGS}/{project.public_id}/type/upload").json
    assert (now["locations"], now["id"]) == ([other], made["id"])
    assert wire.post(SETTINGS, setting(project, 1)).status == 400


def refused(wire: Wire, node: Node, *locations: int, **changes: object) -> Answer:
    return wire.post(SETTINGS, setting(node, *locations, **changes))


def test_setting_that_makes_no_sense_is_refused(wire: Wire, ana: Actor, project: Node) -> None:
    link = make_entity(ana, Kind.LINK, "to", parent=project, details={"linksTo": {"targetId": project.public_id}})
    sts = location(wire, stsEnabled=True)
    assert sts["stsEnabled"] is True
    assert "1 to 10" in refused(wire, project).reason
    assert "1 to 10" in refused(wire, project, *range(11)).reason
    assert "uploadId 2000" in refused(wire, project, 2000).reason
    assert "project or folder" in refused(wire, link, 1).reason
    assert "settingsType" in refused(wire, project, 1, settingsType="requester_pays").reason
    assert refused(wire, project, sts["storageLocationId"]).status == 501
    assert wire.get(f"{SETTINGS}/{project.public_id}/type/nothing").status == 400
    assert wire.get(f"{SETTINGS}/{project.public_id}/type/requester_pays").content == b""
    assert not UploadSetting.objects.exists()


def test_setting_needs_permissions(wire: Wire, ana: Actor, project: Node) -> None:
    made = wire.post(SETTINGS, setting(project, 1)).json
    bob = make_person("bob")
    stranger = sign_in(bob)
    assert stranger.get(f"{SETTINGS}/{made['id']}").status == 403
    assert stranger.get(f"{SETTINGS}/{project.public_id}/type/upload").status == 403
    grants = {ana.id: frozenset(OWNER), bob.id: frozenset({Permission.READ})}
    with writing():
        replace_local_acl(actor=ana, node_id=project.pk, etag=None, grants=grants)
    assert stranger.get(f"{SETTINGS}/{made['id']}").json == made
    assert stranger.put(SETTINGS, made).status == 403
    assert stranger.delete(f"{SETTINGS}/{made['id']}").status == 403
    assert refused(stranger, project, 1).status == 403


def test_no_temporary_credentials(wire: Wire, project: Node) -> None:
    answer = wire.get(f"/repo/v1/entity/{project.public_id}/sts?permission=read_only")
    assert answer.status == 501
    assert "temporary credentials" in answer.reason


def test_files_say_where_they_went(wire: Wire, project: Node) -> None:
    number = location(wire)["storageLocationId"]
    start = "/file/v1/file/multipart"
    status = wire.post(start, upload_request(b"ACGT", changes={"storageLocationId": number})).json
    assert status["state"] == "UPLOADING"
    assert wire.post(start, upload_request(b"ACGT", changes={"storageLocationId": 2000})).status == 404
