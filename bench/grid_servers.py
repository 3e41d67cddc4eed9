"""What the benches of the grid talk to: a web process of Theatrum, and the bare websocket of ``grid_baseline``."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from theatrum.wiring.environment import of_web_process

ROOT = Path(__file__).resolve().parents[1]


class Server:
    """A web process on the data directory of the environment."""

    def __init__(self) -> None:
        self.port = free_port()
        self._line, theirs = socket.socketpair()
        settings = {**os.environ, "THEATRUM_PORT": str(self.port), "THEATRUM_LOG_FORMAT": "json"}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "theatrum.wiring.web", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=of_web_process(settings),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._line.recv(16)

    def memory(self, what: str) -> float:
        """Return VmRSS or VmHWM in MiB."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8").splitlines()
        return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024

    def seconds(self) -> float:
        """Return how many seconds of CPU it took so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait()
        self._line.close()


@contextmanager
def served() -> Iterator[Server]:
    """Run a web process for the block."""
    server = Server()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def baseline(folder: str) -> Iterator[int]:
    """Run the bare websocket for the block; yields its port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "bench.grid_baseline:app"]
    environment = {**os.environ, "GRID_BASELINE": f"{folder}/baseline.sqlite3", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
