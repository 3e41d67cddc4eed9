"""The one ASGI application: says who answers a connection, and nothing more.

File bytes and websockets are served here natively; everything else is Django, as WSGI in threads.
"""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import structlog
from django.core.handlers.wsgi import WSGIHandler

from theatrum.wiring.sockets import App, Connections, Message, Receive, Scope, Send
from theatrum.wiring.threads import InThreads

_log = structlog.get_logger("theatrum.access")
_QUIET = ("/static/", "/healthz")


@dataclass
class Application:
    """Every connection's first stop. ``websockets`` are the websocket applications by exact path."""

    django: App
    file_bytes: App | None = None
    websockets: Mapping[str, App] = field(default_factory=dict)
    connections: Connections = field(default_factory=Connections)
    # What the applications of websockets still have to do when the last of these is closed.
    at_end: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the connection to whom it concerns."""
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "websocket":
                await self._websocket(scope, receive, send)
            case "lifespan":
                await _lifespan(receive, send)

    async def ended(self) -> None:
        """Wait until the last websocket has ended, and what was to be done then."""
        await self.connections.emptied()
        if self.at_end is not None:
            await self.at_end()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        noted = _Noted(scope, send)
        try:
            if path == "/healthz":
                await answer_json(noted.send, HTTPStatus.OK, {"status": "ok"})
            elif path.startswith("/bytes/") and self.file_bytes is not None:
                await self.file_bytes(scope, receive, noted.send)
            else:
                scope["headers"] = _unambiguous(scope["headers"])
                await self.django(scope, receive, noted.send)
        except Exception:  # noqa: BLE001  # the last frame: past it, the server answers without a word in any log
            _log.exception("request failed outside of Django", method=scope["method"], path=path)
            if not noted.has_begun:
                reason = {"reason": "The server failed, and has logged why."}
                await answer_json(noted.send, HTTPStatus.INTERNAL_SERVER_ERROR, reason)
        finally:
            noted.write()

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.websockets.get(scope["path"], _no_websocket)
        await self.connections.serve(app, scope, receive, send)


def django_in_threads(threads: int) -> App:
    """Return Django, each request in one of so many threads; its settings must be in force."""
    return InThreads(WSGIHandler(), threads=threads)


async def answer_json(send: Send, status: int, facts: Mapping[str, object]) -> None:
    """Send a short answer that nobody may keep."""
    body = json.dumps(facts).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _no_websocket(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 4404})
        return
    body = b'{"reason": "There is no websocket at this address."}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": HTTPStatus.NOT_FOUND, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _unambiguous(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    # WSGI writes X_Forwarded_For and X-Forwarded-For as the same variable: the one with underscores, which
    # a proxy passes on unseen, would let a client speak as the proxy.
    return [header for header in headers if b"_" not in header[0]]


class _Noted:
    """Notes the status of an answer, for the access log; queries are left out, as they hold signatures."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._status = 0
        self._began = time.perf_counter()

    @property
    def has_begun(self) -> bool:
        """Whether an answer is under way."""
        return self._status != 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)

    def write(self) -> None:
        path = self._scope["path"]
        if path.startswith(_QUIET) and self._status < HTTPStatus.BAD_REQUEST:
            return
        took = round((time.perf_counter() - self._began) * 1000, 1)
        _log.info("request", method=self._scope["method"], path=path, status=self._status, ms=took)
