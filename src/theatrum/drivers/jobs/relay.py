"""From the outbox to the engine: takes waiting jobs as fast as this worker has room for them."""

import threading
from collections import Counter
from datetime import timedelta

import structlog
from django.db.models import Q

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution, registry, running
from theatrum.drivers.jobs.durable import Engine
from theatrum.drivers.jobs.models import Job, State
from theatrum.drivers.jobs.news import News, wake
from theatrum.drivers.jobs.registry import Lane
from theatrum.drivers.jobs.retrying import drop_connection
from theatrum.kernel import clock

_log = structlog.get_logger()

# How many jobs of a lane one worker runs at a time.
ROOM: dict[Lane, int] = {Lane.QUICK: 4, Lane.LONG: 2}
_LOOK_ANYWAY = timedelta(seconds=5)


class Relay:
    """Takes jobs from the outbox, runs them, and knows how many run."""

    def __init__(self, *, executor_id: str, gate: running.Gate) -> None:
        self.executor_id = executor_id
        self._gate = gate
        self._running: dict[str, str] = {}
        self._guard = threading.Lock()
        self._stopping = threading.Event()
        self.engine = Engine(executor_id=executor_id, body=self._body)

    def run_forever(self, news: News) -> None:
        """Take jobs whenever there is news, until stopped; first what was taken before and never begun."""
        is_behind = True
        while not self._stopping.is_set():
            try:
                if is_behind:
                    self.take_up()
                self.sweep()
                is_behind = False
            except Exception:  # noqa: BLE001  # see below
                # Whatever it is: a worker whose relay has ended looks alive and does nothing.
                _log.exception("jobs could not be taken; trying again soon")
                is_behind = True
                drop_connection()
            news.wait(_LOOK_ANYWAY.total_seconds())
        drop_connection()

    def stop(self) -> None:
        """Take no more jobs."""
        self._stopping.set()
        wake()

    def sweep(self) -> int:
        """Take and begin what waits, as far as there is room; returns how many."""
        taken = [job_id for lane, room in self._room().items() if room for job_id in self._claim(lane, room)]
        for job_id in taken:
            self._begin(job_id)
        return len(taken)

    def take_up(self) -> None:
        """Begin what this worker has taken and the engine never heard of: it died, or failed, in between."""
        mine = Job.objects.filter(claimed_by=self.executor_id, state__in=[State.QUEUED, State.RUNNING])
        job_ids = {str(job_id) for job_id in mine.values_list("id", flat=True)} - self.running_ids()
        for job_id in sorted(job_ids - self.engine.known(job_ids)):
            self._begin(job_id)

    def bury(self) -> None:
        """Fail the jobs that the engine has ended without a word to the outbox; none is the rule."""
        mine = Job.objects.filter(claimed_by=self.executor_id, state__in=[State.QUEUED, State.RUNNING])
        candidates = {str(job_id) for job_id in mine.values_list("id", flat=True)} - self.running_ids()
        for job_id in self.engine.ended(candidates):
            execution.finish(job_id, _BURIED)

    def running_ids(self) -> set[str]:
        """Return the ids of the jobs that this process runs or has handed to the engine."""
        with self._guard:
            return set(self._running)

    def _room(self) -> dict[Lane, int]:
        with self._guard:
            used = Counter(self._running.values())
        return {lane: max(0, most - used[lane]) for lane, most in ROOM.items()}

    def _claim(self, lane: Lane, room: int) -> list[str]:
        waiting = Job.objects.filter(state=State.QUEUED, claimed_by="", lane=lane, name__in=registry.names())
        due = waiting.filter(Q(not_before=None) | Q(not_before__lte=clock.now())).order_by("created_at")
        if not due.exists():  # an empty look takes no write lock
            return []
        with writing():
            ids = list(due.select_for_update(skip_locked=True).values_list("id", flat=True)[:room])
            Job.objects.filter(id__in=ids).update(claimed_by=self.executor_id)
        return [str(job_id) for job_id in ids]

    def _begin(self, job_id: str) -> None:
        self._enter(job_id)
        try:
            self.engine.start(job_id)
        except Exception:
            self._leave(job_id)
            raise

    def _enter(self, job_id: str) -> None:
        lane = Job.objects.filter(id=job_id).values_list("lane", flat=True).first() or Lane.QUICK
        with self._guard:
            self._running[job_id] = lane

    def _leave(self, job_id: str) -> None:
        with self._guard:
            self._running.pop(job_id, None)
        wake()

    def _body(self, job_id: str, keep: running.Keep) -> None:
        self._enter(job_id)
        try:
            execution.run(job_id, keep=keep, gate=self._gate)
        finally:
            self._leave(job_id)
            drop_connection()


_BURIED: dict[str, object] = {
    "state": State.FAILED,
    "error_code": "jobs.lost",
    "error": "The job ended without saying how. Look into the worker's log of that time, then run it again.",
}
