"""The jobs that carry an event on: rooms above name theirs, and each is wanted once for every event."""

_jobs: list[str] = []


def register(job: str) -> None:
    """Want a job for every event that is published; it gets ``event_id``."""
    if job not in _jobs:
        _jobs.append(job)


def unregister(job: str) -> None:
    """Want a job no more."""
    if job in _jobs:
        _jobs.remove(job)


def jobs() -> tuple[str, ...]:
    """Return the names of the jobs."""
    return tuple(_jobs)
