"""A server that is killed in the middle of a fill: what it acknowledged is there, what is sent again is done once."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.support.installations import free_port

REPOSITORY = Path(__file__).parents[4]
ROWS, EACH = 1_000, 50
Json = dict[str, Any]


class Server:
    """A web process with a grid, which can be killed and started again."""

    def __init__(self, environment: dict[str, str], open_: ExitStack) -> None:
        self.open = open_
        self.port = free_port()
        self.environment = {**environment, "THEATRUM_PORT": str(self.port), "PYTHONPATH": str(REPOSITORY)}
        command = [sys.executable, "-W", "ignore", "-m", "tests.doors.live.grids.prepared", str(ROWS)]
        made = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        self.tickets: list[str] = json.loads(made.stdout.splitlines()[-1])

    def start(self) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-W", "ignore", "-m", "theatrum.wiring.web", str(theirs.fileno())]
            self.process = subprocess.Popen(
                command, env=self.environment, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL
            )
        assert self.line.recv(16) == b"ready\n"

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait()
        self.line.close()
        return code

    def seat(self, *, since: int | None = None, seat: int | None = None) -> tuple[ClientConnection, Json]:
        connection = self.open.enter_context(connect(f"ws://127.0.0.1:{self.port}/live/grid", max_size=None))
        hello = {"t": "hello", "ticket": self.tickets.pop(), "since": since, "seat": seat}
        connection.send(json.dumps(hello))
        welcome = json.loads(connection.recv())
        assert welcome["t"] == "welcome", welcome
        return connection, welcome


@pytest.fixture
def server(process_environment: dict[str, str]) -> Iterator[Server]:
    Path(process_environment["THEATRUM_DATA"]).mkdir(parents=True)
    with ExitStack() as stack:
        made = Server(process_environment, stack)
        made.start()
        yield made
        if made.process.poll() is None:
            made.end(signal.SIGKILL)


def _fill(connection: ClientConnection, pieces: list[int]) -> None:
    for piece in pieces:
        cells = [[piece * EACH + row + 1, 2, str(100 + piece)] for row in range(EACH)]
        edit = {"operation": f"piece-{piece}", "group": "fill", "since": 0, "change": {"cells": cells}}
        connection.send(json.dumps({"t": "edit", "id": piece + 1, **edit}))


def _hear(connection: ClientConnection, until: int) -> list[Json]:
    """Return what is heard until so many edits are acknowledged, or the connection breaks."""
    heard: list[Json] = []
    with suppress(ConnectionClosed):
        while sum(told["t"] == "done" for told in heard) < until:
            heard.append(json.loads(connection.recv()))
    return heard


def _ask(connection: ClientConnection, **question: object) -> Json:
    connection.send(json.dumps({**question, "id": 999}))
    while (told := json.loads(connection.recv())).get("id") != 999:
        pass
    return dict(told)


def test_a_fill_goes_on_after_kill_9_and_a_restart_is_told(server: Server) -> None:
    pieces = list(range(ROWS // EACH))
    ann, welcome = server.seat()
    bob, bobs = server.seat()
    _fill(ann, pieces)
    heard = _hear(ann, 4)
    server.end(signal.SIGKILL)
    heard += _hear(ann, len(pieces))
    bob_heard = [told["sequence"] for told in _hear(bob, 1) if told["t"] == "operation"]
    stored = {told["id"] - 1 for told in heard if told["t"] == "done"}
    assert len(stored) >= 4

    server.start()
    ann, again = server.seat(since=max(told.get("sequence", 0) for told in heard), seat=welcome["seat"])
    assert again["seat"] == welcome["seat"]
    assert again["sequence"] >= max(told["sequence"] for told in heard if told["t"] == "done")
    # All but what was acknowledged, as a browser does that does not know better.
    _fill(ann, [piece for piece in pieces if piece not in stored])
    _hear(ann, len(pieces) - len(stored))
    bob, welcome = server.seat(since=max([bobs["sequence"], *bob_heard]), seat=bobs["seat"])
    missed = range(max([bobs["sequence"], *bob_heard]) + 1, welcome["sequence"] + 1)
    assert [json.loads(bob.recv())["sequence"] for _ in missed] == list(missed)

    seen = [_ask(one, t="rows", view=0, count=ROWS, **{"from": 0})["rows"] for one in (ann, bob)]
    assert seen[0] == seen[1]
    assert [row["cells"][2] for row in seen[0]] == [str(100 + piece) for piece in pieces for _ in range(EACH)]
    assert {row["verdict"] for row in seen[0]} == {"valid"}
    for piece in pieces:
        past = _ask(bob, t="history", row=piece * EACH + 1, slot=2)["items"]
        assert [item["to"] for item in past] == [str(100 + piece)], "done once"
    assert _ask(ann, t="undo")["can_redo"], "the fill is one act"
    assert _ask(bob, t="rows", view=0, count=1, **{"from": 0})["rows"][0]["cells"][2] == "40"

    late, _ = server.seat(seat=bobs["seat"])
    _hear(bob, 1)
    assert bob.close_code == 4409, "of two with the same seat the later one has it"
    assert server.end(signal.SIGTERM) == 0
    for connection in (ann, late):
        _hear(connection, 1)
        assert connection.close_code == 1012
