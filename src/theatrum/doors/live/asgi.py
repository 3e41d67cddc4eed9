"""The little of ASGI that the live door needs: its types, reading a header, sending a short answer."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Iterable[tuple[str, str]]


def header(scope: Scope, name: str) -> str | None:
    """Return a request header; None when it is absent, several of the same name joined by commas."""
    wanted = name.lower().encode()
    found = [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == wanted]
    return ", ".join(found) if found else None


async def start(send: Send, status: int, headers: Headers) -> None:
    """Send the status line and the headers."""
    raw = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def answer(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    """Send a whole short answer."""
    await start(send, status, [*headers, ("content-length", str(len(body)))])
    await send({"type": "http.response.body", "body": body})


async def answer_json(send: Send, status: int, facts: Mapping[str, object], *, headers: Headers = ()) -> None:
    """Send a short JSON answer that nobody may cache."""
    body = json.dumps(facts).encode()
    fixed = [("content-type", "application/json"), ("cache-control", "no-store"), ("x-content-type-options", "nosniff")]
    await answer(send, status, [*fixed, *headers], body)
