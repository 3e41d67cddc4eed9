"""What a worker does beside jobs: shows that it lives, takes over from those that do not, clears away."""

import os
import socket
import threading
from datetime import timedelta

import structlog
from django.db.models import F
from django.db.models.functions import Now

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import queries, rounds
from theatrum.drivers.jobs.models import Job, State, Worker
from theatrum.drivers.jobs.relay import Relay
from theatrum.drivers.jobs.retrying import drop_connection
from theatrum.kernel import clock

_log = structlog.get_logger()

EVERY = timedelta(seconds=10)
KEEP_DONE = timedelta(days=30)
KEEP_FAILED = timedelta(days=180)
# The engine's own notes matter only until a job has ended.
KEEP_NOTES = timedelta(days=1)
_ROUNDS_BETWEEN_CLEARINGS = 360


class Housekeeper:
    """The regular rounds of one worker."""

    def __init__(self, *, executor_id: str, relay: Relay) -> None:
        self._executor_id = executor_id
        self._relay = relay
        self._stopping = threading.Event()

    def run_forever(self) -> None:
        """Make a round every ten seconds, until stopped."""
        rounds = 0
        while not self._stopping.wait(EVERY.total_seconds()):
            rounds += 1
            try:
                self.round(is_clearing=rounds % _ROUNDS_BETWEEN_CLEARINGS == 1)
            except Exception:  # noqa: BLE001  # a worker without its rounds would be taken for dead
                _log.exception("a worker's round failed; the next one follows")
                drop_connection()
        drop_connection()

    def stop(self) -> None:
        """Make no more rounds."""
        self._stopping.set()

    def round(self, *, is_clearing: bool) -> None:
        """Make one round."""
        self.show_life()
        self._relay.bury()
        adopt_from_the_dead(self._relay)
        if is_clearing:
            clear_away(self._relay)
        rounds.look_after_all()

    def show_life(self) -> None:
        """Write down that this worker lives."""
        with writing():
            Worker.objects.update_or_create(
                executor_id=self._executor_id,
                defaults={"seen_at": Now(), "process_id": os.getpid(), "host": socket.gethostname()[:100]},
                create_defaults={
                    "seen_at": Now(),
                    "started_at": Now(),
                    "process_id": os.getpid(),
                    "host": socket.gethostname()[:100],
                },
            )

    def sign_off(self, parked: set[str]) -> None:
        """Say good-bye: the jobs that wait for the next start did not fail to end by themselves."""
        with writing():
            Job.objects.filter(id__in=parked, starts__gt=0).update(starts=F("starts") - 1)
            Worker.objects.filter(executor_id=self._executor_id).delete()


def adopt_from_the_dead(relay: Relay) -> None:
    """Take over the jobs of workers that have been silent for too long.

    The worker's row is locked meanwhile, so that of several living workers one does it.
    """
    if not queries.silent_workers().exists():
        return
    with writing():
        for worker in queries.silent_workers().select_for_update(skip_locked=True):
            adopted = relay.engine.adopt(worker.executor_id)
            theirs = Job.objects.filter(claimed_by=worker.executor_id, state__in=[State.QUEUED, State.RUNNING])
            begun = relay.engine.known([str(job_id) for job_id in theirs.values_list("id", flat=True)])
            theirs.exclude(id__in=begun).update(claimed_by="", state=State.QUEUED)
            theirs.filter(id__in=begun).update(claimed_by=relay.executor_id)
            worker.delete()
            _log.warning("took over from a silent worker", worker=worker.executor_id, jobs=adopted)


def clear_away(relay: Relay) -> None:
    """Delete what nobody will ask for any more."""
    moment = clock.now()
    with writing():
        Job.objects.filter(state=State.DONE, finished_at__lt=moment - KEEP_DONE).delete()
        Job.objects.filter(state=State.FAILED, finished_at__lt=moment - KEEP_FAILED).delete()
    while relay.engine.forget_finished(older_than=KEEP_NOTES):
        pass
