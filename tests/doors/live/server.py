"""A real server for tests: granian in a process of its own, on a port of its own."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from theatrum.drivers.blobs.local import LocalBlobs
from theatrum.drivers.blobs.signing import UrlSigner

KEY = b"a key of thirty-two secret bytes"
_REPOSITORY = Path(__file__).parents[3]


class Server:
    """The byte plane behind granian, and the same store opened in this process, as Django's would be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = _free_port()
        self.store = LocalBlobs(
            root / "blobs", signer=UrlSigner(KEY, base_url=f"http://127.0.0.1:{self.port}"), digest_threads=1
        )
        self._process: subprocess.Popen[str] | None = None
        self.log: list[str] = []

    def start(self, *, dies_at: int = 0, idle: float = 60.0) -> None:
        """Start, and return when it answers; ``dies_at``: kill -9 at this change of the disk."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(_REPOSITORY),
            "TEST_ROOT": str(self.root),
            "TEST_KEY": KEY.hex(),
            "TEST_IDLE": str(idle),
            "TEST_DIES_AT": str(dies_at),
        }
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self.port), "tests.doors.live.served:app"],
            cwd=_REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        threading.Thread(target=self._read_log, args=(self._process.stdout,), daemon=True).start()
        while not self._listens():
            # No line of granian's tells when: it says "Started worker" before the worker listens.
            assert self._process.poll() is None, f"the server did not start: {self.log}"
            os.sched_yield()

    def _read_log(self, output: IO[str]) -> None:
        with output:
            self.log.extend(output)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    @property
    def process(self) -> "subprocess.Popen[str]":
        """The running server."""
        assert self._process is not None
        return self._process

    def kill(self) -> None:
        """Kill -9, workers too, and wait until they are gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        # A worker's socket may outlive its parent for a moment: the next start would take it for its own.
        while self._listens():
            os.sched_yield()

    def stop(self) -> None:
        """End everything."""
        self.kill()
        self.store.close()

    def connect(self, *, receive_buffer: int | None = None) -> socket.socket:
        """Open a connection."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def request(self, method: str, url: str, *headers: str, connection: socket.socket | None = None) -> socket.socket:
        """Send the head of a request over a connection of its own; the body is the caller's."""
        parts = urlsplit(url)
        opened = connection or self.connect()
        lines = [f"{method} {parts.path}?{parts.query} HTTP/1.1", "Host: localhost", *headers, "", ""]
        opened.sendall("\r\n".join(lines).encode())
        return opened


def _free_port() -> int:
    """Return a port below those that connections are given: from above, nobody else comes to it by chance."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
