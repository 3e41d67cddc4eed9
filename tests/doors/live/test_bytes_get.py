"""GET and HEAD of blobs, through the application alone; a plain slice is the oracle."""

import asyncio
import dataclasses
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doors.live.conftest import Plane, scope_of, silence
from theatrum.doors.live.asgi import Message
from theatrum.drivers.blobs.errors import BlobNotFound

CONTENT = os.urandom(1_300_001)


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Plane, str]]:
    plane = Plane(tmp_path_factory.mktemp("big"))
    yield plane, plane.address(CONTENT)[1]
    plane.close()


def test_get_gives_everything_as_a_file_to_save(plane: Plane) -> None:
    key, url = plane.address(CONTENT, name="Zelle 1.csv", content_type="text/html")
    answer = plane.call("GET", url)
    assert (answer.status, answer.body, answer.ended) == (200, CONTENT, True)
    assert answer.headers == {
        "content-length": str(len(CONTENT)),
        "content-type": "text/html",
        "content-disposition": 'attachment; filename="Zelle 1.csv"',
        "etag": f'"{key}"',
        "accept-ranges": "bytes",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store, no-transform",
        "referrer-policy": "no-referrer",
    }


def test_head_is_get_without_the_bytes(plane: Plane) -> None:
    _, url = plane.address(CONTENT)
    get, head = plane.call("GET", url), plane.call("HEAD", url, headers={"range": "bytes=0-1"})
    assert (head.status, head.headers, head.body, head.ended) == (200, get.headers, b"", True)


@given(first=st.integers(0, len(CONTENT) + 9), last=st.integers(0, len(CONTENT) + 9))
def test_range_is_a_slice(big: tuple[Plane, str], first: int, last: int) -> None:
    plane, url = big
    answer = plane.call("GET", url, headers={"range": f"bytes={first}-{last}"})
    if last < first:
        assert (answer.status, answer.body) == (200, CONTENT)
    elif first >= len(CONTENT):
        assert answer.status == 416
        assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"
    else:
        expected = CONTENT[first : last + 1]
        assert (answer.status, answer.body) == (206, expected)
        assert answer.headers["content-length"] == str(len(expected))
        assert answer.headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/{len(CONTENT)}"


@given(length=st.integers(1, len(CONTENT) + 9))
def test_suffix_range_is_the_end(big: tuple[Plane, str], length: int) -> None:
    plane, url = big
    answer = plane.call("GET", url, headers={"range": f"bytes=-{length}"})
    assert (answer.status, answer.body) == (206, CONTENT[-length:])


def test_several_ranges_give_everything(big: tuple[Plane, str]) -> None:
    plane, url = big
    answer = plane.call("GET", url, headers={"range": "bytes=0-1,5-6"})
    assert (answer.status, answer.body) == (200, CONTENT)


def test_empty_blob(plane: Plane) -> None:
    _, url = plane.address(b"")
    answer = plane.call("GET", url)
    assert (answer.status, answer.body, answer.headers["content-length"], answer.ended) == (200, b"", "0", True)
    assert plane.call("GET", url, headers={"range": "bytes=0-"}).status == 416


def test_range_counts_only_for_the_same_bytes(plane: Plane) -> None:
    key, url = plane.address(b"0123456789")
    same = plane.call("GET", url, headers={"range": "bytes=2-3", "if-range": f'"{key}"'})
    other = plane.call("GET", url, headers={"range": "bytes=2-3", "if-range": '"other"'})
    assert (same.status, same.body) == (206, b"23")
    assert (other.status, other.body) == (200, b"0123456789")


def test_conditional_requests(plane: Plane) -> None:
    key, url = plane.address(b"0123456789")
    for tags in (f'"{key}"', f'"x", W/"{key}"', "*"):
        answer = plane.call("GET", url, headers={"if-none-match": tags})
        assert (answer.status, answer.body, answer.ended) == (304, b"", True)
    assert plane.call("GET", url, headers={"if-none-match": '"x"'}).status == 200
    assert plane.call("GET", url, headers={"if-match": '"x"'}).status == 412
    assert plane.call("GET", url, headers={"if-match": f'"{key}"'}).status == 200


def test_locked_blob_is_not_given_from_that_moment_on(plane: Plane) -> None:
    key, url = plane.address(b"0123456789")
    assert plane.call("GET", url).status == 200
    plane.locked.add(key)
    for method in ("GET", "HEAD"):
        answer = plane.call(method, url)
        assert answer.status == 423
        assert b"0123" not in answer.body
    plane.locked.clear()
    assert plane.call("GET", url).status == 200


