"""One run of one job, from its row to its end; the same in a worker and inline."""

import traceback
from functools import partial

import structlog
from django.db.models import F

from theatrum.drivers.db import transactions
from theatrum.drivers.jobs import registry, running
from theatrum.drivers.jobs.models import Job, State
from theatrum.drivers.jobs.retrying import retry
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError

_log = structlog.get_logger()

# A job whose runs never reach an end is most likely what ends them.
MOST_STARTS = 5
_DEFECT = "jobs.internal_error"
_ATTEMPTS = 8


def run(job_id: str, *, keep: running.Keep | None = None, gate: running.Gate | None = None) -> None:
    """Run a job to its end and write down how it ended; a job that has ended is left alone."""
    # A database that is away for a while must not cost a job its end.
    # Inline it stays queued: should this process die in it, a worker must find it.
    state = State.RUNNING if gate else State.QUEUED
    job = retry(partial(_begin, job_id, state), attempts=_ATTEMPTS, job=job_id)
    if job is None:
        return
    definition = registry.find(job.name)
    current = running.Run(job_id=job_id, definition=definition, gate=gate)
    if keep is not None:
        current.keep = keep
    outcome: dict[str, object]
    try:
        with running.running(current):
            outcome = {"state": State.DONE, "result": _call(definition, job.arguments)}
    except (DomainError, running.StepFailed) as error:
        # Bad input: the same job would fail the same way for ever.
        outcome = {"state": State.FAILED, "error_code": error.code or _DEFECT, "error": str(error)}
        _log.info("job refused", job=job_id, name=job.name, code=error.code)
    except Exception as error:  # noqa: BLE001  # whatever a job raises ends the job, not its worker
        outcome = _defect(error)
        _log.exception("job failed", job=job_id, name=job.name)
    retry(partial(finish, job_id, outcome), attempts=_ATTEMPTS, job=job_id)


def finish(job_id: str, outcome: dict[str, object]) -> None:
    """Write down how a job ended, once."""
    with transactions.writing():
        unfinished = Job.objects.filter(id=job_id, state__in=[State.QUEUED, State.RUNNING])
        unfinished.update(**outcome, finished_at=clock.now(), waiting_key=None)


def _call(definition: registry.Definition, arguments: dict[str, object]) -> object:
    if definition.has_steps:
        return definition.function(**arguments)
    return running.step(definition.name, definition.function, **arguments)


def _begin(job_id: str, state: State) -> Job | None:
    with transactions.writing():
        unfinished = Job.objects.filter(id=job_id, state__in=[State.QUEUED, State.RUNNING])
        # waiting_key: from here on the same wish is a new job, as this one may have read already.
        started = unfinished.update(state=state, waiting_key=None, starts=F("starts") + 1, started_at=clock.now())
        job = Job.objects.get(id=job_id) if started else None
        if job is not None and job.starts > MOST_STARTS:
            _log.error("job given up", job=job_id, name=job.name, starts=job.starts)
            finish(job_id, _given_up())
            return None
    return job


def _given_up() -> dict[str, object]:
    message = (
        f"Started {MOST_STARTS} times and never ended: its worker stopped or was killed each time. "
        "Look for missing memory or disk space, then run it again."
    )
    return {"state": State.FAILED, "error_code": "jobs.given_up", "error": message}


def _defect(error: Exception) -> dict[str, object]:
    return {
        "state": State.FAILED,
        "error_code": _DEFECT,
        "error": f"{type(error).__name__}: {error}",
        "trace": "".join(traceback.format_exception(error)),
    }
