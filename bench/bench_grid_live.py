"""A grid of 100,000 rows by 60 columns over its websocket: opened, scrolled, sorted, edited by several at once.

    python bench/bench_grid_live.py [--rows 100000] [--seconds 20] [--seats 20]

A web process of its own on a fresh SQLite database, and clients in this process. Times are what a client waits.
The baseline is a bare websocket that stores each message by one commit and sends it to everybody, in the same run.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[1]
EDITS = 300
WINDOW = 200
PASTED = 60_000
Json = dict[str, Any]


class Client:
    """One seat."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self.heard: dict[str, float] = {}
        self.operations = 0
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for text in self._socket:
            at, told = time.perf_counter(), json.loads(text)
            if told["t"] == "operation":
                self.operations += 1
                if told["operation"]:
                    self.heard[told["operation"]] = at
            elif (number := told.get("id")) in self._answers:
                self._answers.pop(number).set_result(told)
            elif told["t"] == "welcome":
                self._answers.pop(0).set_result(told)

    async def ask(self, t: str, **fields: object) -> Json:
        """Ask, and wait for the answer."""
        number = 0 if t == "hello" else next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"t": t, "id": number, **fields}))
        told: Json = await answer
        if told["t"] == "refused":
            raise RuntimeError(told["reason"])
        return told

    async def edit(self, cells: Sequence[Sequence[object]], operation: str = "") -> Json:
        """Change cells."""
        name = operation or str(uuid4())
        return await self.ask("edit", operation=name, group=str(uuid4()), since=2**40, change={"cells": cells})

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()
        await self._task


