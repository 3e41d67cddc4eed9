"""Synapse's pairs of ``…/async/start`` and ``…/async/get/{token}`` on our jobs.

Clients poll once a second, so an ordinary job ends before it is asked for: a quick one in the thread
that starts it; for others the question is held back a little. A result is the bare answer, an
unfinished job is 202, a failed one 400. Only who started a job may ask.
"""

import functools
import hashlib
import inspect
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.errors import WireProblem
from theatrum.doors.api.operations import Options, Routes
from theatrum.doors.api.responses import Reply
from theatrum.doors.api.wire.jobs import AsynchronousJobStatus, AsyncJobId
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, queries
from theatrum.drivers.jobs.errors import JobNotFound
from theatrum.drivers.jobs.models import State
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor, Scope

_PATIENCE = 2.0
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.25
# Who waits holds a thread, so only a few may; all others hear at once that the job is not ready.
_waiting = threading.BoundedSemaphore(6)
# So many jobs of who is not signed in may hold a thread of this process; what is more is left to the workers.
_of_anybody = threading.BoundedSemaphore(4)

_DEFECT = "jobs.internal_error"


class JobIsNotYours(DomainError):
    """Somebody else started the job."""

    code = "api.job_is_not_yours"
    kind = Kind.FORBIDDEN
    template = "Only the user that started this job may ask for its result."


@dataclass(frozen=True)
class Order:
    """The job that a request wants: a registered name and its arguments.

    A quick one is run by the thread that starts it, and has ended when the token is given out.
    """

    job: str
    arguments: dict[str, object] = field(default_factory=dict)
    is_quick: bool = True


Starter = Callable[..., Order]
# Makes the answer of what the job returned.
Shown = Callable[[ApiRequest, JobStatus], object]


def add_pair(
    routes: Routes,
    path: str,
    starter: Starter,
    *,
    shown: Shown | None = None,
    status: int = HTTPStatus.CREATED,
    is_public: bool = False,
    scope: Scope | None = None,
    answers: object = None,
) -> None:
    """Add ``{path}/start`` and ``{path}/get/{token}``.

    ``starter`` is a handler that reads the request, checks it outside any transaction and returns the
    order. ``shown`` makes the answer from the job's result, which otherwise is the answer itself.
    ``is_public`` is for jobs that only read, and that anonymous users may start; ``scope`` is what a token
    must be good for to start one. ``answers`` is the type of the answer, for the OpenAPI document.
    """
    mark = _mark(path)

    @functools.wraps(starter)
    def start(request: ApiRequest, **values: object) -> AsyncJobId:
        order = starter(request, **values)
        return AsyncJobId(token=f"{_ask(order, request.actor)}.{mark}")

    start.__annotations__ = {**starter.__annotations__, "return": AsyncJobId}

    def get(request: ApiRequest, token: str, **_places: str) -> Reply:
        job = _awaited(_own(request, token, mark))
        if not job.is_finished:
            return Reply(_status(job), status=HTTPStatus.ACCEPTED)
        if job.state == State.FAILED:
            raise _failure(job)
        if job.result is None and shown is not None:
            # What it made was deleted for good, with the content of a file.
            raise JobNotFound(job_id=token)
        return Reply(_answer(job.result if shown is None else shown(request, job)), status=status)

    get.__signature__ = _with_places(path, get)  # type: ignore[attr-defined]  # read by the router
    get.__doc__ = "Answer what the job made, or how it is doing."
    options = Options(status=HTTPStatus.CREATED, writes=not is_public, transaction=False)
    if scope is not None:
        options["scope"] = scope
    routes.post(f"{path}/start", **options)(start)
    also: dict[int, object] = {HTTPStatus.ACCEPTED: AsynchronousJobStatus}
    routes.get(f"{path}/get/{{token}}", status=status, answers=answers or JsonObject, also=also)(get)


def _with_places(path: str, get: Callable[..., Reply]) -> inspect.Signature:
    """Return the signature of a handler for an address that names more than the token; the token alone counts."""
    signature = inspect.signature(get)
    known = [parameter for name, parameter in signature.parameters.items() if name != "_places"]
    places = re.findall(r"{(\w+)}", path)
    named = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=str) for name in places]
    return signature.replace(parameters=[*known, *named])


def _ask(order: Order, actor: Actor) -> str:
    with _place(order, actor) as is_here, writing():
        if is_here:
            return outbox.now(order.job, owner_id=actor.id, **order.arguments)
        return outbox.later(order.job, key=None, owner_id=actor.id, wait=None, **order.arguments)


@contextmanager
def _place(order: Order, actor: Actor) -> Iterator[bool]:
    """Tell whether a job is run by this thread, which it is before the end."""
    if not (order.is_quick and actor.is_anonymous):
        yield order.is_quick
        return
    has_place = _of_anybody.acquire(blocking=False)
    try:
        yield has_place
    finally:
        if has_place:
            _of_anybody.release()


def _mark(path: str) -> str:
    """Return what the tokens of a pair end with: the result of another pair's job has another form."""
    return hashlib.sha256(path.encode()).hexdigest()[:8]


def _own(request: ApiRequest, token: str, mark: str) -> JobStatus:
    job_id, _, marked = token.partition(".")
    job = queries.status(job_id)
    if job.owner_id != request.actor.id:
        raise JobIsNotYours
    if marked != mark:
        raise JobNotFound(job_id=token)
    return job


def _awaited(job: JobStatus) -> JobStatus:
    if job.is_finished or not _waiting.acquire(blocking=False):
        return job
    try:
        return _wait(job)
    finally:
        _waiting.release()


def _wait(job: JobStatus) -> JobStatus:
    until, pause = time.monotonic() + _PATIENCE, _FIRST_PAUSE
    while not job.is_finished and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
        job = queries.status(job.id)
    return job


def _failure(job: JobStatus) -> WireProblem:
    if job.error_code == _DEFECT:
        reason = f"The job failed for a reason that is not yours. Tell an administrator its number: {job.id}."
        return WireProblem(_DEFECT, reason)
    return WireProblem(job.error_code, job.error)


def _answer(result: object) -> dict[str, object]:
    if not isinstance(result, dict) or "jobState" in result:
        # Clients would take it for a job that runs for ever.
        raise TypeError("the result of a job must be an object without a property jobState")
    return result


def _status(job: JobStatus) -> AsynchronousJobStatus:
    return AsynchronousJobStatus(
        job_state="PROCESSING",
        job_id=job.id,
        started_by_user_id=str(job.owner_id),
        started_on=job.created_at,
        changed_on=job.started_at or job.created_at,
        progress_message=job.message,
        progress_current=job.progress_current or 0,
        progress_total=job.progress_total or 0,
    )
