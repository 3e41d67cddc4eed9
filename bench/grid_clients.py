"""Seats at a grid, and at the bare websocket that stands beside it: both are asked for the same in the same words.

    python bench/grid_clients.py PORT HEIGHT WIDTH TICKET

pastes: a process of its own, or its work would be counted to the server's. Without a ticket at the bare websocket.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

WINDOW = 200
_LARGEST = 2**28
# In seconds: between two edits of one seat alone; of each seat of a crowd, from and to; until the last is heard.
_PAUSE, _CROWD, _AFTER = 0.01, (0.2, 0.6), 1.0
# A browser reads messages far quicker than Python: here only what is asked about is looked at.
_OPERATION = re.compile(r'"operation": ?"([^"]+)"')
_HERE = re.compile(r'"slot": ?(\d+)')
Json = dict[str, Any]


class Times:
    """How long things took, in seconds."""

    def __init__(self, found: Sequence[float] = ()) -> None:
        self._found = list(found)

    def add(self, seconds: float) -> None:
        """Note one."""
        self._found.append(seconds)

    def __add__(self, other: "Times") -> "Times":
        """Return both."""
        return Times([*self._found, *other._found])

    def __str__(self) -> str:
        """Return the median, the one that 1 in 100 exceeds, and the worst."""
        found = sorted(self._found)
        if not found:
            return "nothing heard"
        middle, late, worst = (found[int(len(found) * part)] * 1000 for part in (0.5, 0.99, 0.999999))
        return f"p50 {middle:.1f} ms, p99 {late:.1f} ms, worst {worst:.0f} ms of {len(found):,}"


class Seat:
    """One seat; ``is_bare``: where every message is sent to everybody, the sender too, and nothing is answered."""

    def __init__(self, socket: ClientConnection, *, is_bare: bool = False) -> None:
        self.is_bare = is_bare
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._awaited: dict[str, asyncio.Future[None]] = {}
        self.heard: dict[str, float] = {}
        self.seen: dict[int, float] = {}
        self._task = asyncio.create_task(self._listen())

    @classmethod
    @asynccontextmanager
    async def bare(cls, port: int) -> AsyncIterator["Seat"]:
        """Take a seat at the bare websocket."""
        async with connect(f"ws://127.0.0.1:{port}/", max_size=_LARGEST) as socket:
            found = cls(socket, is_bare=True)
            yield found
            await found.close()

    async def _listen(self) -> None:
        async for text in self._socket:
            self._hear(str(text), time.perf_counter())

    def _hear(self, text: str, at: float) -> None:
        if self.is_bare or text.startswith('{"t":"operation"'):
            if match := _OPERATION.search(text[:2_000]):
                self.heard[match[1]] = at
                if (awaited := self._awaited.pop(match[1], None)) is not None:
                    awaited.set_result(None)
        elif text.startswith('{"t": "here"'):
            if match := _HERE.search(text):
                self.seen[int(match[1])] = at
        else:
            told = json.loads(text)
            number = 0 if told["t"] == "welcome" else told.get("id")
            if number in self._answers:
                self._answers.pop(number).set_result(told)

    async def ask(self, t: str, **fields: object) -> Json:
        """Ask, and wait for the answer."""
        number = 0 if t == "hello" else next(self._ids)
        return await self._send(number, json.dumps({"t": t, "id": number, **fields}))

    async def _send(self, number: int, text: str) -> Json:
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(text)
        told: Json = await answer
        if told["t"] == "refused":
            raise RuntimeError(told["reason"])
        return told

    def written(self, cells: Sequence[Sequence[object]], operation: str) -> tuple[int, str]:
        """Return an edit as it is sent, with its number."""
        number, change = next(self._ids), {"cells": cells}
        fields = {"t": "edit", "id": number, "operation": operation, "group": operation[:36], "since": 2**40}
        return number, json.dumps({**fields, "change": change})

    async def edit(self, cells: Sequence[Sequence[object]], operation: str = "") -> None:
        """Change cells, and wait until that is done."""
        name = operation or str(uuid4())
        await self.send(name, *self.written(cells, name))

    async def send(self, operation: str, number: int, text: str) -> None:
        """Send an edit that is written already, and wait until it is done."""
        if not self.is_bare:
            await self._send(number, text)
            return
        awaited = self._awaited[operation] = asyncio.get_running_loop().create_future()
        await self._socket.send(text)
        await awaited

    async def move(self, slot: int) -> None:
        """Say where this seat is; nobody answers."""
        here = {"t": "here", "id": 0, "row": 1, "slot": slot, "to": None, "is_editing": False}
        await self._socket.send(json.dumps(here))

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()
        await self._task


async def waited(work: Any) -> tuple[float, Json]:
    """Return how long something took, and its answer."""
    began = time.perf_counter()
    answer = await work
    return time.perf_counter() - began, answer


@asynccontextmanager
async def seat(port: int, ticket: Callable[[], str]) -> AsyncIterator[tuple[Seat, float]]:
    """Take a seat at a grid; yields how long that took, too."""
    text = await asyncio.to_thread(ticket)
    async with connect(f"ws://127.0.0.1:{port}/live/grid", max_size=_LARGEST) as socket:
        found = Seat(socket)
        took, _ = await waited(found.ask("hello", ticket=text, since=None, seat=None))
        yield found, took
        await found.close()


async def edits(writer: Seat, other: Seat, *, rows: int, until: Callable[[], bool]) -> Times:
    """Edit single cells one after the other; returns how long another seat waited to hear of each."""
    sent: dict[str, float] = {}
    chance = random.Random(2)  # noqa: S311  # the same edits each time
    while not until():
        name, row = str(uuid4()), chance.randrange(1, rows + 1)
        sent[name] = time.perf_counter()
        await writer.edit([[row, 3, chance.choice("abcd")]], name)
        await asyncio.sleep(_PAUSE)
    await asyncio.sleep(_AFTER)
    missed = [name for name in sent if name not in other.heard]
    if missed:
        raise RuntimeError(f"{len(missed)} of {len(sent)} edits were not heard")
    return Times([other.heard[name] - at for name, at in sent.items()])


async def pings(mover: Seat, other: Seat, *, until: Callable[[], bool]) -> Times:
    """Move about; returns how long another seat waited to see it: no more than the event loop has to do for it."""
    sent: dict[int, float] = {}
    while not until():
        slot = len(sent)
        sent[slot] = time.perf_counter()
        await mover.move(slot)
        await asyncio.sleep(_PAUSE)
    await asyncio.sleep(_AFTER)
    return Times([other.seen[slot] - at for slot, at in sent.items() if slot in other.seen])


async def crowd(
    seats: Sequence[AbstractAsyncContextManager[Any]], *, rows: int, seconds: float
) -> tuple[Times, int, int]:
    """Let many edit at once, each a few times a second.

    Returns how long everybody waited to hear of each edit, how many there were, and how often one was not heard.
    """
    sent: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        taken = [await stack.enter_async_context(one) for one in seats]
        clients: list[Seat] = [one[0] if isinstance(one, tuple) else one for one in taken]
        until = time.perf_counter() + seconds

        async def work(client: Seat, chance: random.Random) -> None:
            await asyncio.sleep(chance.uniform(*_CROWD))
            while time.perf_counter() < until:
                name = str(uuid4())
                sent[name] = time.perf_counter()
                await client.edit([[chance.randrange(1, rows + 1), 3, chance.choice("abcd")]], name)
                await asyncio.sleep(chance.uniform(*_CROWD))

        await asyncio.gather(*(work(one, random.Random(index)) for index, one in enumerate(clients)))  # noqa: S311  # same
        await asyncio.sleep(_AFTER)
    times = Times([one.heard[name] - at for one in clients for name, at in sent.items() if name in one.heard])
    missed = sum(name not in one.heard for one in clients for name in sent)
    return times, len(sent), missed


async def pasted(port: int, ticket: str, shape: tuple[int, int], begin: asyncio.Event | None = None) -> float:
    """Return how long somebody else waits until a paste of so many rows and columns is stored, with its verdicts.

    ``begin`` is set as soon as it is sent.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, str(port), str(shape[0]), str(shape[1]), ticket, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    if begin is not None:
        begin.set()
    line = await process.stdout.readline()
    await process.wait()
    return float(line)


async def _paste(port: int, height: int, width: int, ticket: str) -> None:
    # In each column another text than stands there, whatever was pasted before: most of the time.
    some = random.randrange(1_000)  # noqa: S311  # any
    texts = [
        "abcd"[(some + slot) % 4] if slot < 20 else str(some) if slot < 40 else f"HTA1_{some}" for slot in range(width)
    ]
    cells = [[row, slot, texts[slot]] for row in range(1, height + 1) for slot in range(width)]
    async with AsyncExitStack() as stack:
        if ticket:
            found, _ = await stack.enter_async_context(seat(port, lambda: ticket))
        else:
            found = await stack.enter_async_context(Seat.bare(port))
        name = str(uuid4())
        number, text = found.written(cells, name)
        print("sent", flush=True)
        began = time.perf_counter()
        await found.send(name, number, text)
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    asyncio.run(_paste(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
