"""The one ASGI application hands each connection to whom it concerns."""

import asyncio
from collections.abc import Iterable

import pytest

from theatrum.wiring.asgi import Application
from theatrum.wiring.sockets import App, Message, Receive, Scope, Send


def answering(name: str) -> App:
    """Return an application that answers with its name and the headers that it saw."""

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": scope["headers"]})
        await send({"type": "http.response.body", "body": name.encode()})

    return app


def request(application: Application, path: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> list[Message]:
    """Send one request and return what was answered."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": list(headers)}
    asyncio.run(application(scope, receive, send))
    return sent


@pytest.fixture
def application() -> Application:
    return Application(django=answering("django"), file_bytes=answering("bytes"))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/healthz", b'{"status": "ok"}'),
        ("/bytes/blobs/x", b"bytes"),
        ("/", b"django"),
        ("/bytesize", b"django"),
        ("/healthz/", b"django"),
        ("/repo/v1/bytes/x", b"django"),
    ],
)
def test_path_decides_who_answers(application: Application, path: str, body: bytes) -> None:
    assert request(application, path)[1]["body"] == body


def test_header_with_an_underscore_cannot_pass_for_one_of_the_proxy(application: Application) -> None:
    answer = request(application, "/", [(b"x_forwarded_for", b"8.8.8.8"), (b"x-forwarded-for", b"1.1.1.1")])
    assert answer[0]["headers"] == [(b"x-forwarded-for", b"1.1.1.1")]


@pytest.mark.parametrize("has_extension", [True, False])
def test_unknown_websocket_is_refused_before_it_opens(application: Application, *, has_extension: bool) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    extensions: dict[str, object] = {"websocket.http.response": {}} if has_extension else {}
    asyncio.run(application({"type": "websocket", "path": "/live/x", "extensions": extensions}, receive, send))
    first = {"type": "websocket.http.response.start", "status": 404} if has_extension else {"code": 4404}
    assert first.items() <= sent[0].items()
    assert len(application.connections) == 0


def test_lifespan_is_answered_to_its_end(application: Application) -> None:
    asked = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(asked)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(application({"type": "lifespan"}, receive, send))
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_what_django_lets_through_is_answered_and_logged(capsys: pytest.CaptureFixture[str]) -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("no routes")

    start, body = request(Application(django=broken), "/")
    assert start["status"] == 500
    assert b"has logged why" in body["body"]
    assert "no routes" in "".join(capsys.readouterr())
