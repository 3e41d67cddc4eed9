"""Installations in directories and databases of their own, run by the real command in real processes."""

import fcntl
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import IO
from uuid import uuid4

from tests.support import engines
from theatrum.wiring.upgrade import copy_sqlite

_TEMPLATE = "installation_migrated"
_SQLITE = "theatrum.sqlite3"
_MIGRATE = """
from theatrum.wiring import installing
installing.create()
from theatrum.drivers import installation
installation.secret("made")
"""
_ADDRESS = re.compile(r"https?://\S+")


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Log:
    """What a process writes to stderr, read as it comes, so that no pipe is ever full."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._seen: list[str] = []
        threading.Thread(target=self._read, args=[stream], daemon=True).start()

    def await_line(self, text: str) -> str:
        """Return the next line that holds the text; a process that ends before fails the test."""
        while (line := self._lines.get()) is not None:
            self._seen.append(line)
            if text in line:
                return line
        raise AssertionError(f"the server ended before it said {text!r}:\n{''.join(self._seen)}")

    def await_all(self, *texts: str) -> None:
        """Read until each text was in a line, one line each, in whatever order processes come up."""
        missing = list(texts)
        while missing:
            line = self.await_line("")
            found = next((text for text in missing if text in line), None)
            if found is not None:
                missing.remove(found)

    def until(self, text: str) -> str:
        """Return everything that was written up to the next line that holds the text."""
        self.await_line(text)
        return "".join(self._seen)

    def rest(self) -> str:
        """Return everything that was written, when the process has ended."""
        while (line := self._lines.get()) is not None:
            self._seen.append(line)
        return "".join(self._seen)

    def _read(self, stream: IO[str]) -> None:
        with suppress(ValueError):  # closed at the end of the test
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)


@dataclass
class Serving:
    """A server that answers."""

    process: "subprocess.Popen[str]"
    url: str
    printed: str
    log: "Log"

    def get(self, path: str) -> tuple[int, bytes]:
        """Fetch a page."""
        with urllib.request.urlopen(f"{self.url}{path}") as answer:  # noqa: S310  # our own server
            return answer.status, answer.read()

    def rest(self) -> str:
        """Return what a demo prints after its address, to the last line."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "synapse --configPath" in line:
                break
        return "".join(lines)

    def children(self) -> list[int]:
        """Return the ids of the server's processes: web first, worker after it."""
        pid = self.process.pid
        return sorted(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Tell it to stop, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait()


@dataclass
class Installation:
    """A data directory, and on PostgreSQL a database, that one test has for itself."""

    data: Path
    environment: dict[str, str]

    def run(self, *arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run the theatrum command to its end."""
        return subprocess.run(
            _command(*arguments), env=self.environment | environment, capture_output=True, text=True, check=False
        )

    def python(self, script: str) -> str:
        """Run a script on the installation, with Django ready; returns what it printed, without its end."""
        text = f"from theatrum.wiring import installing\ninstalling.open_existing()\n{script}"
        done = subprocess.run(
            [sys.executable, "-c", text], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def script(self, script: str) -> Iterator["subprocess.Popen[str]"]:
        """Run a script on the installation until the end of the block, which it learns by the end of stdin."""
        text = f"from theatrum.wiring import installing\ninstalling.open_existing()\n{script}"
        process = subprocess.Popen(
            [sys.executable, "-c", text],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:
            yield process
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait() == 0

    @contextmanager
    def working(self) -> Iterator[tuple["subprocess.Popen[str]", Log]]:
        """Run a worker of its own until the end of the block."""
        process = subprocess.Popen(_command("worker"), env=self.environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        with process:
            try:
                yield process, Log(process.stderr)
            finally:
                process.kill()

    @contextmanager
    def serving(self, command: str = "serve", **environment: str) -> Iterator[Serving]:
        """Serve until the end of the block; whatever still runs then is killed."""
        port = free_port()
        process = subprocess.Popen(
            _command(command, "--port", str(port)),
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        log = Log(process.stderr)
        with process:
            try:
                yield Serving(process, f"http://127.0.0.1:{port}", _until_address(process, log), log)
            finally:
                process.kill()


def new_installation(folder: Path) -> Installation:
    """Return a place for an installation; nothing is in it yet."""
    return _installation(folder, f"installation_{uuid4().hex[:12]}", template=None)


def migrated_installation(folder: Path) -> Installation:
    """Return a place for an installation whose database has its tables already, and nobody in it.

    Tests of anything but the first start use this: the migrations are run once a session, not once a test.
    """
    with _prepared() as prepared:
        made = _installation(folder, f"installation_{uuid4().hex[:12]}", template=_TEMPLATE)
        # What the database has at its start is in the audit's chain, which holds by these keys alone.
        made.data.mkdir(mode=0o700, parents=True)
        shutil.copytree(prepared.data / "secrets", made.data / "secrets")
        if engines.chosen_engine() == "sqlite":
            copy_sqlite(prepared.data / _SQLITE, made.data / _SQLITE)
    return made


def _installation(folder: Path, database: str, *, template: str | None) -> Installation:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_")}
    environment |= {"THEATRUM_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    if engines.chosen_engine() == "postgresql":
        environment["THEATRUM_DATABASE_URL"] = engines.database_url(database, template=template)
        environment["PATH"] = f"{engines.tools()}{os.pathsep}{environment['PATH']}"
    return Installation(folder / "data", environment)


@contextmanager
def _prepared() -> Iterator[Installation]:
    """Give the session's one migrated installation to one process at a time; the first of them makes it."""
    folder = engines.session_root() / "migrated"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepared = _installation(folder, _TEMPLATE, template=None)
        if not (folder / "made").exists():
            done = subprocess.run(
                [sys.executable, "-c", _MIGRATE], env=prepared.environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            (folder / "made").touch()
        yield prepared


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "theatrum.wiring.main", *map(str, arguments)]


def _until_address(process: "subprocess.Popen[str]", log: Log) -> str:
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if _ADDRESS.search(line):
            return printed
    log.await_line("(the end)")
    raise AssertionError(f"the server ended with {process.wait()} after it printed {printed!r}")
