"""Links to files elsewhere: kept and handed out, never fetched."""

from typing import Any

import pytest

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Answer, Wire, md5, sign_in, upload
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.models import FileHandle, Verification

pytestmark = pytest.mark.django_db

LINKS = "/file/v1/externalFileHandle"
URL = "https://example.org/data/reads.fastq?part=1"
EXTERNAL = "org.sagebionetworks.repo.model.file.ExternalFileHandle"


def link(wire: Wire, url: str = URL, **changes: object) -> Answer:
    return wire.post(LINKS, {"concreteType": EXTERNAL, "externalURL": url, **changes})


def made_link(wire: Wire, url: str = URL, **changes: object) -> dict[str, Any]:
    answer = link(wire, url, **changes)
    assert answer.status == 200, answer
    made: dict[str, Any] = answer.json
    return made


def claim(handle_id: str, node: Node) -> dict[str, str]:
    return {"fileHandleId": handle_id, "associateObjectId": node.public_id, "associateObjectType": "FileEntity"}


def test_link_says_what_was_said_of_it(wire: Wire) -> None:
    made = made_link(wire, fileName="reads.fastq", contentType="text/plain", contentSize=123, contentMd5=md5(b"x"))
    assert (made["concreteType"], made["externalURL"], made["fileName"]) == (EXTERNAL, URL, "reads.fastq")
    assert (made["contentSize"], made["contentMd5"], made["contentType"]) == (123, md5(b"x"), "text/plain")
    assert "bucketName" not in made
    assert wire.get(f"/file/v1/fileHandle/{made['id']}").json == made
    assert FileHandle.objects.get(pk=made["id"]).verification == Verification.NONE
    assert not Job.objects.exists()


def test_checksum_of_a_link_is_its_makers_word(wire: Wire) -> None:
    assert made_link(wire, contentMd5="1234567890")["contentMd5"] == "1234567890"


def test_link_of_which_nothing_is_known(wire: Wire) -> None:
    made = made_link(wire, "file:///data/reads.fastq", contentMd5=None, contentSize=None)
    assert (made["fileName"], made["contentType"]) == ("NOT_SET", "NOT_SET")
    assert not {"contentMd5", "contentSize"} & made.keys()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "1 to 4000 characters"),
        ("javascript:alert(1)", "must begin with one of"),
        ("data:text/html,x", "must begin with one of"),
        ("https:///nowhere", "must begin with one of"),
        ("https://[bad", "not a valid url"),
        ("https://example.org/a b", "no spaces"),
        ("https://example.org/\nSet-Cookie: a=b", "no spaces"),
        ("https://example.org/" + "x" * 4000, "1 to 4000 characters"),
        ("plain", "must begin with one of"),
    ],
)
def test_what_is_no_address_is_refused(wire: Wire, url: str, words: str) -> None:
    answer = link(wire, url)
    assert answer.status == 400
    assert words in answer.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"contentMd5": "x" * 33},
        {"contentSize": -1},
        {"contentSize": 2**60},
        {"fileName": "a/b"},
        {"concreteType": "org.sagebionetworks.repo.model.file.ExternalObjectStoreFileHandle", "fileKey": "k"},
        {"concreteType": "org.sagebionetworks.repo.model.file.ProxyFileHandle"},
    ],
)
def test_link_that_makes_no_sense_is_refused(wire: Wire, changes: dict[str, object]) -> None:
    answer = wire.post(LINKS, {"concreteType": EXTERNAL, "externalURL": URL, **changes})
    assert answer.status == 400
    assert answer.reason


def test_objects_in_buckets_of_others_are_refused(wire: Wire) -> None:
    assert "buckets of others" in wire.post(f"{LINKS}/s3", {"bucketName": "b", "key": "k"}).reason
    assert Wire().post(LINKS, {"externalURL": URL}).status == 403


def test_download_leads_to_where_the_link_leads(wire: Wire, ana: Actor, project: Node) -> None:
    made = made_link(wire)
    node = make_entity(ana, Kind.FILE, "reads", parent=project, handle=FileHandle.objects.get(pk=made["id"]))
    body = {"requestedFiles": [claim(made["id"], node)], "includeFileHandles": True, "includePreSignedURLs": True}
    found = wire.post("/file/v1/fileHandle/batch", body).json["requestedFiles"][0]
    assert (found["preSignedURL"], found["fileHandle"]) == (URL, made)
    refused = sign_in(make_person("bob")).post("/file/v1/fileHandle/batch", body).json["requestedFiles"][0]
    assert refused == {"fileHandleId": made["id"], "failureCode": "UNAUTHORIZED"}
    path = f"/file/v1/fileHandle/{made['id']}/url"
    assert wire.get(f"{path}?redirect=false").content.decode() == URL
    assert (wire.get(path).status, wire.get(path).headers["location"]) == (307, URL)
    bundle = wire.post(f"/repo/v1/entity/{node.public_id}/bundle2", {"includeFileHandles": True}).json
    assert bundle["fileHandles"] == [made]
    assert wire.get(f"/repo/v1/entity/{node.public_id}/filehandles").json == {"list": [made]}
    for path in ("file", "version/1/file"):
        assert wire.get(f"/repo/v1/entity/{node.public_id}/{path}").headers["location"] == URL
    assert sign_in(make_person("eve")).get(f"/repo/v1/entity/{node.public_id}/file").status == 403
    assert wire.get(f"/repo/v1/entity/{project.public_id}/file").status == 404


