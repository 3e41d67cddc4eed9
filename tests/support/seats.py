"""Seats at grids for tests: the real websocket application and desk in this process, without a network."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connections

from theatrum.doors.live.asgi import Message
from theatrum.doors.live.grids.app import GridApp
from theatrum.doors.live.grids.desk import Desk
from theatrum.doors.live.grids.hubs import Hubs
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.actions.tickets import create_ticket
from theatrum.repository.grids.models import Workspace

Json = dict[str, Any]


class Closing(Desk):
    """The desk of a test: no connection stays open in a thread, or the test's database could not be taken away."""

    def let_go(self) -> None:
        """Close the connections of this thread."""
        connections.close_all()


def another(*, look: float = 3600.0) -> GridApp:
    """Return an application, as another web process has one; ``look`` as for ``serve``."""
    app = GridApp(Closing())
    app.hubs = Hubs(app.desk, look=look)
    return app


def serve(test: Callable[[GridApp], Awaitable[None]], *, look: float = 3600.0) -> None:
    """Run a test with an application of its own; ``look``: seconds between two looks at who may stay."""

    async def run() -> None:
        app = another(look=look)
        try:
            await test(app)
        finally:
            await app.close()

    asyncio.run(run())


def ticket(actor: Actor, workspace: Workspace) -> str:
    """Return a new ticket."""
    with writing():
        return create_ticket(actor=actor, workspace=workspace)


class Seat:
    """The browser's side of one websocket."""

    def __init__(self) -> None:
        self._said: asyncio.Queue[Message] = asyncio.Queue()
        self._heard: asyncio.Queue[Message] = asyncio.Queue()
        self._ids = count(1)
        self.log: list[Json] = []
        self.closed: int | None = None
        self.welcome: Json = {}

    async def receive(self) -> Message:
        """Give the application what was said."""
        return await self._said.get()

    async def send(self, message: Message) -> None:
        """Take what the application says."""
        await self._heard.put(message)

    def say(self, message: Json | str) -> None:
        """Say something."""
        text = message if isinstance(message, str) else json.dumps(message)
        self._said.put_nowait({"type": "websocket.receive", "text": text})

    def begin(self) -> None:
        """Ask for the connection."""
        self._said.put_nowait({"type": "websocket.connect"})

    def leave(self) -> None:
        """Let the connection break."""
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def next(self) -> Json:
        """Return the next message; ``{"t": "closed"}`` at the end."""
        message = await self._heard.get()
        while message["type"] == "websocket.accept":
            message = await self._heard.get()
        if message["type"] == "websocket.close":
            self.closed = message["code"]
            return {"t": "closed", "code": message["code"]}
        told: Json = json.loads(message["text"])
        self.log.append(told)
        return told

    async def hear(self, t: str, **wanted: object) -> Json:
        """Return the next message of a type with these fields; what comes before is in the log."""
        while True:
            told = await self.next()
            if told["t"] == t and all(told.get(name) == value for name, value in wanted.items()):
                return told
            assert told["t"] != "closed", self.log[-3:]

    async def ask(self, t: str, **fields: object) -> Json:
        """Ask something and return the answer."""
        number = next(self._ids)
        self.say({"t": t, "id": number, **fields})
        while True:
            told = await self.next()
            if told.get("id") == number and told["t"] not in {"operation", "here"}:
                return told
            assert told["t"] != "closed", self.log[-3:]

    async def edit(self, *, since: int = 0, operation: str = "", group: str = "", **change: object) -> Json:
        """Change something and return the answer."""
        names = {"operation": operation or str(uuid4()), "group": group or str(uuid4())}
        return await self.ask("edit", since=since, change=change, **names)


@asynccontextmanager
async def seated(
    app: GridApp, actor: Actor, workspace: Workspace, *, since: int | None = None, seat: int | None = None
) -> AsyncIterator[Seat]:
    """Take a seat, with the welcome heard."""
    text = await asyncio.to_thread(_ticket, actor, workspace)
    async with connected(app) as mine:
        mine.say({"t": "hello", "ticket": text, "since": since, "seat": seat})
        mine.welcome = await mine.hear("welcome")
        yield mine


def _ticket(actor: Actor, workspace: Workspace) -> str:
    try:
        return ticket(actor, workspace)
    finally:
        connections.close_all()


@asynccontextmanager
async def connected(app: GridApp, *, origin: str | None = None) -> AsyncIterator[Seat]:
    """Connect without a word."""
    mine = Seat()
    headers = [(b"host", b"grid.example")] + ([(b"origin", origin.encode())] if origin else [])
    mine.begin()
    task = asyncio.create_task(app({"type": "websocket", "headers": headers}, mine.receive, mine.send))
    try:
        yield mine
    finally:
        mine.leave()
        await task
