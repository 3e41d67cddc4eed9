"""Uploads in parts, as clients make them: through the wire and the real byte plane."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.factories.entities import make_person
from tests.support.wire import MEBIBYTE, PART, Wire, md5, send_bytes, send_parts, sign_in, upload, upload_request
from theatrum.drivers.blobs import installed
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.kernel import clock
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.audit.models import Event
from theatrum.repository.files import jobs, uploading
from theatrum.repository.files.actions.uploads import complete_upload
from theatrum.repository.files.models import FileHandle, Upload

pytestmark = pytest.mark.django_db

START = "/file/v1/file/multipart"
SMALL = b"ACGT" * 1000
LARGE = bytes(range(256)) * (11 * MEBIBYTE // 256)


@pytest.fixture
def wire() -> Wire:
    return sign_in(make_person("ana"))


def start(wire: Wire, content: bytes, **changes: object) -> dict[str, Any]:
    answer = wire.post(f"{START}?forceRestart=false", upload_request(content, changes=changes))
    assert answer.status == 201, answer
    started: dict[str, Any] = answer.json
    return started


def complete(wire: Wire, status: dict[str, Any]) -> dict[str, Any]:
    answer = wire.put(f"{START}/{status['uploadId']}/complete")
    assert answer.status == 201, answer
    completed: dict[str, Any] = answer.json
    return completed


@pytest.mark.parametrize("content", [b"", b"x", SMALL, LARGE[:PART], LARGE])
def test_uploaded_file_comes_back_byte_for_byte(wire: Wire, content: bytes) -> None:
    handle_id = upload(wire, content)
    handle = wire.get(f"/file/v1/fileHandle/{handle_id}").json
    assert handle["contentMd5"] == md5(content)
    assert (handle["contentSize"], handle["status"]) == (len(content), "AVAILABLE")
    assert handle["concreteType"] == "org.sagebionetworks.repo.model.file.S3FileHandle"
    assert (handle["fileName"], handle["verification"]) == ("reads.fastq", "verified")
    url = wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false")
    assert url.headers["content-type"].startswith("text/plain")
    got = send_bytes("GET", url.content.decode())
    assert got.content == content
    assert got.headers["content-length"] == str(len(content))


def test_new_upload_has_a_zero_for_each_part(wire: Wire) -> None:
    status = start(wire, LARGE)
    assert (status["state"], status["partsState"]) == ("UPLOADING", "000")
    assert set(status) >= {"uploadId", "startedBy", "startedOn", "updatedOn"}
    assert "resultFileHandleId" not in status


@pytest.mark.requirement("R152")
def test_same_request_goes_on_where_it_stopped(wire: Wire) -> None:
    status = start(wire, LARGE)
    send_parts(wire, {**status, "partsState": "101"}, LARGE)
    again = start(wire, LARGE)
    assert (again["uploadId"], again["partsState"]) == (status["uploadId"], "010")
    send_parts(wire, again, LARGE)
    assert complete(wire, again)["partsState"] == "111"


def test_part_that_was_sent_but_not_added_counts_as_arrived(wire: Wire) -> None:
    status = start(wire, SMALL)
    _send(wire, status, SMALL)
    assert start(wire, SMALL)["partsState"] == "1"


def test_other_request_of_the_same_file_is_another_upload(wire: Wire) -> None:
    assert start(wire, SMALL)["uploadId"] != start(wire, SMALL, fileName="other.fastq")["uploadId"]


def test_same_request_of_somebody_else_is_another_upload(wire: Wire) -> None:
    upload(wire, SMALL)
    assert start(sign_in(make_person("bob")), SMALL)["state"] == "UPLOADING"


def test_same_request_is_complete_at_once_while_its_file_exists(wire: Wire) -> None:
    handle_id = upload(wire, SMALL)
    again = start(wire, SMALL)
    assert (again["state"], again["resultFileHandleId"]) == ("COMPLETED", handle_id)


def test_same_request_starts_anew_when_its_handle_was_deleted(wire: Wire) -> None:
    wire.delete(f"/file/v1/fileHandle/{upload(wire, SMALL)}")
    assert start(wire, SMALL)["partsState"] == "0"


def test_same_request_starts_anew_when_its_bytes_are_gone(wire: Wire) -> None:
    handle_id = upload(wire, SMALL)
    installed.store().delete(FileHandle.objects.get(pk=handle_id).key)
    assert start(wire, SMALL)["partsState"] == "0"


def test_same_request_starts_anew_when_the_store_lost_its_parts(wire: Wire) -> None:
    status = start(wire, SMALL)
    installed.store().abort(Upload.objects.get(pk=status["uploadId"]).ticket)
    assert start(wire, SMALL)["uploadId"] != status["uploadId"]


def test_forced_restart_forgets_what_was_sent(wire: Wire) -> None:
    status = start(wire, SMALL)
    send_parts(wire, status, SMALL)
    anew = wire.post(f"{START}?forceRestart=true", upload_request(SMALL)).json
    assert (anew["uploadId"] != status["uploadId"], anew["partsState"]) == (True, "0")
    assert start(wire, SMALL)["uploadId"] == anew["uploadId"]


def test_complete_twice_gives_the_same_handle(wire: Wire) -> None:
    status = start(wire, SMALL)
    send_parts(wire, status, SMALL)
    assert complete(wire, status) == complete(wire, status)
    assert FileHandle.objects.count() == 1


def test_add_twice_is_fine_also_after_completion(wire: Wire) -> None:
    status = start(wire, SMALL)
    send_parts(wire, status, SMALL)
    add = f"{START}/{status['uploadId']}/add/1?partMD5Hex={md5(SMALL)}"
    assert wire.put(add).json["addPartState"] == "ADD_SUCCESS"
    complete(wire, status)
    assert wire.put(add).json["addPartState"] == "ADD_SUCCESS"


def test_complete_before_all_parts_arrived_is_400(wire: Wire) -> None:
    status = start(wire, LARGE)
    send_parts(wire, {**status, "partsState": "011"}, LARGE)
    answer = wire.put(f"{START}/{status['uploadId']}/complete")
    assert answer.status == 400
    assert "Missing 2 part(s), the first of them part 2" in answer.reason


def test_part_that_never_came_is_not_added(wire: Wire) -> None:
    status = start(wire, SMALL)
    added = wire.put(f"{START}/{status['uploadId']}/add/1?partMD5Hex={md5(SMALL)}")
    assert (added.status, added.json["addPartState"]) == (201, "ADD_FAILED")
    assert "has not arrived" in added.json["errorMessage"]


def test_part_changed_on_its_way_must_come_once_more(wire: Wire) -> None:
    status = start(wire, SMALL)
    _send(wire, status, SMALL[::-1])
    added = wire.put(f"{START}/{status['uploadId']}/add/1?partMD5Hex={md5(SMALL)}").json
    assert added["addPartState"] == "ADD_FAILED"
    assert start(wire, SMALL)["partsState"] == "0"
    assert wire.put(f"{START}/{status['uploadId']}/complete").status == 400
    send_parts(wire, start(wire, SMALL), SMALL)
    assert complete(wire, status)["state"] == "COMPLETED"


def test_small_file_that_differs_from_its_promise_is_refused_and_forgotten(wire: Wire) -> None:
    status = start(wire, SMALL)
    other = SMALL[::-1]
    _send(wire, status, other)
    wire.put(f"{START}/{status['uploadId']}/add/1?partMD5Hex={md5(other)}")
    answer = wire.put(f"{START}/{status['uploadId']}/complete")
    assert answer.status == 400
    assert md5(other) in answer.reason
    assert not FileHandle.objects.exists()
    assert start(wire, SMALL)["uploadId"] != status["uploadId"]
    _run_jobs()
    assert wire.put(f"{START}/{status['uploadId']}/complete").status == 404


@pytest.mark.requirement("R84")
def test_large_file_is_available_and_pending_until_a_job_has_read_it(wire: Wire) -> None:
    handle_id = _upload_unverified(wire, LARGE)
    handle = wire.get(f"/file/v1/fileHandle/{handle_id}").json
    assert (handle["status"], handle["verification"]) == ("AVAILABLE", "pending")
    _run_jobs()
    assert wire.get(f"/file/v1/fileHandle/{handle_id}").json["verification"] == "verified"


def test_large_file_that_differs_from_its_promise_is_never_handed_out(wire: Wire) -> None:
    handle_id = _upload_unverified(wire, LARGE, contentMD5Hex="0" * 32)
    url = wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false").content.decode()
    assert send_bytes("GET", url).status == 200
    _run_jobs()
    handle = wire.get(f"/file/v1/fileHandle/{handle_id}").json
    assert (handle["status"], handle["verification"]) == ("UNAVAILABLE", "failed")
    assert wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false").status == 404
    assert send_bytes("GET", url).status == 404
    assert start(wire, LARGE, contentMD5Hex="0" * 32)["state"] == "UPLOADING"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"contentMD5Hex": "xyz"}, "contentMD5Hex"),
        ({"contentMD5Hex": ""}, "contentMD5Hex"),
        ({"fileName": ""}, "fileName is required"),
        ({"fileName": "a/b"}, "slashes"),
        ({"fileName": ".."}, "fileName"),
        ({"fileName": "a\nb"}, "control"),
        ({"fileName": "x" * 257}, "257 characters"),
        ({"contentType": "a\r\nb"}, "contentType"),
        ({"fileSizeBytes": -1}, "0 or more"),
        ({"fileSizeBytes": None}, "fileSizeBytes"),
        ({"fileSizeBytes": 2**62}, "accepts at most"),
        ({"fileSizeBytes": 2**70}, "fileSizeBytes"),
        ({"partSizeBytes": PART - 1}, "partSizeBytes must be"),
        ({"partSizeBytes": 2**40}, "partSizeBytes must be"),
        ({"fileSizeBytes": 10_001 * PART}, "10001 parts"),
        ({"storageLocationId": 7}, "Storage location setting: '7' does not exist"),
        ({"concreteType": "org.sagebionetworks.repo.model.file.MultipartUploadCopyRequest"}, "must be named"),
    ],
)
def test_request_that_makes_no_sense_is_refused(wire: Wire, changes: dict[str, object], words: str) -> None:
    answer = wire.post(START, upload_request(SMALL, changes=changes))
    assert 400 <= answer.status < 500
    assert words in answer.reason


def test_ten_thousand_parts_are_signed_in_one_request(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a machine with room for the 52 GB that are announced; not a byte of them is sent.
    monkeypatch.setattr("os.statvfs", lambda _path: SimpleNamespace(f_bavail=2**40, f_frsize=1))
    status = start(wire, b"", fileSizeBytes=10_000 * PART)
    numbers = list(range(1, 10_001))
    answer = wire.post(f"{START}/{status['uploadId']}/presigned/url/batch", {"partNumbers": numbers})
    assert [part["partNumber"] for part in answer.json["partPresignedUrls"]] == numbers


@pytest.mark.parametrize("numbers", [[], [0], [2], [-1], [2**62]])
def test_signing_parts_that_do_not_exist_is_400(wire: Wire, numbers: list[int]) -> None:
    status = start(wire, SMALL)
    answer = wire.post(f"{START}/{status['uploadId']}/presigned/url/batch", {"partNumbers": numbers})
    assert answer.status == 400
    assert answer.reason


@pytest.mark.parametrize("number", ["0", "2", "x", "9" * 18])
def test_adding_a_part_that_does_not_exist_is_400(wire: Wire, number: str) -> None:
    answer = wire.put(f"{START}/{start(wire, SMALL)['uploadId']}/add/{number}?partMD5Hex={md5(SMALL)}")
    assert answer.status == 400


@pytest.mark.parametrize("upload_id", ["x", "1", "00000000-0000-0000-0000-000000000000"])
def test_unknown_upload_is_404(wire: Wire, upload_id: str) -> None:
    assert wire.put(f"{START}/{upload_id}/complete").status == 404
    assert wire.put(f"{START}/{upload_id}/add/1?partMD5Hex=x").status == 404
    assert wire.post(f"{START}/{upload_id}/presigned/url/batch", {"partNumbers": [1]}).status == 404


def test_upload_of_somebody_else_is_403(wire: Wire) -> None:
    upload_id, bob = start(wire, SMALL)["uploadId"], sign_in(make_person("bob"))
    assert bob.put(f"{START}/{upload_id}/complete").status == 403
    assert bob.put(f"{START}/{upload_id}/add/1?partMD5Hex=x").status == 403
    assert bob.post(f"{START}/{upload_id}/presigned/url/batch", {"partNumbers": [1]}).status == 403


def test_upload_without_sign_in_is_403() -> None:
    assert Wire().post(START, upload_request(SMALL)).status == 403


def test_file_name_stands_in_the_audit_as_a_value_that_can_be_purged(wire: Wire) -> None:
    upload(wire, SMALL, name="Jane Doe.fastq")
    event = Event.objects.select_related("after").get(action="file_created")
    content: Any = event.after.content if event.after else None
    assert content["fileName"] == "Jane Doe.fastq"
    assert "Jane" not in event.subject_id


def test_upload_that_nobody_goes_on_with_is_cleared_away(wire: Wire) -> None:
    old, fresh = start(wire, SMALL), start(wire, LARGE)
    ticket = Upload.objects.get(pk=old["uploadId"]).ticket
    Upload.objects.filter(pk=old["uploadId"]).update(updated_on=clock.now() - timedelta(days=8))
    assert jobs.clear_unfinished() == 1
    assert not Upload.objects.filter(pk=old["uploadId"]).exists()
    assert start(wire, LARGE)["uploadId"] == fresh["uploadId"]
    assert installed.store().exists(ticket) is False
    assert start(wire, SMALL)["uploadId"] != old["uploadId"]


def test_bytes_completed_but_never_recorded_are_cleared_away_too(wire: Wire) -> None:
    status = start(wire, SMALL)
    send_parts(wire, status, SMALL)
    lost = uploading.finish(Upload.objects.get(pk=status["uploadId"]))
    assert installed.store().exists(lost.key)
    Upload.objects.update(updated_on=clock.now() - timedelta(days=8))
    assert jobs.clear_unfinished() == 1
    assert not installed.store().exists(lost.key)


def test_start_of_an_upload_asks_for_the_clearing_of_old_ones(wire: Wire) -> None:
    start(wire, SMALL)
    Upload.objects.update(updated_on=clock.now() - timedelta(days=8))
    start(wire, LARGE)
    _run_jobs()
    assert Upload.objects.count() == 1


def test_upload_that_asks_for_addresses_is_not_cleared_away(wire: Wire) -> None:
    status = start(wire, LARGE)
    Upload.objects.filter(pk=status["uploadId"]).update(updated_on=clock.now() - timedelta(days=8))
    wire.post(f"{START}/{status['uploadId']}/presigned/url/batch", {"partNumbers": [1]})
    assert jobs.clear_unfinished() == 0


def _send(wire: Wire, status: dict[str, Any], content: bytes) -> None:
    batch = {"partNumbers": [1]}
    signed = wire.post(f"{START}/{status['uploadId']}/presigned/url/batch", batch).json["partPresignedUrls"]
    assert send_bytes("PUT", signed[0]["uploadPresignedUrl"], content).status == 200


def _upload_unverified(wire: Wire, content: bytes, **changes: object) -> str:
    """Upload a file as if it were too large to be checked while its uploader waits."""
    status = start(wire, content, **changes)
    send_parts(wire, status, content)
    upload = Upload.objects.get(pk=status["uploadId"])
    finished = replace(uploading.finish(upload), digest=None)
    with writing():
        complete_upload(actor=actor_of(find_user(upload.user_id)), finished=finished)
    return str(complete(wire, status)["resultFileHandleId"])


def _run_jobs() -> None:
    for job_id in Job.objects.filter(finished_at=None).order_by("created_at").values_list("pk", flat=True):
        execution.run(str(job_id))
    left = Job.objects.filter(finished_at=None)
    if left.exists():
        _run_jobs()
    assert not Job.objects.exclude(error="").exists()


HEADER, ROWS = b"name\n", b"a\nbcd\n" * 300


@pytest.mark.parametrize(
    ("promised", "sent"),
    [(ROWS, HEADER + ROWS), (HEADER + ROWS, HEADER + b"\n" + ROWS[:-1])],
    ids=["of a frame", "of a file"],
)
def test_a_piece_of_a_table_brings_a_header_that_was_not_announced(wire: Wire, promised: bytes, sent: bytes) -> None:
    request = {**upload_request(promised), "fileSizeBytes": len(ROWS)}
    status = wire.post("/file/v1/file/multipart", request).json
    send_parts(wire, status, sent)
    done = wire.put(f"/file/v1/file/multipart/{status['uploadId']}/complete").json
    handle = wire.get(f"/file/v1/fileHandle/{done['resultFileHandleId']}").json
    assert (handle["contentSize"], handle["contentMd5"]) == (len(sent), md5(sent))


def test_other_bytes_behind_a_header_are_refused(wire: Wire) -> None:
    status = wire.post("/file/v1/file/multipart", upload_request(ROWS)).json
    send_parts(wire, status, HEADER + b"x" + ROWS[1:])
    refused = wire.put(f"/file/v1/file/multipart/{status['uploadId']}/complete")
    assert refused.status == 400
    assert "was promised" in refused.reason
