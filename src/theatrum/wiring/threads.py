"""Django, which is a WSGI application, behind ASGI: each request in one of so many threads.

A small body is read before a thread is taken, and an answer that is there as a whole is handed back in one piece:
one hop to the thread and one back. Each hop more costs a change of threads, and with many requests under way a wait
for Python's one lock. Long bodies and streamed answers go piece by piece, at the pace of their slower end.
"""

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Protocol, TypeVar, cast
from wsgiref.types import StartResponse

from django.http import HttpResponseBase

from theatrum.wiring.sockets import Message, Receive, Scope, Send

T = TypeVar("T")
Environ = dict[str, Any]
Headers = Sequence[tuple[str, str]]

_SMALL = 256 * 1024
_JOINED_BY = {"HTTP_COOKIE": "; "}


class Handler(Protocol):
    """Django's handler, or what stands for it in a test."""

    def __call__(self, environ: Environ, start_response: StartResponse, /) -> HttpResponseBase:
        """Begin the answer to one request by ``start_response``, and return it."""
        ...


class ClientLeft(OSError):
    """The connection ended before the body did; Django answers nobody, and says so in no log."""


class InThreads:
    """The ASGI application around a handler."""

    def __init__(self, handler: Handler, *, threads: int) -> None:
        self._handler = handler
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; without a word if its sender has left."""
        line = _Line(asyncio.get_running_loop(), receive, send)
        try:
            body = await _body(scope, line)
        except ClientLeft:
            return
        work = copy_context().run
        rest = await line.loop.run_in_executor(self._threads, work, self._answer, environ_of(scope, body), line)
        for message in rest:
            await send(message)

    def _answer(self, environ: Environ, line: "_Line") -> Sequence[Message]:
        """Run Django in this thread; returns what is left to be sent."""
        started: list[Message] = []

        def start(status: str, headers: Headers, _failure: object = None, /) -> Callable[[bytes], None]:
            started.append(_start(status, headers))
            return _never

        response = self._handler(environ, start)
        try:
            if not response.streaming:
                return [*started, {"type": "http.response.body", "body": b"".join(_chunks(response))}]
            for message in started:
                line.send(message)
            for chunk in _chunks(response):
                line.send({"type": "http.response.body", "body": chunk, "more_body": True})
            return [{"type": "http.response.body", "body": b""}]
        finally:
            response.close()


def environ_of(scope: Scope, body: io.BufferedIOBase) -> Environ:
    """Return the variables of WSGI for a request: PEP 3333, with Latin-1 where it has bytes in text."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if client:
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = client[0], str(client[1])
    for name, value in scope["headers"]:
        _add(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add(environ: Environ, name: str, value: str) -> None:
    key = name.upper().replace("-", "_")
    if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
        key = f"HTTP_{key}"
    known = environ.get(key)
    environ[key] = value if known is None else f"{known}{_JOINED_BY.get(key, ',')}{value}"


def _never(_: bytes) -> None:
    raise NotImplementedError("Django gives its answers back; it has never written one")


def _start(status: str, headers: Headers) -> Message:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": int(status[:3]), "headers": raw}


def _chunks(response: HttpResponseBase) -> Iterator[bytes]:
    # Every response of Django is an iterator of bytes; their base class does not say so.
    return iter(cast("Iterator[bytes]", response))


class _Line:
    """The way from a thread back to the connection, which belongs to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receive: Receive, send: Send) -> None:
        self.loop = loop
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        """Return what comes next of the body. Raises ClientLeft."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        return message

    def take(self) -> Message:
        """Wait in a thread for what comes next of the body. Raises ClientLeft."""
        return self._wait(self.receive())

    def send(self, message: Message) -> None:
        """Send from a thread, and wait until it is taken."""
        self._wait(_awaited(self._send(message)))

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


async def _awaited(work: Awaitable[None]) -> None:
    # granian gives an awaitable; what comes from a thread must be a coroutine.
    await work


async def _body(scope: Scope, line: _Line) -> io.BufferedIOBase:
    """Return the body: in memory if it is small, else to be read as it comes. Raises ClientLeft."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    length = int(announced) if announced.isdigit() else 0
    if length > _SMALL:
        return io.BufferedReader(_Coming(line))
    whole = io.BytesIO()
    # Without an announced length there is no body for Django, whatever comes.
    has_more = length > 0
    while has_more:
        message = await line.receive()
        whole.write(message.get("body", b""))
        has_more = message.get("more_body", False)
    whole.seek(0)
    return whole


class _Coming(io.RawIOBase):
    """A body that is read by a thread while it comes."""

    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line
        self._left = memoryview(b"")
        self._has_more = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and self._has_more:
            message = self._line.take()
            self._left = memoryview(message.get("body", b""))
            self._has_more = message.get("more_body", False)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
