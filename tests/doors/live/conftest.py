"""The byte plane under test: in this process for its logic, behind granian for what only a wire shows."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.doors.live.server import KEY, Server
from theatrum.doors.live.asgi import Message, Scope
from theatrum.doors.live.bytes import BytesApp
from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner


@dataclass
class Answer:
    """What the application sent."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    ended: bool = False


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


class Plane:
    """The application and its store, called without a network."""

    def __init__(self, root: Path, *, quota: int = 0) -> None:
        self.clock = Clock()
        self.signer = UrlSigner(KEY, base_url="http://localhost", now=self.clock)
        self.store = LocalBlobs(root, signer=self.signer, quota=quota)
        self.locked: set[str] = set()
        self.app = BytesApp(self.store, signer=self.signer, locks=self._locks, threads=2)

    async def _locks(self, key: str, _reader: str) -> bool:
        return key in self.locked

    def close(self) -> None:
        self.app.close()
        self.store.close()

    def begin(self, size: int, part_size: int, upload_id: str = "u") -> tuple[str, dict[int, str]]:
        """Open an upload; return its handle and the addresses of its parts."""
        upload = self.store.begin(upload_id, size=size, part_size=part_size)
        count = max(1, -(-size // part_size))
        return upload, {
            number: signed.url for number, signed in self.store.sign_parts(upload, range(1, count + 1)).items()
        }

    def address(self, content: bytes, *, name: str = "a.txt", content_type: str = "text/plain") -> tuple[str, str]:
        """Store a blob; return its key and a signed address."""
        key = self.store.put([content]).key
        return key, self.store.sign_download(key, file_name=name, content_type=content_type)

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: list[bytes] | None = None,
        receive: Callable[[], Awaitable[Message]] | None = None,
    ) -> Answer:
        """Send one request; ``body`` in the pieces given, with its length announced unless a header says otherwise."""
        named = {name.lower(): value for name, value in (headers or {}).items()}
        if body is not None and not {"content-length", "transfer-encoding"} & set(named):
            named["content-length"] = str(sum(map(len, body)))
        return asyncio.run(self._call(scope_of(method, url, named), receive or _receiver(body or [])))

    async def _call(self, scope: Scope, receive: Callable[[], Awaitable[Message]]) -> Answer:
        answer = Answer()

        async def send(message: Message) -> None:
            assert not answer.ended, "something was sent after the end"
            if message["type"] == "http.response.start":
                assert not answer.status, "two answers"
                answer.status = message["status"]
                answer.headers = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
            else:
                assert answer.status, "a body before the status"
                answer.body += message.get("body", b"")
                answer.ended = not message.get("more_body", False)

        await self.app(scope, receive, send)
        return answer


def scope_of(method: str, url: str, headers: Mapping[str, str]) -> dict[str, Any]:
    parts = urlsplit(url)
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": parts.path, "query_string": parts.query.encode(), "headers": raw}


def _receiver(body: list[bytes]) -> Callable[[], Awaitable[Message]]:
    messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    if messages:
        messages[-1]["more_body"] = False
    else:
        messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        return await silence()

    return receive


async def silence() -> Message:
    """Wait for ever: the client stays, and says no more."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError("nothing ends the silence")


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[Plane]:
    opened = Plane(tmp_path / "blobs")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return one server for the tests of a module; each test uses an upload of its own."""
    started = Server(tmp_path_factory.mktemp("served"))
    started.start()
    yield started
    started.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """Return a server that the test may stop."""
    started = Server(tmp_path)
    started.start()
    yield started
    started.stop()
