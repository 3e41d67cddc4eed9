"""Closing websockets in every state that their applications can be in."""

import asyncio
from collections.abc import Awaitable, Callable, Generator

import pytest

from theatrum.wiring.sockets import App, Connections, Message, Receive, Scope, Send

CLOSE = ("websocket.close", 1012)


class Turn:
    """Awaiting it lets every other task run up to its next wait."""

    def __await__(self) -> Generator[None, None, None]:
        yield


class Peer:
    """The server's side of one websocket: what it hands in, and what it was sent."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[tuple[object, object]] = []

    async def send(self, message: Message) -> None:
        await Turn()
        self.sent.append((message["type"], message.get("code")))


def run(app: App, during: Callable[[Connections, Peer], Awaitable[None]]) -> Peer:
    """Run an application on one connection, do something meanwhile, close all, and wait for its end."""

    async def inside() -> Peer:
        connections, peer = Connections(), Peer()
        serving = asyncio.create_task(connections.serve(app, {}, peer.incoming.get, peer.send))
        await Turn()
        await during(connections, peer)
        await connections.close_all()
        await connections.emptied()
        await serving
        assert len(connections) == 0
        return peer

    return asyncio.run(inside())


async def listening(_scope: Scope, receive: Receive, _send: Send) -> None:
    """Receive until the end."""
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def nothing(_connections: Connections, _peer: Peer) -> None:
    """Do nothing."""


def test_application_that_waits_is_told_after_the_close_was_sent() -> None:
    assert run(listening, nothing).sent == [CLOSE]


def test_message_that_comes_with_the_close_does_not_hold_it_up() -> None:
    async def during(connections: Connections, peer: Peer) -> None:
        peer.incoming.put_nowait({"type": "websocket.receive", "text": "x"})
        await connections.close_all()

    assert run(listening, during).sent == [CLOSE]


def test_application_that_is_busy_is_closed_and_learns_it_when_it_listens() -> None:
    ready = asyncio.Event()

    async def busy(_scope: Scope, receive: Receive, send: Send) -> None:
        await ready.wait()
        await send({"type": "websocket.send", "text": "too late"})
        assert (await receive())["code"] == 1012

    async def during(connections: Connections, _peer: Peer) -> None:
        await connections.close_all()
        ready.set()

    assert run(busy, during).sent == [CLOSE]


def test_connection_that_comes_while_closing_is_refused() -> None:
    async def inside() -> Peer:
        connections, peer = Connections(), Peer()
        await connections.close_all()
        await connections.serve(listening, {}, peer.incoming.get, peer.send)
        return peer

    assert asyncio.run(inside()).sent == [CLOSE]


def test_peer_that_is_gone_stops_nobody() -> None:
    async def gone(_message: Message) -> None:
        raise ConnectionError

    async def inside() -> None:
        connections, peer = Connections(), Peer()
        serving = asyncio.create_task(connections.serve(listening, {}, peer.incoming.get, gone))
        await Turn()
        await connections.close_all()
        await connections.emptied()
        with pytest.raises(ConnectionError):
            await serving

    asyncio.run(inside())
