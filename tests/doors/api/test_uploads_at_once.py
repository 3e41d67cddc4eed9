"""The same upload started, added to and completed by many threads at once, and killed at every step."""

import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

from tests.factories.entities import make_person
from tests.support.wire import MEBIBYTE, PART, Wire, md5, send_bytes, send_parts, sign_in, upload_request
from theatrum.drivers.blobs import installed
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job
from theatrum.repository.audit.queries import broken_links
from theatrum.repository.files.models import FileHandle, Upload

pytestmark = pytest.mark.django_db(transaction=True)

START = "/file/v1/file/multipart"
CONTENT = bytes(range(256)) * (11 * MEBIBYTE // 256)
SMALL = b"ACGT" * 1000
THREADS = 8
# More than the statements and file operations of one completion.
MOST_STEPS = 80

# Each of these, like each statement, is a step before which the child may die.
_FILE_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.truncate"}

T = TypeVar("T")


def at_once(work: Callable[[int], T]) -> list[T]:
    """Do the same in many threads, and give back their database connections."""

    def closing(number: int) -> T:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(closing, range(THREADS)))


def test_many_equal_requests_at_once_are_one_upload() -> None:
    wire = sign_in(make_person("ana"))

    def begin(_: int) -> str:
        return str(wire_of(wire).post(START, upload_request(CONTENT)).json["uploadId"])

    assert len(set(at_once(begin))) == 1
    assert Upload.objects.count() == 1


def test_parts_added_and_the_upload_completed_at_once_make_one_file() -> None:
    wire = sign_in(make_person("ana"))
    status = wire.post(START, upload_request(CONTENT)).json
    upload_id = status["uploadId"]
    send_parts(wire, status, CONTENT)

    def add(number: int) -> str:
        part = number % 3 + 1
        piece = CONTENT[(part - 1) * PART : part * PART]
        answer = wire_of(wire).put(f"{START}/{upload_id}/add/{part}?partMD5Hex={md5(piece)}")
        return str(answer.json["addPartState"])

    def complete(_: int) -> tuple[int, str]:
        answer = wire_of(wire).put(f"{START}/{upload_id}/complete")
        return answer.status, answer.json["resultFileHandleId"]

    assert set(at_once(add)) == {"ADD_SUCCESS"}
    assert len(set(at_once(complete))) == 1
    assert FileHandle.objects.count() == 1
    assert list(broken_links()) == []


def test_same_part_sent_by_many_at_once_arrives_whole() -> None:
    wire = sign_in(make_person("ana"))
    upload_id = wire.post(START, upload_request(SMALL)).json["uploadId"]

    def send(_: int) -> int:
        signed = wire_of(wire).post(f"{START}/{upload_id}/presigned/url/batch", {"partNumbers": [1]}).json
        return send_bytes("PUT", signed["partPresignedUrls"][0]["uploadPresignedUrl"], SMALL).status

    # One that another has overtaken is told so; its client sends again what is still missing.
    assert {200} <= set(at_once(send)) <= {200, 409}
    handles = at_once(lambda _: _completed(wire_of(wire), upload_id))
    assert len(set(handles)) == 1
    assert _is_readable(wire, handles[0], SMALL)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_step_of_completion_an_upload_goes_on() -> None:
    wire = sign_in(make_person("ana"))
    for step in range(1, MOST_STEPS):
        content = SMALL + str(step).encode()
        status = wire.post(START, upload_request(content)).json
        send_parts(wire, status, content)
        was_killed = _killed_in_child(step, partial(_complete, wire, status["uploadId"]))
        again = wire.post(START, upload_request(content)).json
        assert again["uploadId"] == status["uploadId"], f"lost when killed at step {step}"
        assert _is_readable(wire, _completed(wire, status["uploadId"]), content), step
        if not was_killed:
            break
    else:
        pytest.fail("the completion never came to its end")
    assert step > 10
    assert FileHandle.objects.count() == step
    assert list(broken_links()) == []


def _killed_in_child(step: int, work: Callable[[], object]) -> bool:
    """Run work in a child that dies, by SIGKILL, before its n-th step; tells whether it died."""
    child = os.fork()
    if child == 0:
        _run_child(step, work)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        return True
    assert os.waitstatus_to_exitcode(ended) == 0
    return False


def _run_child(step: int, work: Callable[[], object]) -> None:
    left = step

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_statement(execute: Any, *args: Any) -> Any:
        count()
        return execute(*args)

    # The parent's connection and threads are not the child's to use or to close.
    connection.connection = None
    installed.store.cache_clear()
    sys.addaudithook(lambda event, _: count() if event in _FILE_EVENTS else None)
    try:
        with connection.execute_wrapper(before_statement):
            work()
        os._exit(0)
    finally:
        os._exit(3)


def _complete(wire: Wire, upload_id: str) -> None:
    assert wire.put(f"{START}/{upload_id}/complete").status == 201


def _completed(wire: Wire, upload_id: str) -> str:
    answer = wire.put(f"{START}/{upload_id}/complete")
    assert answer.status == 201, answer.content
    return str(answer.json["resultFileHandleId"])


def _is_readable(wire: Wire, handle_id: str, content: bytes) -> bool:
    for job_id in Job.objects.filter(finished_at=None).values_list("pk", flat=True):
        execution.run(str(job_id))
    url = wire.get(f"/file/v1/fileHandle/{handle_id}/url?redirect=false").content.decode()
    return send_bytes("GET", url).content == content


def wire_of(wire: Wire) -> Wire:
    """Return a client of the same person for another thread."""
    return Wire(token=wire.token)
