"""PUT of parts, through the application alone."""

import dataclasses
import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doors.live.conftest import Plane, silence
from theatrum.doors.live.asgi import Message


def _reason(body: bytes) -> str:
    return str(json.loads(body)["reason"])


def test_put_stores_the_part_and_answers_its_md5(plane: Plane) -> None:
    upload, urls = plane.begin(25, 10)
    answer = plane.call("PUT", urls[2], body=[b"0123", b"", b"456789"])
    assert answer.status == 200
    assert answer.headers["etag"] == f'"{hashlib.md5(b"0123456789", usedforsecurity=False).hexdigest()}"'
    assert answer.headers["content-length"] == "0"
    assert list(plane.store.held_parts(upload)) == [2]


def test_put_of_an_empty_file(plane: Plane) -> None:
    upload, urls = plane.begin(0, 10)
    assert plane.call("PUT", urls[1], body=[]).status == 200
    assert plane.store.stat(plane.store.complete(upload)).size == 0


@given(data=st.data())
def test_put_in_any_pieces_gives_the_exact_bytes(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    plane = Plane(tmp_path_factory.mktemp("plane"))
    pieces = data.draw(st.lists(st.integers(0, 700_000), min_size=1, max_size=8))
    body = [bytes([number % 251]) * size for number, size in enumerate(pieces, start=1)]
    content = b"".join(body)
    upload, urls = plane.begin(len(content), max(1, len(content)))
    headers = data.draw(st.sampled_from([{}, {"transfer-encoding": "chunked"}]))
    assert plane.call("PUT", urls[1], body=body, headers=headers).status == 200
    with plane.store.open(plane.store.complete(upload)) as file:
        assert file.read() == content
    plane.close()


@pytest.mark.parametrize("body", [[b"123456789"], [b"0123456789", b"0"], [b""]])
def test_wrong_length_is_refused_before_anything_is_written(plane: Plane, body: list[bytes]) -> None:
    upload, urls = plane.begin(25, 10)
    plane.call("PUT", urls[1], body=[b"0123456789"])
    answer = plane.call("PUT", urls[1], body=body)
    assert answer.status == 400
    assert "must have 10 bytes" in _reason(answer.body)
    assert list(plane.store.held_parts(upload)) == [1]


@pytest.mark.parametrize("body", [[b"12345"], [b"0123456789", b"0"], [b"01234567890" * 300_000]])
def test_wrong_length_that_was_not_announced(plane: Plane, body: list[bytes]) -> None:
    upload, urls = plane.begin(25, 10)
    answer = plane.call("PUT", urls[1], body=body, headers={"transfer-encoding": "chunked"})
    assert answer.status == 400
    assert "must have 10 bytes" in _reason(answer.body)
    assert plane.store.held_parts(upload) == {}


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "", "٣", "9" * 30, "1, 1"])
def test_unreadable_length_is_refused(plane: Plane, length: str) -> None:
    _, urls = plane.begin(25, 10)
    headers = {"content-length": length} if length.isascii() else {"content-length": "\xb3"}
    assert plane.call("PUT", urls[1], body=[b"0123456789"], headers=headers).status == 400


def test_expired_address_is_forbidden_and_the_body_is_read_all_the_same(plane: Plane) -> None:
    upload, urls = plane.begin(10, 10)
    plane.clock.time += timedelta(minutes=15)
    pieces = [b"01234", b"56789"]
    answer = plane.call("PUT", urls[1], body=pieces)
    assert answer.status == 403
    assert json.loads(answer.body)["code"] == "blobs.signature_expired"
    assert plane.store.held_parts(upload) == {}


