"""For the inside of a job: its steps, its progress, and the gate that a stopping worker closes.

The same functions work where a job runs inline: then a step is just a call.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job
from theatrum.drivers.jobs.registry import Definition
from theatrum.drivers.jobs.retrying import retry

_PROGRESS_EVERY = 0.5

Keep = Callable[[str, Callable[[], object]], object]


class StepFailed(Exception):
    """A step failed in an earlier run, which was killed before it could write that down."""

    def __init__(self, *, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _call(_name: str, function: Callable[[], object]) -> object:
    return function()


@dataclass
class Run:
    """One run of a job: what its functions need to know."""

    job_id: str
    definition: Definition
    # Runs a function unless its result was kept by an earlier run, and keeps it.
    keep: Keep = _call
    gate: "Gate | None" = None
    reported_at: float = field(default=-_PROGRESS_EVERY)


_current: ContextVar[Run | None] = ContextVar("theatrum_job", default=None)


class Gate:
    """Counts the steps under way; once closed, a job waits before its next step until the process ends.

    Between two steps nothing can be lost, so a worker that stops waits for steps, not for whole jobs.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._steps = 0
        self._closed = threading.Event()

    @property
    def is_closed(self) -> bool:
        """Whether no new step may begin."""
        return self._closed.is_set()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let one step through, or wait for the end of the process."""
        with self._changed:
            is_open = not self._closed.is_set()
            self._steps += is_open
        if not is_open:
            threading.Event().wait()
        try:
            yield
        finally:
            with self._changed:
                self._steps -= 1
                self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Wait between two attempts, less long when the gate closes."""
        self._closed.wait(seconds)

    def close(self, *, grace: float) -> bool:
        """Let no step begin any more and wait for those under way; tells whether all have ended."""
        with self._changed:
            self._closed.set()
            return self._changed.wait_for(lambda: self._steps == 0, timeout=grace)


@contextmanager
def running(run: Run) -> Iterator[None]:
    """Make a run the current one of this thread."""
    token = _current.set(run)
    try:
        yield
    finally:
        _current.reset(token)


def current_id() -> str:
    """Return the id of the current job; empty outside of one."""
    run = _current.get()
    return run.job_id if run else ""


def step(name: str, function: Callable[..., object], /, **arguments: object) -> object:
    """Run one step of the current job: done once, its JSON result is kept and returned after a crash.

    A crash in the middle runs the step again, so it must reach the same end twice.
    Raises whatever the function raises; transient errors only after several attempts.
    """
    run = _current.get()
    if run is None:
        raise RuntimeError(f"step {name!r} was called outside a job")

    current = run

    def attempts() -> object:
        return retry(
            lambda: function(**arguments),
            attempts=current.definition.attempts,
            retry_on=current.definition.retry_on,
            wait=current.gate.pause if current.gate else time.sleep,
            job=current.job_id,
            step=name,
        )

    if run.gate is None:
        return run.keep(name, attempts)
    with run.gate.passing():
        return run.keep(name, attempts)


def progress(current: int, total: int | None = None, message: str = "") -> None:
    """Show how far the current job is; cheap to call often, as most calls write nothing."""
    run = _current.get()
    moment = time.monotonic()
    is_last = total is not None and current >= total
    if run is None or (moment - run.reported_at < _PROGRESS_EVERY and not is_last):
        return
    run.reported_at = moment
    with writing():
        Job.objects.filter(id=run.job_id).update(progress_current=current, progress_total=total, message=message[:500])