def test_browser_is_not_sent_where_it_cannot_go(wire: Wire) -> None:
    path = f"/file/v1/fileHandle/{made_link(wire, 'file:///etc/hosts')['id']}/url"
    assert wire.get(f"{path}?redirect=false").content.decode() == "file:///etc/hosts"
    assert wire.get(path).status == 400


def test_link_is_copied_as_a_link(wire: Wire, ana: Actor, project: Node) -> None:
    made = made_link(wire)
    node = make_entity(ana, Kind.FILE, "reads", parent=project, handle=FileHandle.objects.get(pk=made["id"]))
    request = {"copyRequests": [{"originalFile": claim(made["id"], node), "newFileName": "copy"}]}
    copied = wire.post("/file/v1/filehandles/copy", request).json["copyResults"][0]["newFileHandle"]
    assert (copied["externalURL"], copied["fileName"]) == (URL, "copy")
    in_parts = {
        "concreteType": "org.sagebionetworks.repo.model.file.MultipartUploadCopyRequest",
        "sourceFileHandleAssociation": claim(made["id"], node),
        "partSizeBytes": 5 * 1024**2,
    }
    answer = wire.post("/file/v1/file/multipart", in_parts)
    assert (answer.status, answer.json["code"]) == (400, "files.file_is_elsewhere")


def test_deleted_link_leaves_no_job(wire: Wire) -> None:
    assert wire.delete(f"/file/v1/fileHandle/{made_link(wire)['id']}").status == 200
    assert not Job.objects.exists()


def test_two_links_of_unknown_bytes_are_two_versions(wire: Wire, project: Node) -> None:
    entity = {
        "concreteType": "org.sagebionetworks.repo.model.FileEntity",
        "name": "reads",
        "parentId": project.public_id,
        "dataFileHandleId": made_link(wire)["id"],
    }
    stored = wire.post("/repo/v1/entity", entity).json
    other = {**stored, "dataFileHandleId": made_link(wire, f"{URL}&more")["id"]}
    assert wire.put(f"/repo/v1/entity/{stored['id']}", other).json["versionNumber"] == 2
    listed = wire.get(f"/repo/v1/entity/{stored['id']}/version").json["results"]
    assert ["contentMd5" in each for each in listed] == [False, False]


def test_version_carries_another_handle_of_the_same_bytes(wire: Wire, ana: Actor, project: Node) -> None:
    first, other = upload(wire, b"ACGT", name="a"), upload(wire, b"TTTT", name="b")
    same = upload(wire, b"ACGT", name="c")
    node = make_entity(ana, Kind.FILE, "reads", parent=project, handle=FileHandle.objects.get(pk=first))
    path = f"/repo/v1/entity/{node.public_id}/version/1/filehandle"
    before = wire.get(f"/repo/v1/entity/{node.public_id}").json
    body = {"oldFileHandleId": first, "newFileHandleId": same}
    assert wire.put(path, {**body, "newFileHandleId": other}).status == 412
    assert wire.put(path, {**body, "oldFileHandleId": other}).status == 412
    assert wire.put(path.replace("version/1", "version/7"), body).status == 404
    assert wire.put(path.replace(node.public_id, project.public_id), body).status == 404
    answer = wire.put(path, body)
    assert (answer.status, answer.content) == (200, b"")
    now = wire.get(f"/repo/v1/entity/{node.public_id}").json
    assert (now["dataFileHandleId"], now["versionNumber"]) == (same, 1)
    assert now["etag"] != before["etag"]
    assert wire.put(path, {"oldFileHandleId": same, "newFileHandleId": same}).status == 200
    listed = wire.get(f"/repo/v1/entity/{node.public_id}/version/1/filehandles").json["list"]
    assert [each["id"] for each in listed] == [same]


def test_handle_of_somebody_else_is_not_put_in(wire: Wire, ana: Actor, project: Node) -> None:
    first = upload(wire, b"ACGT")
    node = make_entity(ana, Kind.FILE, "reads", parent=project, handle=FileHandle.objects.get(pk=first))
    bob = sign_in(make_person("bob"))
    body = {"oldFileHandleId": first, "newFileHandleId": upload(bob, b"ACGT")}
    path = f"/repo/v1/entity/{node.public_id}"
    assert wire.put(f"{path}/version/1/filehandle", body).status == 403
    assert bob.put(f"{path}/version/1/filehandle", body).status == 403
    assert bob.get(f"{path}/filehandles").status == 403
