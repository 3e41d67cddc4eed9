"""A recording proxy before the server: what a client asked for, and what it was told.

It changes nothing that passes. It can hold a client's requests from a chosen one on, so that a test
kills the client at an exact place of an upload, not after a guess of seconds.
"""

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host"}
_KEPT_BODY = 1024 * 1024


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; bodies only where they are small JSON."""

    method: str
    target: str
    status: int
    sent: str
    answered: str

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.target.partition("?")[0]

    @property
    def answer(self) -> dict[str, object]:
        """The answered JSON object; empty where it was none."""
        found = json.loads(self.answered) if self.answered.startswith("{") else {}
        return dict(found)


class Gate:
    """Holds the requests that it does not admit, until it is opened."""

    def __init__(self, admits: Callable[[str, str], bool]) -> None:
        self._admits = admits
        self._opened = threading.Event()
        self._one_at_a_time = threading.Lock()

    def enter(self, method: str, target: str) -> bool:
        """Return whether this request may pass; a held one may not, since its client is dead by then."""
        with self._one_at_a_time:
            if self._admits(method, target):
                return True
        self._opened.wait()
        return False

    def open(self) -> None:
        """Let go of the held requests."""
        self._opened.set()


class Witness:
    """The proxy: listens on a loopback port and forwards to the server."""

    def __init__(self, upstream: tuple[str, int]) -> None:
        self.upstream = upstream
        self.exchanges: list[Exchange] = []
        self.gate = Gate(lambda method, target: True)
        self._changed = threading.Condition()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address that clients are given."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def clear(self) -> None:
        """Forget what was seen."""
        with self._changed:
            self.exchanges.clear()

    def record(self, exchange: Exchange) -> None:
        """Remember an exchange."""
        with self._changed:
            self.exchanges.append(exchange)
            self._changed.notify_all()

    def seen(self, method: str, part: str) -> list[Exchange]:
        """List the exchanges of this method whose target holds this text, in their order."""
        with self._changed:
            return [one for one in self.exchanges if one.method == method and part in one.target]

    def wait_for(self, enough: Callable[[list[Exchange]], bool], hang: float) -> bool:
        """Wait until enough was seen; give up after `hang` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: enough(self.exchanges), hang)

    @contextlib.contextmanager
    def holding(self, admits: Callable[[str, str], bool]) -> Iterator[None]:
        """Hold the requests that are not admitted; they are let go at the end, and not passed on."""
        self.gate = gate = Gate(admits)
        try:
            yield
        finally:
            self.gate = Gate(lambda method, target: True)
            gate.open()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, witness: Witness) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.witness = witness

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that are killed break their connections."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def forward(self) -> None:
        """Pass one request on, unless the gate is closed."""
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if not self.server.witness.gate.enter(self.command, self.path):
            self.close_connection = True
            return
        connection = http.client.HTTPConnection(*self.server.witness.upstream)
        try:
            connection.request(self.command, self.path, body, self._forwarded())
            self._answer(body, connection.getresponse())
        finally:
            connection.close()

    def _forwarded(self) -> dict[str, str]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        headers["Host"] = self.headers.get("host", "")
        return headers

    def _answer(self, sent: bytes, response: http.client.HTTPResponse) -> None:
        content = response.read()
        told = Exchange(self.command, self.path, response.status, _text(sent), _text(content))
        self.server.witness.record(told)
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in {*_HOP_BY_HOP, "content-length"}:
                self.send_header(name, value)
        length = response.getheader("content-length") if self.command == "HEAD" else str(len(content))
        if length is not None and response.status not in {204, 304}:
            self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(content)  # empty after a HEAD

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parent's name
        """Write no log."""


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler.forward)


def _text(content: bytes) -> str:
    if len(content) > _KEPT_BODY or not content.lstrip().startswith((b"{", b"[")):
        return ""
    return content.decode("utf-8", "replace")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