@pytest.mark.parametrize(
    "path",
    ["/bytes", "/bytes/", "/bytes/parts/", "/bytes/parts/{u}/", "/bytes/parts/{u}/1/", "/bytes/parts/{u}/x",
     "/bytes/parts/{u}/-1", "/bytes/parts/../blobs/{u}", "/bytes/parts/{u}/../../x/1", "/bytes/parts/{U}/1",
     "/bytes/blobs/{u}/..", "/bytes/blobs//etc/passwd", "/bytes/blobs/{u}\0", "/bytes/parts/{u}/\u0661", "/other"],
)  # fmt: skip
def test_hostile_paths_lead_nowhere(plane: Plane, path: str) -> None:
    upload, _ = plane.begin(10, 10)
    for method in ("PUT", "GET", "HEAD", "DELETE"):
        url = "http://localhost" + path.format(u=upload, U=upload.upper())
        assert plane.call(method, url, body=[b"x"]).status in {403, 404, 405}
    assert plane.store.held_parts(upload) == {}


@pytest.mark.parametrize("number", [0, 3, 99_999])
def test_signed_part_out_of_range_is_a_clear_refusal(plane: Plane, number: int) -> None:
    upload, _ = plane.begin(20, 10)
    answer = plane.call("PUT", plane.signer.part(upload, number), body=[b"0123456789"])
    assert answer.status == 400
    assert "parts 1 to 2" in _reason(answer.body)


def test_signed_part_of_an_aborted_upload_is_not_found(plane: Plane) -> None:
    upload, urls = plane.begin(10, 10)
    plane.store.abort(upload)
    assert plane.call("PUT", urls[1], body=[b"0123456789"]).status == 404


def test_part_address_takes_put_only(plane: Plane) -> None:
    _, urls = plane.begin(10, 10)
    for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
        answer = plane.call(method, urls[1])
        assert answer.status == 405
        assert answer.headers["allow"] == "PUT"


def test_full_store_is_a_clear_refusal(tmp_path: Path) -> None:
    plane = Plane(tmp_path / "small", quota=15)
    _, first = plane.begin(10, 10, "a")
    _, second = plane.begin(10, 10, "b")
    assert plane.call("PUT", first[1], body=[b"0123456789"]).status == 200
    answer = plane.call("PUT", second[1], body=[b"0123456789"])
    assert answer.status == 400
    assert "quota" in _reason(answer.body)
    plane.close()


def test_client_that_leaves_in_the_middle(plane: Plane) -> None:
    upload, urls = plane.begin(10, 10)
    messages: list[Message] = [
        {"type": "http.request", "body": b"01234", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    answer = plane.call("PUT", urls[1], receive=receive, headers={"content-length": "10"})
    assert answer.status == 400
    assert "Only 5 bytes" in _reason(answer.body)
    assert plane.store.held_parts(upload) == {}
    assert plane.call("PUT", urls[1], body=[b"0123456789"]).status == 200


def test_client_that_stops_sending_is_given_up(plane: Plane) -> None:
    upload, urls = plane.begin(10, 10)
    plane.app._plane = dataclasses.replace(plane.app._plane, idle=0.0)

    async def receive() -> Message:
        return await silence()

    assert plane.call("PUT", urls[1], receive=receive, headers={"content-length": "10"}).status == 400
    assert plane.store.held_parts(upload) == {}


def test_refusals_never_say_what_makes_clients_of_synapse_repeat(plane: Plane) -> None:
    _, urls = plane.begin(10, 10)
    plane.clock.time += timedelta(hours=1)
    answers = [plane.call("PUT", urls[1], body=[b"0123456789"]), plane.call("GET", "http://localhost/bytes/x")]
    for answer in answers:
        for word in ("timeout", "timed out", "try again", "slow down", "proxy error"):
            assert word not in answer.body.decode().lower()


def test_disk_error_is_told_as_one(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    upload, urls = plane.begin(10, 10)
    record = plane.store._folders.upload(upload) / "record"
    with record.open("r+b") as file:
        file.write(b"damage")
    answer = plane.call("PUT", urls[1], body=[b"0123456789"])
    assert answer.status == 500
    assert json.loads(answer.body)["code"] == "bytes.failed"
