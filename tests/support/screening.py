"""Screening in tests: off where a test is about something else, as no worker runs there that would open files."""

from theatrum.consortium.screening import locking, starting
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.files import arrivals, locks


def turn_off() -> None:
    """Let files be read by everybody at once, as in a consortium that screens nothing."""
    locks.unregister(locking.locked)
    arrivals.unregister(starting.ARRIVALS)


def turn_on() -> None:
    """Screen files, as the server does."""
    locks.register(locking.locked)
    arrivals.register(starting.ARRIVALS)


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
