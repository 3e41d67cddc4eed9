"""Hearing that another process, or another thread, has committed: for what must reach open connections at once.

On PostgreSQL by NOTIFY, whose topics are heard as they were published. SQLite has no such thing, but tells each
connection for next to nothing whether another one has committed: one thread asks it some times a second, and what it
hears is that anything may be new.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Generator
from typing import cast

import psycopg
from django.db import connection

from theatrum.drivers.db.transactions import in_writing

_log = logging.getLogger(__name__)

_CHANNEL = "theatrum_news"
_INTERVAL = 0.01
_PAUSE = 1.0

# Gets the topics, or None where anything may be new.
Hear = Callable[[set[str] | None], None]


def publish(topic: str) -> None:
    """Tell listeners that something about a topic is new, once the open transaction has committed.

    Raises RuntimeError outside ``writing()``.
    """
    if not in_writing():
        raise RuntimeError(f"{topic}: published outside writing()")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, topic])


class Listener:
    """A thread that listens from ``start`` to ``stop``; ``hear`` is called in it, and must be quick."""

    def __init__(self, hear: Hear, *, interval: float = _INTERVAL) -> None:
        self._hear = hear
        self._interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="news", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; returns when the thread has let go of its connection."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        follow = self._follow_postgresql if connection.vendor == "postgresql" else self._follow_sqlite
        while not self._stopping.is_set():
            try:
                follow()
            except Exception:  # noqa: BLE001  # the database may be back in a second; until then nothing is heard
                _log.exception("news of the database are not heard for now")
                self._stopping.wait(_PAUSE)
            finally:
                connection.close()

    def _follow_sqlite(self) -> None:
        with connection.cursor() as cursor:
            # Before it is told: what is committed meanwhile would else never be heard of.
            before = _data_version(cursor)
            # What was committed while nobody listened may be news too.
            self._hear(None)
            while not self._stopping.wait(self._interval):
                now = _data_version(cursor)
                if now != before:
                    before = now
                    self._hear(None)

    def _follow_postgresql(self) -> None:
        connection.ensure_connection()
        raw = cast("psycopg.Connection[object]", connection.connection)
        raw.execute(f"LISTEN {_CHANNEL}")
        self._hear(None)
        while not self._stopping.is_set():
            with contextlib.closing(_notifies(raw)) as found:
                topics = {notify.payload for notify in found}
            if topics:
                self._hear(topics)


def _notifies(raw: "psycopg.Connection[object]") -> Generator[psycopg.Notify]:
    return raw.notifies(timeout=0.5, stop_after=1)


def _data_version(cursor: "object") -> int:
    cursor.execute("PRAGMA data_version")  # type: ignore[attr-defined]  # Django's wrapper has no public type
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]  # as above
