"""Django behind ASGI: what it is told of a request, and how its answer goes out."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterator, Sequence
from wsgiref.types import StartResponse

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse, UnreadablePostError

from theatrum.wiring.sockets import Message, Receive, Scope, Send
from theatrum.wiring.threads import Environ, InThreads, environ_of

View = Callable[[WSGIRequest], HttpResponseBase]
Headers = Sequence[tuple[bytes, bytes]]
LONG = 300 * 1024


def ask(
    view: View, *pieces: bytes, announced: int | None = None, headers: Headers = (), leaves: bool = False
) -> list[Message]:
    """Send a request of these pieces and return the messages of its answer."""
    sent: list[Message] = []
    incoming = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if not leaves and incoming:
        incoming[-1]["more_body"] = False
    coming: Iterator[Message] = iter([*incoming, {"type": "http.disconnect"}])

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(InThreads(handler(view), threads=2)(scope(pieces, announced, headers), receive, send))
    return sent


def handler(view: View) -> Callable[[Environ, StartResponse], HttpResponseBase]:
    """Return what Django's own handler is, for one view."""

    def handle(environ: Environ, start_response: StartResponse) -> HttpResponseBase:
        response = view(WSGIRequest(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    return handle


def scope(pieces: tuple[bytes, ...] = (), announced: int | None = None, headers: Headers = ()) -> Scope:
    length = sum(map(len, pieces)) if announced is None else announced
    lengths = [(b"content-length", str(length).encode())] if length else []
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/grüße",
        "query_string": b"a=%C3%BC",
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.2", 4000),
        "headers": [*lengths, *headers],
    }


def echo(request: WSGIRequest) -> HttpResponse:
    return HttpResponse(request.read(), content_type="text/plain")


def test_a_whole_answer_goes_out_in_one_piece() -> None:
    start, body = ask(lambda _: HttpResponse([b"one ", b"answer"], status=201, headers={"X-Say": "a"}), b"ignored")
    assert (start["status"], dict(start["headers"])[b"x-say"]) == (201, b"a")
    assert body == {"type": "http.response.body", "body": b"one answer"}


@pytest.mark.parametrize(
    "pieces", [(b"{}",), (b"a" * 1000, b"b" * 1000), (b"c" * LONG,), (b"d" * LONG, b"", b"e" * LONG)]
)
def test_a_body_arrives_as_it_was_sent(pieces: tuple[bytes, ...]) -> None:
    assert ask(echo, *pieces)[1]["body"] == b"".join(pieces)


def test_lines_of_a_long_body_can_be_read() -> None:
    line = b"x" * 1023 + b"\n"
    view: View = lambda request: HttpResponse(str(len(list(request))))  # noqa: E731  # as short as it gets
    assert ask(view, *[line * 100] * 4)[1]["body"] == b"400"


def test_who_leaves_within_a_small_body_is_not_answered() -> None:
    asked: list[WSGIRequest] = []

    def view(request: WSGIRequest) -> HttpResponse:
        asked.append(request)
        return HttpResponse()

    assert ask(view, b"half", announced=100, leaves=True) == []
    assert not asked


def test_who_leaves_within_a_long_body_is_no_whole_request() -> None:
    def view(request: WSGIRequest) -> HttpResponse:
        with pytest.raises(UnreadablePostError):
            request.read()
        return HttpResponse("seen")

    assert ask(view, b"x" * LONG, announced=2 * LONG, leaves=True)[1]["body"] == b"seen"


def test_a_streamed_answer_is_never_held_as_a_whole() -> None:
    """The next piece is made when the one before was taken."""
    order: list[str] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            order.append(f"made {number}")
            yield b"piece"

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message.get("body"):
            order.append("taken")

    application = InThreads(handler(lambda _: StreamingHttpResponse(pieces())), threads=1)
    asyncio.run(application(scope(), receive, send))
    assert order == ["made 0", "taken", "made 1", "taken", "made 2", "taken"]


def test_a_streamed_answer_that_fails_is_closed_and_told() -> None:
    closed = threading.Event()

    def pieces() -> Iterator[bytes]:
        try:
            yield b"piece"
            raise RuntimeError("the disk failed")
        finally:
            closed.set()

    with pytest.raises(RuntimeError, match="the disk failed"):
        ask(lambda _: StreamingHttpResponse(pieces()))
    assert closed.is_set()


def test_who_takes_nothing_any_more_ends_a_streamed_answer() -> None:
    closed = threading.Event()

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                yield b"piece"
        finally:
            closed.set()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise ConnectionResetError

    application = InThreads(handler(lambda _: StreamingHttpResponse(pieces())), threads=1)
    with pytest.raises(ConnectionResetError):
        asyncio.run(application(scope(), receive, send))
    assert closed.is_set()


def test_requests_run_beside_each_other() -> None:
    """Each waits for the other: one after the other, neither would end."""
    together = threading.Barrier(2)

    def view(_request: WSGIRequest) -> HttpResponse:
        together.wait(timeout=60)
        return HttpResponse("both")

    async def both(application: InThreads, receive: Receive, send: Send) -> None:
        await asyncio.gather(*(application(scope(), receive, send) for _ in range(2)))

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(both(InThreads(handler(view), threads=2), receive, send))
    assert [message["body"] for message in sent if "body" in message] == [b"both", b"both"]


def test_environ_says_what_the_request_said() -> None:
    headers = [
        (b"host", b"example.org"),
        (b"accept", b"text/html"),
        (b"accept", b"text/plain"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-name", "Zoë".encode("latin-1")),
        (b"content-type", b"text/plain"),
    ]
    environ = environ_of(scope((b"1234",), headers=headers), io.BytesIO(b"1234"))
    request = WSGIRequest(environ)
    assert (request.method, request.path, request.GET["a"]) == ("POST", "/grüße", "ü")
    assert request.headers["Accept"] == "text/html,text/plain"
    assert request.COOKIES == {"a": "1", "b": "2"}
    assert (environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]) == ("4", "text/plain")
    assert (environ["HTTP_X_NAME"], environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("Zoë", "127.0.0.2", "8080")


@pytest.mark.parametrize("length", [b"", b"-5", b"many"])
def test_a_length_that_is_no_number_is_no_body(length: bytes) -> None:
    assert ask(echo, headers=[(b"content-length", length)])[1]["body"] == b""
