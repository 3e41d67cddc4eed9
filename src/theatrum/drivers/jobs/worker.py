"""A worker: relay, engine and housekeeping in one process, from its start to a clean stop."""

import fcntl
import hashlib
import os
import socket
import threading
from functools import partial
from pathlib import Path

import structlog
from django.db import Error

from theatrum.drivers import installation
from theatrum.drivers.jobs import news, queries, running
from theatrum.drivers.jobs.housekeeping import Housekeeper
from theatrum.drivers.jobs.relay import Relay
from theatrum.drivers.jobs.retrying import drop_connection, retry

_log = structlog.get_logger()

_MOST_SLOTS = 64


class Worker:
    """One worker process' part in running jobs."""

    def __init__(self) -> None:
        settings = installation.settings()
        self._slot = Slot(settings.data)
        self.executor_id = self._slot.executor_id(shared=bool(settings.database_url))
        self._gate = running.Gate()
        self._relay = Relay(executor_id=self.executor_id, gate=self._gate)
        self._housekeeper = Housekeeper(executor_id=self.executor_id, relay=self._relay)
        self._news: news.News = (
            news.PostgresqlNews(settings.database_url)
            if settings.database_url
            else news.SqliteNews(settings.data / "theatrum.sqlite3")
        )
        self._threads = [
            threading.Thread(target=self._relay.run_forever, args=[self._news], name="relay", daemon=True),
            threading.Thread(target=self._housekeeper.run_forever, name="housekeeping", daemon=True),
        ]

    def start(self) -> None:
        """Take up what was left unfinished, then take new jobs as they come."""
        self._housekeeper.show_life()
        self._relay.engine.launch()
        for thread in self._threads:
            thread.start()
        _log.info("worker started", worker=self.executor_id, unfinished=queries.unfinished_count())
        drop_connection()  # this thread only waits from here on

    def stop(self, *, grace: float) -> bool:
        """Take no more jobs, and wait for the steps under way; tells whether all of them ended.

        Jobs that stand between two steps stay as they are, for the next start. Their threads wait for the
        end of the process, so the caller must end it with ``os._exit``.
        """
        self._relay.stop()
        self._housekeeper.stop()
        has_ended = self._gate.close(grace=grace)
        for thread in self._threads:
            thread.join()
        left = self._relay.running_ids()
        self._sign_off(left)
        self._news.close()
        _log.info("worker stopped", worker=self.executor_id, unfinished=len(left))
        return has_ended

    def _sign_off(self, left: set[str]) -> None:
        try:
            retry(partial(self._housekeeper.sign_off, left), attempts=3)
        except Error:
            # Nobody waits for it: who is silent is taken for dead, and another worker takes its jobs over.
            _log.exception("a worker could not sign off", worker=self.executor_id)


class Slot:
    """A numbered place for one worker of a data directory, held as long as its process lives.

    The engine recovers the jobs of its own executor id at the start, so no two living workers may have
    the same one, and a worker that starts again should have the one it had.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        folder = data / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        self.number, self._descriptor = _take(folder)

    def executor_id(self, *, shared: bool) -> str:
        """Return the id of the worker in this slot; on a shared database it names machine and directory."""
        if not shared:
            return f"worker-{self.number}"
        folder = hashlib.sha256(str(self._data).encode()).hexdigest()[:8]
        return f"{socket.gethostname()[:60]}-{folder}-{self.number}"


def _take(folder: Path) -> tuple[int, int]:
    for number in range(1, _MOST_SLOTS + 1):
        descriptor = os.open(folder / f"worker-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return number, descriptor
    raise RuntimeError(f"{_MOST_SLOTS} workers run on {folder.parent} already")
