"""Starts the program of the kill tests, reads what it says, and kills it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

import psycopg

from tests.support import engines


class ProcessEndedError(AssertionError):
    """The program ended before it said what was awaited."""


@dataclass
class Process:
    """A running program."""

    popen: "subprocess.Popen[str]"

    @property
    def _output(self) -> IO[str]:
        assert self.popen.stdout is not None
        return self.popen.stdout

    def await_line(self, start: str) -> str:
        """Read until a line begins so; a program that ends instead fails the test."""
        for line in self._output:
            if line.startswith(start):
                return line.strip()
        raise ProcessEndedError(f"ended with {self.popen.wait()} before it said {start!r}")

    def tell(self, command: str) -> None:
        """Give a command, and wait until it is done."""
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"{command}\n")
        self.popen.stdin.flush()
        self.await_line(f"did {command}")

    def kill(self) -> None:
        """Kill -9."""
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> int:
        """Ask it to stop, and wait until it has."""
        assert self.popen.stdin is not None
        self.popen.stdin.close()
        return self.popen.wait()


@dataclass
class House:
    """A data directory with a database of its own, and the processes on it."""

    folder: Path
    environment: dict[str, str]

    @contextmanager
    def running(self, *arguments: str, program: str = "tests.drivers.jobs.program") -> Iterator[Process]:
        """Run the program; it is killed at the end if it still lives."""
        command, *rest = arguments
        popen = subprocess.Popen(
            [sys.executable, "-m", program, command, str(self.folder), *rest],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        with popen:
            try:
                yield Process(popen)
            finally:
                popen.kill()

    def ask(self, *options: str) -> str:
        """Let another process want the job; returns the job's id."""
        with self.running("ask", *options) as process:
            job_id = process.await_line("").strip()
            process.popen.wait()
        return job_id

    def forget_notes(self) -> None:
        """Throw away what the engine knows, as when its file is lost."""
        from theatrum.drivers.jobs.durable import FILE_NAME, SCHEMA  # app ready

        if url := self.environment.get("THEATRUM_DATABASE_URL"):
            with psycopg.connect(url) as connection:
                connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        for file in self.folder.glob(f"{FILE_NAME}*"):
            file.unlink()

    @property
    def is_shared(self) -> bool:
        """Whether the database is a server."""
        return "THEATRUM_DATABASE_URL" in self.environment

    def cut_connections(self) -> None:
        """End every connection to the database, as its restart does."""
        with psycopg.connect(self.environment["THEATRUM_DATABASE_URL"], autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def effects(self) -> list[str]:
        """What the job's steps did, in order."""
        path = self.folder / "effects"
        return path.read_text().split() if path.exists() else []


def open_house(folder: Path) -> House:
    """Make a new data directory, and on PostgreSQL a new database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THEATRUM_D")}
    environment |= {"THEATRUM_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "theatrum.wiring.django_settings"}
    if engines.chosen_engine() == "postgresql":
        environment["THEATRUM_DATABASE_URL"] = engines.database_url(f"jobs_{uuid4().hex[:12]}")
    folder.mkdir(exist_ok=True)
    return House(folder, environment)
