"""Background work of screening: looking at files, once in effect whatever dies in between; telling; looking again."""

import time
import traceback
from datetime import datetime

import structlog

from theatrum.consortium.screening import (
    exported,
    following,
    incidents,
    purging,
    renewing,
    reviewing,
    rounds,
    settling,
    starting,
    telling,
)
from theatrum.consortium.screening.engine import version_in_force
from theatrum.consortium.screening.errors import ScreeningFailed
from theatrum.consortium.screening.looking import look_at
from theatrum.consortium.screening.models import IncidentEvent, IncidentState, Screening
from theatrum.consortium.screening.subjects import subject_of
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import rounds as job_rounds
from theatrum.drivers.jobs import running
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.drivers.jobs.retrying import TRANSIENT
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.principals import OPERATOR, OPERATOR_ID

_log = structlog.get_logger()

# How often a screening that goes on says so, in seconds.
_SHOWN_EVERY = 5.0


@job(starting.SCREEN)
def screen(*, handle_id: int) -> bool:
    """Screen a small file; tells whether the result counts."""
    return screen_file(handle_id)


@job(starting.SCREEN_LARGE, lane=Lane.LONG)
def screen_large(*, handle_id: int) -> bool:
    """Screen a file that may take minutes."""
    return screen_file(handle_id)


@job(incidents.TELL)
def tell(*, event_id: int) -> None:
    """Tell those concerned of a step of an incident."""
    telling.tell_event(event_id)
    with writing():
        event = IncidentEvent.objects.select_related("incident").get(pk=event_id)
        incident = incidents.find_incident(event.incident_id)
        if event.state == incident.state == IncidentState.LOCKED:
            incidents.advance(incident=incident, then=IncidentState.NOTIFIED)


@job(incidents.PURGE, lane=Lane.LONG)
def purge(*, incident_id: int, actor_id: int) -> int:
    """Delete the content of an incident for good; returns how many files lost theirs."""
    actor = OPERATOR if actor_id == OPERATOR_ID else accounts.actor_of(accounts.find_user(actor_id))
    return purging.purge(actor=actor, incident_id=incident_id)


@job(purging.FORGET, lane=Lane.LONG)
def forget(*, since: str, until: str) -> bool:
    """Forget what jobs answered that went on while rows were erased; tells whether all of them have ended."""
    return purging.forget_late(since=datetime.fromisoformat(since), until=datetime.fromisoformat(until))


@job(exported.FORGET_EXPORTS, lane=Lane.LONG)
def forget_exports(*, pause: int = 0) -> int:
    """Delete what was exported with names that are hidden by now; returns of how many files and jobs."""
    return exported.forget_exports(pause=pause)


@job(renewing.RENEW, lane=Lane.LONG)
def renew() -> int:
    """Look again at files that were judged by older detectors or another policy; returns how many this time."""
    if not renewing.is_leading():
        # Wanted by workers of another version, started later: one of them takes it when they want it again.
        return 0
    count = 0
    for handle_id in renewing.stale(most=renewing.AT_ONCE):
        with writing():
            starting.want_again(Screening.objects.filter(pk=handle_id))
        screen_file(handle_id)
        count += 1
        running.progress(count, message="files looked at again")
    with writing():
        goes_on = renewing.go_on(count)
    if not goes_on:
        renewing.hide_again()
        with writing():
            renewing.note_done()
    return count


@job(following.FOLLOW, lane=Lane.LONG)
def follow() -> int:
    """Have files looked at again that are judged as something else by now; returns how many."""
    return following.catch_up()


@job(reviewing.TELL_REJECTED)
def tell_rejected(batch: str) -> None:
    """Tell centers which of their files were rejected."""
    telling.tell_rejected(batch)


@job(incidents.TELL_COPIES)
def tell_copies(incident_id: int) -> int:
    """Tell who has the same bytes as the file of an incident; returns of how many files."""
    return telling.tell_copies(incident_id)


@job(rounds.TELL_STUCK)
def tell_stuck() -> int:
    """Tell the reviewers of files that do not move; returns of how many."""
    return rounds.tell_stuck()


def screen_file(handle_id: int) -> bool:
    """Look at a file and store what was seen; run twice or by two, the result is stored once."""
    with writing():
        taken = settling.begin(handle_id)
    if taken is None:
        return False
    version, subject = version_in_force(), subject_of(taken.handle)
    try:
        look = look_at(subject, _Shown(taken))
    except TRANSIENT:
        raise
    except BlobNotFound:
        _log.warning("a file to be screened is not in the store", handle=handle_id)
        with writing():
            settling.fail(taken=taken, version=version)
        return False
    except Exception as error:  # noqa: BLE001  # a reviewer sees the file, and nobody else reads it
        with writing():
            settling.fail(taken=taken, version=version)
        # What a library says may quote the file: where it happened is told, and not what it said.
        frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        _log.error(
            "a file could not be screened", handle=handle_id, error=type(error).__name__, frames=frames
        )  # as above
        raise ScreeningFailed(id=handle_id, problem=type(error).__name__) from None
    with writing():
        return settling.settle(taken=taken, subject=subject, look=look, version=version)


class _Shown:
    """Shows how far a screening is: in the job, and now and then in its row."""

    def __init__(self, taken: Screening) -> None:
        self._taken = taken
        self._shown = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        running.progress(done, total, "screening")
        if time.monotonic() - self._shown >= _SHOWN_EVERY:
            self._shown = time.monotonic()
            with writing():
                settling.show_progress(self._taken.pk, self._taken.wish, done=done)


job_rounds.register(rounds.look_after)
