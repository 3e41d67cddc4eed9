"""Screening in tests: off where a test is about something else, as no worker runs there that would open files."""

from theatrum.consortium.screening import arriving, cells, locking, texts
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.entities import refusing as written
from theatrum.repository.files import arrivals, locks
from theatrum.repository.grids import refusing


def turn_off() -> None:
    """Let files be read by everybody at once, as in a consortium that screens nothing."""
    locks.unregister(locking.locked)
    arrivals.unregister(arriving.ARRIVALS)
    turn_off_texts()


def turn_on() -> None:
    """Screen files, as the server does."""
    locks.register(locking.locked)
    arrivals.register(arriving.ARRIVALS)
    turn_on_texts()


def turn_on_texts() -> None:
    """Screen what is typed, and no files."""
    refusing.register(cells.seen_in_texts)
    written.register(texts.seen_in_written)


def turn_off_texts() -> None:
    """Let everything be typed."""
    refusing.unregister(cells.seen_in_texts)
    written.unregister(texts.seen_in_written)


def run_jobs(*names: str) -> int:
    """Run the jobs that wait, of these names or all, and those that they want, as a worker does; returns how many."""
    count = 0
    while True:
        waiting = Job.objects.filter(state=State.QUEUED).order_by("created_at")
        job = (waiting.filter(name__in=names) if names else waiting).first()
        if job is None:
            return count
        execution.run(str(job.id))
        count += 1
