"""How a waiting process learns that the database has news: without asking its tables all the time.

SQLite: ``PRAGMA data_version`` changes with each commit of another connection, and costs microseconds; only then is
the table looked at, by one read of an index.
PostgreSQL: LISTEN. Both: an event for news of this very process, and a limit after which one looks anyway.
"""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Protocol

import psycopg

CHANNEL = "theatrum_jobs"
_GLANCE = 0.05
_WAITING = "SELECT EXISTS (SELECT 1 FROM jobs_job WHERE state = 'queued' AND claimed_by = '')"

_woken = threading.Event()


def wake() -> None:
    """Tell the waiter of this process, if there is one, that there is work."""
    _woken.set()


class News(Protocol):
    """Waits for news."""

    def wait(self, seconds: float) -> bool:
        """Return when there may be news, at the latest after this many seconds: then False."""
        ...

    def close(self) -> None:
        """Give back the connection."""


class SqliteNews:
    """News of a database file."""

    def __init__(self, path: Path) -> None:
        # Its own connection: the version that one connection sees never changes by its own commits.
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._version = self._read()

    def wait(self, seconds: float) -> bool:
        """Return when another connection has committed and a job waits, or somebody here called ``wake``."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if _woken.wait(_GLANCE):
                _woken.clear()
                return True
            version = self._read()
            if version != self._version:
                self._version = version
                if self._connection.execute(_WAITING).fetchone()[0]:
                    return True
        return False

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _read(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class PostgresqlNews:
    """News that other processes send through the database, wherever they run."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection | None = None

    def wait(self, seconds: float) -> bool:
        """Return when a notice came, or somebody here called ``wake``; a lost connection is made again."""
        end = time.monotonic() + seconds
        try:
            connection = self._connect()
            while time.monotonic() < end:
                if _woken.wait(_GLANCE):
                    _woken.clear()
                    return True
                if any(True for _ in connection.notifies(timeout=0, stop_after=1)):
                    return True
        except psycopg.OperationalError:
            self.close()
            self._connection = None
            _woken.wait(min(seconds, 1.0))
        return False

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _connect(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")
            _woken.set()  # what was sent while nobody listened
        return self._connection
