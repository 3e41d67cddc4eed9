"""What can be wrong about a job itself."""

from typing import ClassVar

from theatrum.kernel.errors import DomainError, Kind


class JobNotFound(DomainError):
    """There is no such job, or it was cleared away long after it ended."""

    code: ClassVar[str] = "jobs.not_found"
    kind: ClassVar[Kind] = Kind.NOT_FOUND
    template: ClassVar[str] = "There is no job {job_id}."


class JobIsNotFailed(DomainError):
    """Only a failed job can be run again."""

    code: ClassVar[str] = "jobs.not_failed"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = "Job {job_id} is {state}: only a failed job can be run again."
