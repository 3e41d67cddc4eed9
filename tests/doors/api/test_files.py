"""File handles, downloads through objects, copies, and where files of a folder go."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_person
from tests.support.wire import Wire, md5, send_bytes, sign_in, upload
from theatrum.drivers.blobs import installed
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.actions.terms import publish_terms
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import locks
from theatrum.repository.files.models import FileHandle, Verification

pytestmark = pytest.mark.django_db

CONTENT = b"ACGT" * 1000
BATCH = "/file/v1/fileHandle/batch"


@pytest.fixture
def locked() -> Iterator[set[int]]:
    """Return a set of handle ids that a lock holds."""
    ids: set[int] = set()

    def lock(_actor: object, _handles: object) -> dict[int, str]:
        return dict.fromkeys(ids, "")

    locks.register(lock)
    yield ids
    locks.unregister(lock)


def add_file(ana: Actor, wire: Wire, project: Node, name: str = "reads.fastq") -> tuple[str, Node]:
    handle_id = upload(wire, CONTENT, name=name)
    handle = FileHandle.objects.get(pk=handle_id)
    return handle_id, make_entity(ana, Kind.FILE, name, parent=project, handle=handle)


def claim(handle_id: str, node: Node, kind: str = "FileEntity") -> dict[str, str]:
    return {"fileHandleId": handle_id, "associateObjectId": node.public_id, "associateObjectType": kind}


def batch(wire: Wire, *claims: dict[str, str]) -> list[dict[str, Any]]:
    body = {"requestedFiles": list(claims), "includeFileHandles": True, "includePreSignedURLs": True}
    answer = wire.post(BATCH, body)
    assert answer.status == 201, answer.content
    results: list[dict[str, Any]] = answer.json["requestedFiles"]
    return results


def test_file_of_an_entity_is_downloaded_by_its_address(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    [result] = batch(wire, claim(handle_id, node))
    assert result["fileHandle"]["contentMd5"] == md5(CONTENT)
    url = str(result["preSignedURL"])
    assert {"X-Amz-Date", "X-Amz-Expires"} <= set(parse_qs(urlsplit(url).query))
    assert send_bytes("GET", url).content == CONTENT
    part = send_bytes("GET", url, Range="bytes=4-7")
    assert (part.status, part.content, part.headers["content-range"]) == (206, b"ACGT", "bytes 4-7/4000")
    assert send_bytes("GET", url, Range="bytes=4000-").status == 416


def test_address_with_another_signature_opens_nothing(ana: Actor, wire: Wire, project: Node) -> None:
    [result] = batch(wire, claim(*add_file(ana, wire, project)))
    assert send_bytes("GET", str(result["preSignedURL"])[:-1] + "x").status == 403


def test_download_before_the_newest_terms_are_accepted_is_403(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    with writing():
        publish_terms(actor=OPERATOR, version="2026-11", text="Be kind.")
    body = {"requestedFiles": [claim(handle_id, node)], "includePreSignedURLs": True}
    for refused in (wire.post(BATCH, body), wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false")):
        assert refused.status == 403
        assert "Terms of use have not been signed" in refused.reason
    assert wire.post("/auth/v1/termsOfUse2", {}).status == 204
    assert wire.post(BATCH, body).status == 201


def test_each_file_of_a_batch_has_its_own_failure(ana: Actor, wire: Wire, project: Node) -> None:
    good, node = add_file(ana, wire, project)
    other = upload(sign_in(make_person("bob")), CONTENT, name="loose.fastq")
    found = batch(wire, claim(good, node), claim(other, node), claim("99999", node), claim(other, node, "Unknown"))
    assert [each.get("failureCode") for each in found] == [None, "UNAUTHORIZED", "NOT_FOUND", "UNAUTHORIZED"]
    assert [each["fileHandleId"] for each in found] == [good, other, "99999", other]
    assert [set(each) for each in found[1:]] == [{"fileHandleId", "failureCode"}] * 3


def test_own_file_needs_no_object_that_has_it(wire: Wire, project: Node) -> None:
    [found] = batch(wire, claim(upload(wire, CONTENT, name="loose.fastq"), project))
    assert "preSignedURL" in found


def test_who_may_not_download_the_entity_gets_no_address(ana: Actor, wire: Wire, project: Node) -> None:
    asked = claim(*add_file(ana, wire, project))
    [result] = batch(sign_in(make_person("bob")), asked)
    assert result["failureCode"] == "UNAUTHORIZED"


def test_batch_of_more_than_a_hundred_is_400(wire: Wire, project: Node) -> None:
    answer = wire.post(BATCH, {"requestedFiles": [claim("1", project)] * 101})
    assert answer.status == 400
    assert "requestedFiles" in answer.reason


def test_batch_takes_as_many_queries_for_three_files_as_for_one(
    ana: Actor, wire: Wire, project: Node, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claims = [claim(*add_file(ana, wire, project, f"{name}.fastq")) for name in "abc"]
    batch(wire, claims[0])
    for asked in (claims[:1], claims):
        with django_assert_num_queries(13):
            batch(wire, *asked)


def test_token_without_download_gets_no_addresses(ana: Actor, wire: Wire, project: Node) -> None:
    asked = claim(*add_file(ana, wire, project))
    viewer = sign_in(ana, scopes=(Scope.VIEW, Scope.MODIFY))
    answer = viewer.post(BATCH, {"requestedFiles": [asked], "includePreSignedURLs": True})
    assert answer.status == 403
    assert "'download'" in answer.reason


def test_locked_file_is_not_handed_out(ana: Actor, wire: Wire, project: Node, locked: set[int]) -> None:
    handle_id, node = add_file(ana, wire, project)
    url = wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false").content.decode()
    locked.add(int(handle_id))
    assert wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false").status == 403
    assert batch(wire, claim(handle_id, node))[0]["failureCode"] == "UNAUTHORIZED"
    assert send_bytes("GET", url).status == 423
    copy = {"copyRequests": [{"originalFile": claim(handle_id, node)}]}
    assert wire.post("/file/v1/filehandles/copy", copy).json["copyResults"][0]["failureCode"] == "UNAUTHORIZED"


def test_broken_file_is_not_handed_out(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    FileHandle.objects.filter(pk=handle_id).update(verification=Verification.FAILED)
    assert batch(wire, claim(handle_id, node))[0]["failureCode"] == "NOT_FOUND"
    assert wire.get(f"/file/v1/fileHandle/{handle_id}/url").status == 404


def test_url_of_an_own_handle_redirects_unless_asked_otherwise(wire: Wire) -> None:
    handle_id = upload(wire, CONTENT)
    answer = wire.get(f"/file/v1/fileHandle/{handle_id}/url")
    assert answer.status == 307
    assert send_bytes("GET", answer.headers["location"]).content == CONTENT


def test_url_through_an_entity(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    path = f"/file/v1/file/{handle_id}?fileAssociateType=FileEntity&fileAssociateId={node.public_id}&redirect=false"
    assert send_bytes("GET", wire.get(path).content.decode()).content == CONTENT
    assert sign_in(make_person("bob")).get(path).status == 403
    assert wire.get(f"/file/v1/file/{handle_id}?redirect=false").status == 403


def test_handle_of_somebody_else_is_403(wire: Wire) -> None:
    handle_id, bob = upload(wire, CONTENT), sign_in(make_person("bob"))
    for method, path in (("GET", ""), ("GET", "/url"), ("DELETE", "")):
        answer = bob.ask(method, f"/file/v1/fileHandle/{handle_id}{path}")
        assert answer.status == 403
        assert "Only the creator of a FileHandle" in answer.reason


@pytest.mark.parametrize(("handle_id", "status"), [("99999", 404), ("x", 400), ("syn1", 400)])
def test_handle_that_does_not_exist(wire: Wire, handle_id: str, status: int) -> None:
    assert wire.get(f"/file/v1/fileHandle/{handle_id}").status == status
    assert wire.delete(f"/file/v1/fileHandle/{handle_id}").status == status


def test_deleted_handle_takes_its_bytes_along(wire: Wire) -> None:
    handle_id = upload(wire, CONTENT)
    key = FileHandle.objects.get(pk=handle_id).key
    assert wire.delete(f"/file/v1/fileHandle/{handle_id}").status == 200
    assert wire.get(f"/file/v1/fileHandle/{handle_id}").status == 404
    run_jobs()
    assert not installed.store().exists(key)


def test_handle_that_an_entity_carries_cannot_be_deleted(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, _ = add_file(ana, wire, project)
    answer = wire.delete(f"/file/v1/fileHandle/{handle_id}")
    assert answer.status == 409
    assert "an entity refers to it" in answer.reason


def test_copy_is_a_handle_of_ones_own_on_the_same_bytes(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    asked = {"originalFile": claim(handle_id, node), "newFileName": "copy.fastq", "newContentType": "text/plain"}
    [result] = wire.post("/file/v1/filehandles/copy", {"copyRequests": [asked]}).json["copyResults"]
    copy = result["newFileHandle"]
    assert (copy["fileName"], copy["contentType"], copy["verification"]) == ("copy.fastq", "text/plain", "verified")
    assert copy["id"] != handle_id
    wire.delete(f"/file/v1/fileHandle/{copy['id']}")
    run_jobs()
    assert batch(wire, claim(handle_id, node))[0].get("failureCode") is None
    assert installed.store().exists(FileHandle.objects.get(pk=handle_id).key)


def test_copy_that_fails_says_why_for_each(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    bob = sign_in(make_person("bob"))
    requests = [{"originalFile": claim(number, node)} for number in (handle_id, "99999")]
    results = bob.post("/file/v1/filehandles/copy", {"copyRequests": requests}).json["copyResults"]
    assert [each["failureCode"] for each in results] == ["UNAUTHORIZED", "NOT_FOUND"]


def test_copy_by_the_multipart_protocol_is_complete_at_once(ana: Actor, wire: Wire, project: Node) -> None:
    handle_id, node = add_file(ana, wire, project)
    request = {
        "concreteType": "org.sagebionetworks.repo.model.file.MultipartUploadCopyRequest",
        "sourceFileHandleAssociation": claim(handle_id, node),
        "fileName": "copy.fastq",
        "partSizeBytes": 8 * 1024**2,
        "storageLocationId": 1,
        "generatePreview": False,
    }
    first = wire.post("/file/v1/file/multipart?forceRestart=false", request).json
    assert (first["state"], first["partsState"]) == ("COMPLETED", "1")
    assert wire.post("/file/v1/file/multipart", request).json["resultFileHandleId"] == first["resultFileHandleId"]
    anew = wire.post("/file/v1/file/multipart?forceRestart=true", request).json
    assert anew["resultFileHandleId"] != first["resultFileHandleId"]
    answer = sign_in(make_person("bob")).post("/file/v1/file/multipart", request)
    assert (answer.status, answer.json["code"]) == (403, "files.not_associated")


def test_entity_has_no_access_requirements(wire: Wire, project: Node) -> None:
    path = f"/repo/v1/entity/{project.public_id}/accessRequirement?limit=50&offset=0"
    assert wire.get(path).json == {"results": [], "totalNumberOfResults": 0}
    assert sign_in(make_person("bob")).get(path).status == 403


def run_jobs() -> None:
    """Run what waits, as a worker does."""
    for job_id in Job.objects.filter(finished_at=None).values_list("pk", flat=True):
        execution.run(str(job_id))
    assert not Job.objects.exclude(error="").exists()