@pytest.mark.parametrize("answer", [True, BlobNotFound(), RuntimeError("the database is away")])
def test_download_ends_when_its_file_is_locked_while_it_goes_on(
    plane: Plane, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    key, url = plane.address(bytes(4 * 1024**2), name="a_name.txt")
    asked: list[str] = []

    async def falls(named: str, _reader: str) -> bool:
        asked.append(named)
        if len(asked) < 3:
            return False
        if isinstance(answer, Exception):
            raise answer
        return True

    plane.app._plane = dataclasses.replace(plane.app._plane, locks=falls, asked_every=0)
    told = plane.call("GET", url)
    assert (told.status, len(told.body), told.ended) == (200, 512 * 1024, False)
    assert "a download stopped" in caplog.text
    assert key not in caplog.text
    assert "a_name" not in caplog.text


def test_lock_that_cannot_be_asked_gives_nothing(plane: Plane, caplog: pytest.LogCaptureFixture) -> None:
    _, url = plane.address(b"0123456789")

    async def broken(_key: str, _reader: str) -> bool:
        raise RuntimeError("the database is away")

    plane.app._plane = dataclasses.replace(plane.app._plane, locks=broken)
    answer = plane.call("GET", url)
    assert answer.status == 500
    assert b"0123" not in answer.body
    assert b"database" not in answer.body
    assert "the database is away" in caplog.text


def test_expired_or_changed_address_is_forbidden(plane: Plane) -> None:
    key, url = plane.address(b"0123456789", name="a.txt")
    assert plane.call("GET", url.replace("a.txt", "b.txt")).status == 403
    assert plane.call("GET", url.replace("text%2Fplain", "text%2Fhtml")).status == 403
    assert plane.call("GET", url.partition("?")[0]).status == 403
    other, _ = plane.address(b"another")
    assert plane.call("GET", url.replace(key, other)).status == 403
    plane.clock.time += timedelta(minutes=15)
    assert plane.call("GET", url).status == 403


def test_deleted_blob_is_not_found(plane: Plane) -> None:
    key, url = plane.address(b"0123456789")
    plane.store.delete(key)
    assert plane.call("GET", url).status == 404


def test_part_address_of_a_blob_gives_nothing_away(plane: Plane) -> None:
    upload, urls = plane.begin(10, 10)
    plane.call("PUT", urls[1], body=[b"0123456789"])
    key = plane.store.complete(upload)
    query = urls[1].partition("?")[2]
    assert plane.call("GET", f"http://localhost/bytes/blobs/{key}?{query}").status == 403


def test_reader_that_leaves_stops_the_reading(plane: Plane) -> None:
    _, url = plane.address(CONTENT)
    sent: list[Message] = []

    async def run() -> None:
        leaves, noticed = asyncio.Event(), asyncio.Event()

        async def receive() -> Message:
            await leaves.wait()
            asyncio.get_running_loop().call_soon(noticed.set)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)
            if "body" in message:
                leaves.set()
                await noticed.wait()

        await plane.app(scope_of("GET", url, {}), receive, send)

    asyncio.run(run())
    assert sum(len(message.get("body", b"")) for message in sent) < len(CONTENT)


def test_reader_that_takes_nothing_is_given_up(plane: Plane) -> None:
    _, url = plane.address(CONTENT)
    plane.app._plane = dataclasses.replace(plane.app._plane, idle=0.0)
    sent: list[Message] = []

    async def run() -> None:
        async def receive() -> Message:
            return await silence()

        async def send(message: Message) -> None:
            sent.append(message)
            if "body" in message:
                await silence()

        await plane.app(scope_of("GET", url, {}), receive, send)

    asyncio.run(run())
    assert len(sent) == 2


def test_blob_cut_short_on_disk_ends_the_answer_early(plane: Plane) -> None:
    key, url = plane.address(CONTENT)
    path = plane.store._folders.blob(key) / "content"
    scope, size = scope_of("GET", url, {}), len(CONTENT)
    received = 0
    ended = False

    async def run() -> None:
        async def receive() -> Message:
            return await silence()

        async def send(message: Message) -> None:
            nonlocal received, ended
            received += len(message.get("body", b""))
            ended = "body" in message and not message.get("more_body", False)
            os.truncate(path, 600_000)

        await plane.app(scope, receive, send)

    asyncio.run(run())
    assert 0 < received < size
    assert not ended


def test_no_file_stays_open(plane: Plane, tmp_path: Path) -> None:
    _, url = plane.address(b"0123456789")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for headers in ({}, {"range": "bytes=2-3"}, {"range": "bytes=99-"}, {"if-none-match": "*"}):
        plane.call("GET", url, headers=headers)
        plane.call("HEAD", url, headers=headers)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
