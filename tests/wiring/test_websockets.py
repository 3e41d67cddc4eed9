"""Open websockets when a server stops: closed with 1012, and their applications know."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.support.installations import free_port

PROGRAM = "tests.wiring.websocket_server"


class Program:
    """The running program."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        ours, theirs = socket.socketpair()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
        environment |= {"THEATRUM_DATA": str(folder), "THEATRUM_PORT": str(self.port)}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
        self.line = ours
        assert ours.recv(16) == b"ready\n"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    running = Program(tmp_path)
    yield running
    running.line.close()
    running.process.kill()
    running.process.wait()
    assert running.process.stdout is not None
    running.process.stdout.close()


def test_websocket_works_and_an_unknown_one_is_not_found(program: Program) -> None:
    with connect(f"ws://127.0.0.1:{program.port}/echo") as websocket:
        websocket.send("hello")
        assert websocket.recv() == "hello"
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{program.port}/live/nothing")
    assert refused.value.response.status_code == 404


@pytest.mark.parametrize("how", ["signal", "line"])
def test_stop_closes_open_websockets_with_1012(program: Program, how: str) -> None:
    with connect(f"ws://127.0.0.1:{program.port}/echo") as websocket:
        websocket.send("hello")
        assert websocket.recv() == "hello"
        if how == "signal":
            program.process.send_signal(signal.SIGTERM)
        else:
            program.line.close()  # as when the supervisor was killed
        with pytest.raises(ConnectionClosed) as closed:
            websocket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    printed, _ = program.process.communicate()
    assert "ended with 1012" in printed.splitlines()
    assert program.process.returncode == 0