class Server:
    """The web process."""

    def __init__(self, port: int) -> None:
        self.port = port
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "theatrum.wiring.web", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "THEATRUM_PORT": str(port), "THEATRUM_LOG_FORMAT": "json"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._line = ours
        ours.recv(16)

    def memory(self, what: str) -> float:
        """Return VmRSS or VmHWM in MiB."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8").splitlines()
        return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024

    def stop(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait()
        self._line.close()


def _percentiles(times: list[float]) -> str:
    found = sorted(times)
    if not found:
        return "nothing"
    return f"p50 {found[len(found) // 2] * 1000:6.1f} ms, p99 {found[int(len(found) * 0.99)] * 1000:6.1f} ms"


async def _waited(work: Any) -> tuple[float, Json]:
    began = time.perf_counter()
    answer = await work
    return time.perf_counter() - began, answer


async def _edits(writer: Client, other: Client, *, rows: range, until: Callable[[], bool]) -> list[float]:
    """Edit single cells one after the other; returns how long the other seat waited to hear of each."""
    sent: dict[str, float] = {}
    chance = random.Random(2)  # noqa: S311  # the same edits each time
    while not until():
        name, row = str(uuid4()), chance.choice(rows)
        sent[name] = time.perf_counter()
        await writer.edit([[row, 3, chance.choice("abcd")]], name)
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)
    return [other.heard[name] - at for name, at in sent.items() if name in other.heard]


@asynccontextmanager
async def _seat(port: int, ticket: Callable[[], str]) -> AsyncIterator[tuple[Client, Json, float]]:
    text = await asyncio.to_thread(ticket)
    async with connect(f"ws://127.0.0.1:{port}/live/grid", max_size=2**28) as socket:
        client = Client(socket)
        waited, welcome = await _waited(client.ask("hello", ticket=text, since=None, seat=None))
        yield client, welcome, waited
        await client.close()


async def _warm(server: Server, ticket: Callable[[], str]) -> None:
    """Let the server load what it loads once, at a small grid."""
    async with _seat(server.port, ticket) as (ann, _, _), _seat(server.port, ticket) as (bob, _, _):
        for client in (ann, bob, ann, bob):
            await client.ask("rows", view=0, count=WINDOW, **{"from": 0})
            await client.edit([[row, 3, "b"] for row in range(1, 50)])
            for view in _views().values():
                await client.ask("view", view=view)


async def _measure(server: Server, ticket: Callable[[], str], options: argparse.Namespace) -> dict[str, str]:
    found: dict[str, str] = {}
    rows, before = options.rows, server.memory("VmRSS")
    async with _seat(server.port, ticket) as (ann, _, opened):
        found["first seat: welcome"] = f"{opened * 1000:.0f} ms"
        waited, _ = await _waited(ann.ask("rows", view=0, count=WINDOW, **{"from": 0}))
        found[f"first {WINDOW} rows"] = f"{waited * 1000:.0f} ms"
        windows = [
            (await _waited(ann.ask("rows", view=0, count=WINDOW, **{"from": random.randrange(rows - WINDOW)})))[0]  # noqa: S311  # anywhere
            for _ in range(100)
        ]
        found[f"{WINDOW} rows anywhere"] = _percentiles(windows)
        for name, view in _views().items():
            waited, answer = await _waited(ann.ask("view", view=view))
            found[name] = f"{waited * 1000:.0f} ms ({answer['total']:,} rows)"
        found["find in all cells"] = f"{(await _waited(ann.ask('find', text='zz', limit=1000)))[0] * 1000:.0f} ms"
        async with _seat(server.port, ticket) as (bob, _, again), _seat(server.port, ticket) as (cy, _, _):
            found["next seat: welcome"] = f"{again * 1000:.0f} ms"
            await cy.ask("rows", view=0, count=WINDOW, **{"from": 0})
            left = iter(range(EDITS))
            alone = await _edits(ann, bob, rows=range(1, rows + 1), until=lambda: next(left, None) is None)
            found["edit to other seat, alone"] = _percentiles(alone)
            for shape in ((1000, 60), (60_000, 1)):
                told = await _paste(cy, ann, bob, shape=shape, rows=rows)
                found[f"60,000 cells pasted, {shape[0]:,} by {shape[1]}"], found[f"edit meanwhile ({shape[0]:,})"] = (
                    told
                )
        found["memory of the server for it"] = (
            f"{server.memory('VmRSS') - before:.0f} MiB (peak {server.memory('VmHWM') - before:.0f})"
        )
    return found


def _views() -> dict[str, Json]:
    empty: Json = {"sort": [], "filters": [], "problems": "all"}
    by_number, by_text = [{"slot": 20, "is_descending": True}], [{"slot": 45, "is_descending": False}]
    return {
        "sorted by numbers": {**empty, "sort": by_number},
        "sorted by texts, all different": {**empty, "sort": by_text},
        "filtered by value": {**empty, "filters": [{"slot": 3, "has": ["b"], "like": None}]},
        "with problems": {**empty, "problems": "error"},
    }


async def _paste(
    paster: Client, writer: Client, other: Client, *, shape: tuple[int, int], rows: int
) -> tuple[str, str]:
    height, width = min(shape[0], rows), shape[1]
    texts = ["b" if slot < 20 else "7" if slot < 40 else "HTA1_1" for slot in range(width)]
    cells = [[row, slot, texts[slot]] for row in range(1, height + 1) for slot in range(width)]
    pasting = asyncio.create_task(_waited(paster.edit(cells)))
    others = await _edits(writer, other, rows=range(1, rows + 1), until=pasting.done)
    waited, _ = await pasting
    return f"{waited:.2f} s", _percentiles(others)


async def _crowd(port: int, ticket: Callable[[], str], options: argparse.Namespace) -> tuple[str, int]:
    """Let many edit at once, each a few times a second; returns how long one of them waited to hear of the others."""
    seats = [_seat(port, ticket) for _ in range(options.seats)]
    clients = [(await seat.__aenter__())[0] for seat in seats]
    until = time.perf_counter() + options.seconds
    sent: dict[str, float] = {}

    async def edit(client: Client, chance: random.Random) -> None:
        while time.perf_counter() < until:
            name = str(uuid4())
            sent[name] = time.perf_counter()
            await client.edit([[chance.randrange(1, options.rows + 1), 3, chance.choice("abcd")]], name)
            await asyncio.sleep(chance.uniform(0.2, 0.6))

    await asyncio.gather(*(edit(one, random.Random(index)) for index, one in enumerate(clients)))  # noqa: S311  # the same
    await asyncio.sleep(1)
    waited = [one.heard[name] - at for one in clients for name, at in sent.items() if name in one.heard]
    missed = sum(name not in one.heard for one in clients for name in sent)
    for seat in seats:
        await seat.__aexit__(None, None, None)
    return f"{len(sent):,} edits, {_percentiles(waited)}, {missed} not heard", len(sent)


async def _baseline(port: int) -> str:
    async with connect(f"ws://127.0.0.1:{port}/") as one, connect(f"ws://127.0.0.1:{port}/") as two:
        times = []
        for index in range(EDITS):
            text, began = json.dumps({"edit": index}), time.perf_counter()
            await one.send(text)
            await two.recv()
            times.append(time.perf_counter() - began)
            await one.recv()
            await asyncio.sleep(0.01)
    return _percentiles(times)


def _run_baseline(folder: str) -> str:
    port = _free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "bench.grid_baseline:app"]
    environment = {**os.environ, "GRID_BASELINE": f"{folder}/baseline.sqlite3", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        return asyncio.run(_baseline(port))
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _prepare(rows: int) -> tuple[Callable[[], str], Callable[[], str]]:
    """Make a grid of so many rows, and a small one; returns what gives tickets for each."""
    from bench.bench_grid import _content, _schema  # app ready
    from tests.factories.grids import bind, make_sheet  # app ready
    from tests.factories.records import make_records  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.repository.access.permissions import Actor  # app ready
    from theatrum.repository.entities.models import Node  # app ready
    from theatrum.repository.entities.queries.nodes import get_node  # app ready
    from theatrum.repository.grids.actions.tickets import create_ticket  # app ready
    from theatrum.repository.grids.models import Authorization, Workspace  # app ready
    from theatrum.repository.grids.opening import open_records  # app ready
    from theatrum.repository.grids.waiting import judge_waiting  # app ready

    def opened(ann: Actor, node: Node) -> Callable[[], str]:
        session, mode = str(uuid4()), Authorization.SESSION_OWNER
        open_records(actor=ann, session_id=session, source=get_node(node.id), owner_id=ann.id, authorization=mode)
        workspace = Workspace.objects.select_related("source__current").get(session_id=session)
        judge_waiting(workspace)

        def ticket() -> str:
            with writing():
                return create_ticket(actor=ann, workspace=workspace)

        return ticket

    ann, node = make_sheet(_content(rows), key=("C40",))
    bind(node, _schema())  # type: ignore[arg-type]  # plain JSON
    few = make_records(ann, get_node(node.parent_id or 0), _content(100), name="few", upsertKey=["C40"])
    return opened(ann, node), opened(ann, few)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seats", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        django.setup()
        from django.core.management import call_command  # app ready

        call_command("migrate", verbosity=0)
        ticket, small = _prepare(options.rows)
        server = Server(_free_port())
        try:
            asyncio.run(_warm(server, small))
            found = asyncio.run(_measure(server, ticket, options))
            told, _ = asyncio.run(_crowd(server.port, ticket, options))
            found[f"{options.seats} seats for {options.seconds:.0f} s"] = told
            found["memory of the server in the end"] = f"{server.memory('VmRSS'):.0f} MiB in all"
        finally:
            server.stop()
        found["baseline: edit to other seat"] = _run_baseline(folder)
    print(
        f"{options.rows:,} rows, 60 columns; clients had {resource.getrusage(resource.RUSAGE_SELF).ru_utime:.0f} s CPU"
    )
    for name, told in found.items():
        print(f"  {name:40} {told}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
