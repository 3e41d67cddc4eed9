"""The worker that the flow of screening starts: it says which jobs have ended, and does at a word what takes time.

    python -m tests.consortium.screening.program        (then on stdin: round, silence WORKER)

So nobody waits for a time: the test kills it when it has said enough.
"""

import os
import sys
from datetime import timedelta

from theatrum.wiring import installing

installing.open_existing()

from django.db.models.functions import Now  # noqa: E402  # app ready

from theatrum.drivers.jobs import execution  # noqa: E402  # app ready
from theatrum.drivers.jobs.models import Job, State  # noqa: E402  # app ready
from theatrum.drivers.jobs.models import Worker as WorkerRow  # noqa: E402  # app ready
from theatrum.drivers.jobs.worker import Worker  # noqa: E402  # app ready


def say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    """Work until stdin ends."""
    finish = execution.finish

    def tell(job_id: str, outcome: dict[str, object]) -> None:
        finish(job_id, outcome)
        say(f"ended {job_id} {outcome['state']}")
        if not Job.objects.filter(state__in=[State.QUEUED, State.RUNNING]).exists():
            say("empty")

    execution.finish = tell
    worker = Worker()
    worker.start()
    say(f"working as {worker.executor_id}")
    for line in sys.stdin:
        command, _, name = line.strip().partition(" ")
        if command == "silence":
            WorkerRow.objects.filter(executor_id=name).update(seen_at=Now() - timedelta(hours=1))
        worker._housekeeper.round(is_clearing=False)
        say(f"did {line.strip()}")
    worker.stop(grace=60)
    os._exit(0)


if __name__ == "__main__":
    main()
