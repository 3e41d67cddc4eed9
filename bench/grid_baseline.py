"""The least that a shared grid could be: each message is stored by one commit, then sent to everybody.

``granian --interface asgi grid_baseline:app``; GRID_BASELINE names the SQLite file. No order, verdicts, log or access.
"""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Message = MutableMapping[str, Any]
_seats: set[asyncio.Queue[str]] = set()
_thread = ThreadPoolExecutor(1)


def _connect() -> sqlite3.Connection:
    connection = sqlite3.connect(os.environ["GRID_BASELINE"], check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS edits (id INTEGER PRIMARY KEY, text TEXT)")
    return connection


_database = _connect()


def _store(text: str) -> None:
    _database.execute("INSERT INTO edits (text) VALUES (?)", [text])


async def app(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Serve one seat."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    queue: asyncio.Queue[str] = asyncio.Queue()

    async def forward() -> None:
        while True:
            await send({"type": "websocket.send", "text": await queue.get()})

    _seats.add(queue)
    task = asyncio.create_task(forward())
    try:
        while (message := await receive())["type"] == "websocket.receive":
            await asyncio.get_running_loop().run_in_executor(_thread, _store, message["text"])
            for seat in _seats:
                seat.put_nowait(message["text"])
    finally:
        task.cancel()
        _seats.discard(queue)
