"""A grid of 100,000 rows by 60 columns over its websocket: opened, scrolled, sorted, pasted into, edited by several.

    python bench/bench_grid_live.py [--rows 100000] [--seconds 120] [--seats 20]

About four minutes. A web process of its own on a fresh SQLite database; who pastes is a process of its own too, the
other seats are in this one. Times are what a client waits. Beside them stands a bare websocket that stores each message
by one commit and sends it to everybody, asked for the same in the same run: no shared grid can be quicker here.
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.grid_clients import WINDOW, Seat, Times, crowd, edits, pasted, pings, seat, waited  # noqa: E402  # after path
from bench.grid_contents import open_grids  # noqa: E402  # as above
from bench.grid_servers import baseline, served  # noqa: E402  # as above

EDITS = 300
SHAPES = {"1,000 rows by 60": (1_000, 60), "60,000 rows by 1": (60_000, 1)}
ANYWHERE = 100
Table = dict[str, str]
Ticket = Callable[[], str]


async def _opened(port: int, ticket: Ticket, rows: int) -> Table:
    found: Table = {}
    async with seat(port, ticket) as (ann, opened):
        first, _ = await waited(ann.ask("rows", view=0, count=WINDOW, **{"from": 0}))
        found["first seat, and its first 200 rows"] = f"{(opened + first) * 1000:.0f} ms"
        async with seat(port, ticket) as (_, again):
            found["next seat"] = f"{again * 1000:.0f} ms"
        anywhere = Times()
        for place in range(ANYWHERE):
            start = place * 7919 % max(1, rows - WINDOW)
            anywhere.add((await waited(ann.ask("rows", view=0, count=WINDOW, **{"from": start})))[0])
        found["scrolled: 200 rows anywhere"] = str(anywhere)
        for name, view in views().items():
            took, answer = await waited(ann.ask("view", view=view))
            found[name] = f"{took * 1000:.0f} ms ({answer['total']:,} rows)"
        took, _ = await waited(ann.ask("find", text="zz", limit=1000))
        found["find in all cells"] = f"{took * 1000:.0f} ms"
    return found


def views() -> dict[str, Any]:
    """Return what is asked for in other orders."""
    empty: dict[str, Any] = {"sort": [], "filters": [], "problems": "all"}
    by_number, by_text = [{"slot": 20, "is_descending": True}], [{"slot": 45, "is_descending": False}]
    return {
        "sorted by numbers": {**empty, "sort": by_number},
        "sorted by texts, all different": {**empty, "sort": by_text},
        "filtered by value": {**empty, "filters": [{"slot": 3, "has": ["b"], "like": None}]},
        "with problems": {**empty, "problems": "error"},
    }


async def _written(port: int, ticket: Ticket, options: argparse.Namespace) -> Table:
    """Measure what one seat hears of another: alone, and while a third one pastes."""
    found: Table = {}
    async with seat(port, ticket) as (ann, _), seat(port, ticket) as (bob, _):
        rows = options.rows
        left = iter(range(EDITS))
        alone = await edits(ann, bob, rows=rows, until=lambda: next(left, None) is None)
        found["edit to other seat, alone"] = str(alone)
        for name, shape in SHAPES.items():
            if min(shape[0], rows) < shape[0]:
                continue
            found[f"60,000 cells, {name}"] = f"{await pasted(port, ticket(), shape):.2f} s"
            heard, seen, took = Times(), Times(), list[float]()
            for _ in range(options.pastes if shape[1] > 1 else 1):
                pasting = asyncio.create_task(pasted(port, ticket(), shape, begin := asyncio.Event()))
                await begin.wait()
                some, moves = await asyncio.gather(
                    edits(ann, bob, rows=rows, until=pasting.done), pings(ann, bob, until=pasting.done)
                )
                heard, seen = heard + some, seen + moves
                took.append(await pasting)
            found[f"  while another edits every few ms ({name})"] = f"{max(took):.2f} s"
            found[f"  edit to other seat meanwhile ({name})"] = str(heard)
            found[f"  presence to other seat meanwhile ({name})"] = str(seen)
    return found


async def _warm(port: int, ticket: Ticket) -> None:
    """Let the server load what it loads once, at a small grid."""
    async with seat(port, ticket) as (ann, _), seat(port, ticket) as (bob, _):
        for client in (ann, bob, ann, bob):
            await client.ask("rows", view=0, count=WINDOW, **{"from": 0})
            await client.edit([[row, 3, "b"] for row in range(1, 50)])
            for view in views().values():
                await client.ask("view", view=view)


async def _bare(port: int, options: argparse.Namespace) -> Table:
    """Ask the bare websocket for the same."""
    found: Table = {}
    async with Seat.bare(port) as ann, Seat.bare(port) as bob:
        left = iter(range(EDITS))
        found["edit to other seat, alone"] = str(
            await edits(ann, bob, rows=options.rows, until=lambda: next(left, None) is None)
        )
        for name, shape in SHAPES.items():
            found[f"60,000 cells, {name}"] = f"{await pasted(port, '', shape):.2f} s"
            heard = Times()
            for _ in range(options.pastes):
                pasting = asyncio.create_task(pasted(port, "", shape, begin := asyncio.Event()))
                await begin.wait()
                heard += await edits(ann, bob, rows=options.rows, until=pasting.done)
                await pasting
            found[f"  edit to other seat meanwhile ({name})"] = str(heard)
    seats = [Seat.bare(port) for _ in range(options.seats)]
    heard, count, missed = await crowd(seats, rows=options.rows, seconds=min(options.seconds, 20))
    found[_crowd_name(options)] = f"{count:,} edits in {min(options.seconds, 20):.0f} s, {heard}, {missed} not heard"
    return found


def _crowd_name(options: argparse.Namespace) -> str:
    return f"{options.seats} seats edit for {options.seconds:.0f} s"


def _measure(folder: str, options: argparse.Namespace) -> tuple[Table, Table]:
    ticket, small = _prepare(options.rows)
    found: Table = {}
    with served() as server:
        asyncio.run(_warm(server.port, small))
        before = server.memory("VmRSS")
        found |= asyncio.run(_opened(server.port, ticket, options.rows))
        found["memory of the server for that"] = f"{server.memory('VmRSS') - before:.0f} MiB"
        found |= asyncio.run(_written(server.port, ticket, options))
        found["memory of the server for all that"] = (
            f"{server.memory('VmRSS') - before:.0f} MiB (peak {server.memory('VmHWM') - before:.0f})"
        )
        began = server.seconds()
        seats = [seat(server.port, ticket) for _ in range(options.seats)]
        heard, count, missed = asyncio.run(crowd(seats, rows=options.rows, seconds=options.seconds))
        cpu = (server.seconds() - began) / max(1, count) * 1000
        found[_crowd_name(options)] = f"{count:,} edits, {heard}, {missed} not heard, {cpu:.1f} ms CPU each"
        found["memory of the server in the end"] = f"{server.memory('VmRSS'):.0f} MiB in all"
    with baseline(folder) as port:
        least = asyncio.run(_bare(port, options))
    return found, least


def _prepare(rows: int) -> tuple[Ticket, Ticket]:
    """Make a grid of so many rows, and a small one; returns what gives tickets for each."""
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.repository.grids.actions.tickets import create_ticket  # app ready

    ann, *workspaces = open_grids(rows)

    def tickets(workspace: Any) -> Ticket:
        def ticket() -> str:
            with writing():
                return create_ticket(actor=ann, workspace=workspace)

        return ticket

    large, small = map(tickets, workspaces)
    return large, small


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seats", type=int, default=20)
    parser.add_argument("--pastes", type=int, default=3)
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["THEATRUM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "theatrum.wiring.django_settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        django.setup()
        from django.core.management import call_command  # app ready

        call_command("migrate", verbosity=0)
        found, least = _measure(folder, options)
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{options.rows:,} rows, 60 columns, {os.cpu_count()} cores; {time.perf_counter() - began:.0f} s in all, "
        f"of which seats took {own.ru_utime:.0f} s CPU"
    )
    for name, told in found.items():
        print(f"  {name:58} {told}")
        if name in least:
            print(f"  {'':8}{'a bare websocket':50} {least[name]}")


if __name__ == "__main__":
    main()
