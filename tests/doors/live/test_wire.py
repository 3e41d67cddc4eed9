"""The byte plane behind granian: what only a real connection shows."""

import hashlib
import os
import secrets
import signal
import socket
import struct
from pathlib import Path

import httpx2
import pytest

from tests.doors.live.server import Server

MEBIBYTE = 1024**2
PART = 3 * MEBIBYTE
CONTENT = os.urandom(2 * PART + 12_345)


def _begin(server: Server) -> tuple[str, dict[int, str]]:
    upload = server.store.begin(secrets.token_hex(8), size=len(CONTENT), part_size=PART)
    return upload, {number: signed.url for number, signed in server.store.sign_parts(upload, (1, 2, 3)).items()}


def _part(number: int) -> bytes:
    return CONTENT[(number - 1) * PART : number * PART]


def _read_status(connection: socket.socket) -> int:
    """Read the whole answer and return its status; the connection must be one that the server closes."""
    head = b""
    while piece := connection.recv(65536):
        head += piece
        if b"\r\n\r\n" in head:
            return int(head.split(b" ", 2)[1])
    raise AssertionError(f"no answer: {head!r}")


def _until_received(server: Server, upload: str) -> None:
    """Wait until some bytes of the upload are in the server's file: the request is being served."""
    content = server.store._folders.upload(upload) / "content"
    while not content.stat().st_blocks:
        assert server.process.poll() is None
        os.sched_yield()


def _download(server: Server, key: str) -> str:
    return server.store.sign_download(key, file_name="a.bin", content_type="application/octet-stream")


def test_upload_and_download_with_a_client(server: Server) -> None:
    upload, urls = _begin(server)
    with httpx2.Client() as client:
        for number in (3, 1, 2):
            answer = client.put(urls[number], content=_part(number))
            assert answer.status_code == 200
            assert answer.headers["etag"].strip('"') == hashlib.md5(_part(number), usedforsecurity=False).hexdigest()
        url = _download(server, server.store.complete(upload))
        whole = client.get(url)
        assert whole.content == CONTENT
        assert whole.headers["content-length"] == str(len(CONTENT))
        assert "transfer-encoding" not in whole.headers
        head = client.head(url)
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(CONTENT)))
        piece = client.get(url, headers={"range": f"bytes={PART - 5}-{PART + 4}"})
        assert (piece.status_code, piece.content) == (206, CONTENT[PART - 5 : PART + 5])


def test_refusal_reaches_a_client_that_is_still_sending(server: Server) -> None:
    _, urls = _begin(server)
    with httpx2.Client() as client:
        for _ in range(5):
            answer = client.put(urls[1] + "0", content=_part(1))
            assert answer.status_code == 403
            assert answer.json()["code"] == "blobs.signature_invalid"


def test_client_that_waits_for_permission_does_not_send_in_vain(server: Server) -> None:
    _, urls = _begin(server)
    connection = server.request("PUT", urls[1] + "0", f"Content-Length: {PART}", "Expect: 100-continue")
    assert _read_status(connection) == 403
    connection.close()


@pytest.mark.parametrize("abrupt", [False, True])
def test_client_that_leaves_leaves_the_part_absent(server: Server, *, abrupt: bool) -> None:
    upload, urls = _begin(server)
    connection = server.request("PUT", urls[1], f"Content-Length: {PART}")
    connection.sendall(_part(1)[: 2 * MEBIBYTE])
    _until_received(server, upload)
    if abrupt:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    assert server.store.held_parts(upload) == {}
    assert httpx2.put(urls[1], content=_part(1)).status_code == 200
    assert list(server.store.held_parts(upload)) == [1]


def test_half_closed_connection_is_told_what_is_missing(server: Server) -> None:
    upload, urls = _begin(server)
    connection = server.request("PUT", urls[1], f"Content-Length: {PART}")
    connection.sendall(_part(1)[:1000])
    connection.shutdown(socket.SHUT_WR)
    assert _read_status(connection) == 400
    connection.close()
    assert server.store.held_parts(upload) == {}


def test_stalled_upload_does_not_stop_another_of_the_same_part(server: Server) -> None:
    upload, urls = _begin(server)
    stalled = server.request("PUT", urls[1], f"Content-Length: {PART}")
    stalled.sendall(_part(1)[: 2 * MEBIBYTE])
    _until_received(server, upload)
    assert httpx2.put(urls[1], content=_part(1)).status_code == 200
    assert list(server.store.held_parts(upload)) == [1]
    stalled.sendall(_part(1)[2 * MEBIBYTE :])
    assert _read_status(stalled) == 200
    stalled.close()


def test_slow_reader_costs_no_memory(server: Server) -> None:
    size = 200 * MEBIBYTE
    key = server.store.put(bytes(MEBIBYTE) for _ in range(size // MEBIBYTE)).key
    url = _download(server, key)
    httpx2.get(url, headers={"range": "bytes=0-1"})
    before = _memory(server)
    readers = []
    for _ in range(4):
        reader = server.request("GET", url, connection=server.connect(receive_buffer=4096))
        assert b"200 OK" in reader.recv(100)
        readers.append(reader)
    assert httpx2.get(url, headers={"range": "bytes=-1"}).status_code == 206
    assert _memory(server) - before < 60 * MEBIBYTE
    for reader in readers:
        reader.close()
    assert httpx2.get(url, headers={"range": "bytes=-1"}).status_code == 206


def test_upload_costs_no_memory(server: Server) -> None:
    size = 200 * MEBIBYTE
    upload = server.store.begin(secrets.token_hex(8), size=size, part_size=size)
    url = server.store.sign_parts(upload, [1])[1].url
    before = _memory(server)
    assert httpx2.put(url, content=bytes(size)).status_code == 200
    assert _memory(server) - before < 60 * MEBIBYTE


def test_lock_is_asked_at_each_request(server: Server) -> None:
    key = server.store.put([b"bytes"]).key
    url = _download(server, key)
    assert httpx2.get(url).status_code == 200
    (server.root / f"{key}.locked").touch()
    assert httpx2.get(url).status_code == 423


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_shutdown_lets_a_part_in_flight_finish(own_server: Server, stop: signal.Signals) -> None:
    upload, urls = _begin(own_server)
    connection = own_server.request("PUT", urls[1], f"Content-Length: {PART}", "Connection: close")
    connection.sendall(_part(1)[: 2 * MEBIBYTE])
    _until_received(own_server, upload)
    own_server.process.send_signal(stop)
    connection.sendall(_part(1)[2 * MEBIBYTE :])
    assert _read_status(connection) == 200
    connection.close()
    assert own_server.process.wait() == 0
    assert list(own_server.store.held_parts(upload)) == [1]


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /bytes/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /bytes/blobs/%2e%2e%2f%2e%2e%2fetc HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /bytes/blobs/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PUT /bytes/parts/x/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"PUT /bytes/parts/x/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PUT /bytes/parts/x/1 HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_hostile_requests_get_a_refusal(server: Server, raw: bytes) -> None:
    connection = server.connect()
    connection.sendall(raw)
    assert _read_status(connection) in {400, 403, 404}
    connection.close()
    assert httpx2.get(f"http://127.0.0.1:{server.port}/bytes/").status_code == 404


def _memory(server: Server) -> int:
    """Return the resident bytes of all processes of the server."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == server.process.pid:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total
