"""Fetching known identifiers from servers that answer as they should, and from all others."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from theatrum.client.errors import DownloadFailed
from theatrum.client.known import download

CSV = b"id,component,parent\nHTA201_1,Demographics,\n"
TOKEN = "thm_secret"
Answering = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by a function of the test's."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers.get("Authorization")))
        self.server.answering(self)

    def answer(
        self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, *, length: int | None = None
    ) -> None:
        """Send an answer; header names have underscores for hyphens."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server on a free port of this machine, and what it was asked for."""

    daemon_threads = True

    def __init__(self, answering: Answering) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answering = answering
        self.seen: list[tuple[str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/known"


@contextmanager
def serving(answering: Answering) -> Iterator[Server]:
    """Serve until the end of the block."""
    with Server(answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def give(status: int, body: bytes = b"", **headers: str) -> Answering:
    return lambda handler: handler.answer(status, body, headers)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "known.csv"


def refusal(answering: Answering, target: Path, *, token: str | None = TOKEN) -> str:
    """Return what is told of an answer that is no list."""
    with serving(answering) as server, pytest.raises(DownloadFailed) as caught:
        download(server.url, token, target)
    told = str(caught.value)
    assert told.startswith(f"{server.url} cannot be read: ")
    assert TOKEN not in told
    return told


def test_list_is_written_and_the_token_sent(target: Path) -> None:
    with serving(give(200, CSV, Content_Type="text/csv; charset=utf-8")) as server:
        assert download(server.url, TOKEN, target).read_bytes() == CSV
        download(server.url, None, target)
    assert [token for _, token in server.seen] == [f"Bearer {TOKEN}", None]


def test_redirect_on_the_same_server_keeps_the_token(target: Path) -> None:
    def answering(handler: Handler) -> None:
        if handler.path == "/known":
            handler.answer(307, headers={"Location": "/elsewhere"})
        else:
            handler.answer(200, CSV)

    with serving(answering) as server:
        assert download(server.url, TOKEN, target).read_bytes() == CSV
    assert server.seen == [("/known", f"Bearer {TOKEN}"), ("/elsewhere", f"Bearer {TOKEN}")]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_redirect_to_another_server_loses_the_token(target: Path, status: int, host: str) -> None:
    with serving(give(200, CSV)) as other:
        place = f"http://{host}:{other.server_port}/known"
        with serving(give(status, Location=place)) as server:
            assert download(server.url, TOKEN, target).read_bytes() == CSV
    assert server.seen == [("/known", f"Bearer {TOKEN}")]
    assert other.seen == [("/known", None)]


def test_redirects_without_an_end_are_told(target: Path) -> None:
    assert "without an end" in refusal(give(302, Location="/known"), target)


@pytest.mark.parametrize("location", ["ftp://example.org/known", "http://[::1/known", "file:///etc/passwd"])
def test_redirect_to_no_web_address_is_told(target: Path, location: str) -> None:
    told = refusal(give(302, Location=location), target)
    assert "no web address" in told or "breaks off" in told
    assert not target.exists()


@pytest.mark.parametrize(
    ("status", "token", "said"),
    [
        (401, None, "It needs an access token: --token"),
        (401, TOKEN, "Give an access token that this server made"),
        (403, TOKEN, "Ask for access"),
        (404, TOKEN, "Is this the address of a Theatrum server"),
        (500, TOKEN, "the server answers 500. Run the command again later"),
        (418, TOKEN, "Is the address right?"),
    ],
)
def test_refusals_say_what_to_do(target: Path, status: int, token: str | None, said: str) -> None:
    assert said in refusal(give(status, b"<html>no</html>", Content_Type="text/html"), target, token=token)


def test_reason_of_the_server_is_passed_on_and_made_harmless(target: Path) -> None:
    body = b'{"reason": "There is no center \\u001b[2JHTA299. thm_secret ' + b"x" * 1000 + b'"}'
    told = refusal(give(404, body, Content_Type="application/json"), target)
    assert "There is no center [2JHTA299. … xxx" in told
    assert "\x1b" not in told
    assert len(told) < 800


@pytest.mark.parametrize("body", [b"[1]", b"{", b'{"reason": 5}', b"[" * 100_000, b'{"reason": "' + b"x" * 100_000])
def test_reason_that_makes_no_sense_is_left_out(target: Path, body: bytes) -> None:
    assert "the server answers 409" in refusal(give(409, body), target)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", b"<!doctype html><title>Sign in</title>"),
        ("text/csv", b"\xef\xbb\xbf\r\n <html>"),
        ("TEXT/HTML", b"id\n"),
    ],
)
def test_page_is_no_list(target: Path, kind: str, body: bytes) -> None:
    assert "a page, not with a list" in refusal(give(200, body, Content_Type=kind), target)


def test_answer_that_breaks_off_is_told(target: Path) -> None:
    def answering(handler: Handler) -> None:
        handler.answer(200, CSV, length=len(CSV) + 1)
        handler.close_connection = True

    assert "breaks off" in refusal(answering, target)


def test_chunks_that_break_off_are_told(target: Path) -> None:
    def answering(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(CSV), CSV))
        handler.close_connection = True

    assert "breaks off" in refusal(answering, target)


def test_damaged_compression_is_told(target: Path) -> None:
    assert "damaged" in refusal(give(200, CSV, Content_Encoding="gzip"), target)


def test_answer_without_an_end_is_stopped(target: Path) -> None:
    with serving(give(200, CSV * 1000)) as server:
        with pytest.raises(DownloadFailed, match="larger than 10,000 bytes"):
            download(server.url, TOKEN, target, largest=10_000)
        assert download(server.url, TOKEN, target, largest=len(CSV) * 1000).read_bytes() == CSV * 1000


def test_server_that_is_not_there_is_told(target: Path) -> None:
    with serving(give(200)) as server:
        pass
    with pytest.raises(DownloadFailed, match="no connection to the server"):
        download(server.url, TOKEN, target)


def test_server_without_encryption_is_told(target: Path) -> None:
    with serving(give(200)) as server, pytest.raises(DownloadFailed, match="certificate|no connection|breaks off"):
        download(server.url.replace("http:", "https:"), TOKEN, target)


def test_certificate_that_nobody_trusts_is_told(target: Path, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    with serving(give(200, CSV)) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        with pytest.raises(DownloadFailed, match="certificate is not one that this machine trusts") as caught:
            download(server.url.replace("http:", "https:"), TOKEN, target)
    assert isinstance(caught.value.__cause__, httpx2.ConnectError)
    assert server.seen == []


def _certificate(folder: Path) -> Path:
    """Make a certificate that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    moment = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(moment - timedelta(days=1)).not_valid_after(moment + timedelta(days=1))
    place = folder / "certificate.pem"
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    place.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(form) + private)
    return place
