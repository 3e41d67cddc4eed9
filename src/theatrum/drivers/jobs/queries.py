"""What is known about jobs and workers."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from theatrum.drivers.jobs.errors import JobNotFound
from theatrum.drivers.jobs.models import Job, State, Worker

# A worker is seen every ten seconds; after a minute without, others take its jobs over.
SILENCE = timedelta(seconds=60)


@dataclass(frozen=True)
class JobStatus:
    """How a job is doing; the result and the error are there once it has ended."""

    id: str
    name: str
    state: State
    owner_id: int | None
    progress_current: int | None
    progress_total: int | None
    message: str
    result: object
    error_code: str
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.state in {State.DONE, State.FAILED}


def status(job_id: str) -> JobStatus:
    """Return how a job is doing. Raises JobNotFound."""
    job = Job.objects.defer("arguments", "trace").filter(id=parse_job_id(job_id)).first()
    if job is None:
        raise JobNotFound(job_id=job_id)
    return _status(job)


def latest(name: str) -> JobStatus | None:
    """Return how the job of a name is doing that was wanted last; None where there was none, or it is forgotten."""
    job = Job.objects.defer("arguments", "trace").filter(name=name).order_by("-created_at").first()
    return _status(job) if job is not None else None


def has_ended(job_id: str) -> bool | None:
    """Tell whether a job has ended, or None if there is no such job.

    One that has not ended is run to its end, whatever becomes of the worker that it began in.
    """
    try:
        number = uuid.UUID(job_id)
    except ValueError:
        return None
    state = Job.objects.filter(id=number).values_list("state", flat=True).first()
    return None if state is None else state in {State.DONE, State.FAILED}


def parse_job_id(text: str) -> uuid.UUID:
    """Read a job's id as it came from outside. Raises JobNotFound: what is no id names no job."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise JobNotFound(job_id=text) from None


def failed_jobs() -> QuerySet[Job]:
    """Return the failed jobs, newest first, with trace: for administrators only."""
    return Job.objects.filter(state=State.FAILED).order_by("-finished_at")


def stuck_jobs(*, waiting_for: timedelta) -> QuerySet[Job]:
    """Return the jobs that nobody has taken for this long, oldest first."""
    overdue = Job.objects.filter(state=State.QUEUED, claimed_by="", created_at__lt=Now() - waiting_for)
    return overdue.order_by("created_at")


def unfinished_count() -> int:
    """Count the jobs that wait or run."""
    return Job.objects.filter(state__in=[State.QUEUED, State.RUNNING]).count()


def live_workers() -> QuerySet[Worker]:
    """Return the workers that gave a sign of life in the last minute."""
    return Worker.objects.filter(seen_at__gte=Now() - SILENCE)


def silent_workers() -> QuerySet[Worker]:
    """Return the workers that vanished without a word."""
    return Worker.objects.filter(seen_at__lt=Now() - SILENCE)


def statuses(job_ids: Iterable[str]) -> dict[str, JobStatus]:
    """Return how several jobs are doing, by id; unknown ids are absent."""
    jobs = Job.objects.defer("arguments", "trace").filter(id__in=[parse_job_id(job_id) for job_id in job_ids])
    return {str(job.id): _status(job) for job in jobs}


def _status(job: Job) -> JobStatus:
    return JobStatus(
        id=str(job.id),
        name=job.name,
        state=State(job.state),
        owner_id=job.owner_id,
        progress_current=job.progress_current,
        progress_total=job.progress_total,
        message=job.message,
        result=job.result,
        error_code=job.error_code,
        error=job.error,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
