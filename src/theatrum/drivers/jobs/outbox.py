"""Asking for a job: a row in the caller's own transaction, so that it is wanted if and only if that commits."""

from datetime import timedelta

from django.db import connection

from theatrum.drivers.db import transactions
from theatrum.drivers.jobs import execution, news, registry
from theatrum.drivers.jobs.errors import JobIsNotFailed, JobNotFound
from theatrum.drivers.jobs.models import Job, State
from theatrum.drivers.jobs.queries import parse_job_id
from theatrum.kernel import clock

# How long a worker leaves a job alone that the asking process means to run itself.
_HELD_FOR = timedelta(seconds=60)


def later(
    name: str,
    /,
    *,
    key: str | None = None,
    owner_id: int | None = None,
    wait: timedelta | None = None,
    **arguments: object,
) -> str:
    """Want a job as soon as the open transaction has committed, or some time after it; returns its id.

    With a ``key``, a job of this name and key that still waits is taken instead of a second one; it
    starts after this transaction, and so sees what it wrote: at once, unless this one may ``wait`` too.
    One that runs already does not count. Raises RuntimeError outside ``writing()``.
    """
    return _write(name, key=key, owner_id=owner_id, arguments=arguments, wait=wait)


def now(name: str, /, *, owner_id: int | None = None, **arguments: object) -> str:
    """Want a quick job that this thread runs itself, right after the commit and before it answers.

    The row comes first: should this process die, a worker takes the job a minute later.
    """
    job_id = _write(name, key=None, owner_id=owner_id, arguments=arguments, wait=_HELD_FOR)
    transactions.after_commit(lambda: execution.run(job_id))
    return job_id


def again(job_id: str) -> str:
    """Want a failed job once more, under a new id, and forget the failed one.

    Raises JobNotFound and JobIsNotFailed.
    """
    failed = Job.objects.select_for_update().filter(id=parse_job_id(job_id)).first()
    if failed is None:
        raise JobNotFound(job_id=job_id)
    if failed.state != State.FAILED:
        raise JobIsNotFailed(job_id=job_id, state=failed.state)
    failed.delete()
    return later(failed.name, owner_id=failed.owner_id, **failed.arguments)


def _write(
    name: str, *, key: str | None, owner_id: int | None, arguments: dict[str, object], wait: timedelta | None
) -> str:
    if not transactions.in_writing():
        raise RuntimeError(f"the job {name} was wanted outside writing()")
    moment = clock.now()
    wanted = Job(
        name=name,
        lane=registry.find(name).lane,
        arguments=arguments,
        owner_id=owner_id,
        waiting_key=None if key is None else f"{name}:{key}",
        not_before=None if wait is None else moment + wait,
        created_at=moment,
    )
    if wanted.waiting_key is None:
        wanted.save(force_insert=True)
    else:
        # The update of the waiting row locks it: no worker can start it before this transaction ends.
        changed = ["arguments"] if wait is not None else ["arguments", "not_before"]
        Job.objects.bulk_create([wanted], update_conflicts=True, unique_fields=["waiting_key"], update_fields=changed)
        wanted = Job.objects.only("id").get(waiting_key=wanted.waiting_key)
    _announce()
    return str(wanted.id)


def _announce() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [news.CHANNEL])  # sent at the commit, or never
    transactions.after_commit(news.wake)
