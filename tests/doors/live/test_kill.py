"""Kill -9 of a real server in the middle of an upload, at several points; then resume, as a client does."""

import hashlib
import os
from pathlib import Path

import httpx2
import pytest

from tests.doors.live.server import Server
from theatrum.drivers.blobs.protocol import Digest

PART = 2_500_000
CONTENT = os.urandom(3 * PART + 77)


def _part(number: int) -> bytes:
    return CONTENT[(number - 1) * PART : number * PART]


def _upload_missing(server: Server) -> str:
    """Do what a client does, from the beginning: ask what is held, send the rest. Returns the upload."""
    upload = server.store.begin("u", size=len(CONTENT), part_size=PART)
    missing = [number for number in (1, 2, 3, 4) if number not in server.store.held_parts(upload)]
    for number, signed in server.store.sign_parts(upload, missing).items():
        answer = httpx2.put(signed.url, content=_part(number))
        assert answer.status_code == 200, answer.text
        server.store.confirm_part(upload, number, md5=hashlib.md5(_part(number), usedforsecurity=False).hexdigest())
    return upload


# A few points over a real connection; tests/drivers/blobs/test_crashes.py goes through every one of them.
@pytest.mark.parametrize("dies_at", [2, 6, 9, 14, 20])
def test_upload_resumes_after_kill_9(tmp_path: Path, dies_at: int) -> None:
    server = Server(tmp_path)
    try:
        server.start(dies_at=dies_at)
        with pytest.raises(httpx2.TransportError):
            _upload_missing(server)
        server.kill()
        held = server.store.held_parts(_handle(server))
        server.start()
        upload = _upload_missing(server)
        assert all(server.store.held_parts(upload)[number] == part for number, part in held.items())
        key = server.store.complete(upload)
        with server.store.open(key) as file:
            assert file.read() == CONTENT
        assert server.store.digest(key) == Digest(
            hashlib.md5(CONTENT, usedforsecurity=False).hexdigest(), hashlib.sha256(CONTENT).hexdigest()
        )
    finally:
        server.stop()


def test_kill_9_from_outside_in_the_middle_of_a_part(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        server.start()
        upload = _handle(server)
        urls = server.store.sign_parts(upload, [1, 2])
        assert httpx2.put(urls[2].url, content=_part(2)).status_code == 200
        connection = server.request("PUT", urls[1].url, f"Content-Length: {PART}")
        connection.sendall(_part(1)[:-1])
        while not _first_part_begun(server, upload):
            os.sched_yield()
        server.kill()
        connection.close()
        assert list(server.store.held_parts(upload)) == [2]
        server.start()
        with server.store.open(server.store.complete(_upload_missing(server))) as file:
            assert file.read() == CONTENT
    finally:
        server.stop()


def _handle(server: Server) -> str:
    return server.store.begin("u", size=len(CONTENT), part_size=PART)


def _first_part_begun(server: Server, upload: str) -> bool:
    with (server.store._folders.upload(upload) / "content").open("rb") as file:
        return file.read(1000) == CONTENT[:1000]
