"""The processes that the kill tests start: one that asks for a job, one that works.

They talk over pipes: the worker says on stdout where it stands, and stands still at the point it was
told to, until it is killed. So no test waits for a time.

    python -m tests.drivers.jobs.program ask FOLDER [--die-before-commit | --die-after-commit | --now-die-inside]
    python -m tests.drivers.jobs.program work FOLDER [POINT]        (then on stdin: round, due, lose, silence WORKER)
"""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.db import connection
from django.db.models.functions import Now

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "theatrum.wiring.django_settings")
django.setup()

from theatrum.drivers.db.transactions import writing  # noqa: E402  # app ready
from theatrum.drivers.jobs import execution, outbox, registry, rounds, running  # noqa: E402  # app ready
from theatrum.drivers.jobs.models import Job  # noqa: E402  # app ready
from theatrum.drivers.jobs.models import Worker as WorkerRow  # noqa: E402  # app ready
from theatrum.drivers.jobs.worker import Worker  # noqa: E402  # app ready

_stop_at = ""
_die_inside = False


def say(text: str) -> None:
    print(text, flush=True)


def reach(point: str) -> None:
    """Stand still here, if this is the point that the test named."""
    if point == _stop_at:
        say(f"at {point}")
        sys.stdin.read()


def _effect(folder: str, name: str) -> str:
    if _die_inside:
        os.kill(os.getpid(), signal.SIGKILL)
    reach(f"before {name}")
    with (Path(folder) / "effects").open("a") as file:
        file.write(f"{name}\n")
    reach(f"after {name}")
    return f"{name} done"


@registry.job("tests.two_steps", has_steps=True)
def two_steps(*, folder: str) -> list[object]:
    reach("start")
    first = running.step("first", _effect, folder=folder, name="first")
    reach("between")
    second = running.step("second", _effect, folder=folder, name="second")
    reach("end")
    return [first, second]


def _make_tables() -> None:
    # These two only, and not by migrations: the engine is on trial here, not the whole schema.
    if Job._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Job)
            editor.create_model(WorkerRow)


def _ask(folder: str, *, death: str) -> None:
    with writing():
        want = outbox.now if death == "--now-die-inside" else outbox.later
        job_id = want("tests.two_steps", folder=folder)
        say(job_id)
        if death == "--die-before-commit":
            os.kill(os.getpid(), signal.SIGKILL)
    if death == "--die-after-commit":
        os.kill(os.getpid(), signal.SIGKILL)


def _do(worker: Worker, command: str) -> None:
    """Do at once what a worker does in its own time, or make another one look dead."""
    if command == "round":
        worker._housekeeper.round(is_clearing=True)
    elif command.startswith("silence "):
        WorkerRow.objects.filter(executor_id=command.split()[1]).update(seen_at=Now() - timedelta(hours=1))
    elif command == "lose":
        with connection.schema_editor() as editor:
            editor.delete_model(WorkerRow)
    elif command == "due":
        Job.objects.update(not_before=Now() - timedelta(hours=1))
    say(f"did {command}")


def _work() -> None:
    finish = execution.finish

    def tell(job_id: str, outcome: dict[str, object]) -> None:
        finish(job_id, outcome)
        say(f"ended {job_id} {outcome['state']} {outcome.get('result') or outcome.get('error')}")
        reach("finished")

    execution.finish = tell
    # What other rooms have looked after needs their tables.
    for look in list(rounds._looks):
        rounds._looks.unregister(look)
    worker = Worker()
    worker.start()
    say(f"working as {worker.executor_id}")
    for line in sys.stdin:
        _do(worker, line.strip())
    worker.stop(grace=60)
    say("stopped")
    os._exit(0)


if __name__ == "__main__":
    command, data, *rest = sys.argv[1:]
    _make_tables()
    if command == "ask":
        death = rest[0] if rest else ""
        _die_inside = death == "--now-die-inside"
        _ask(data, death=death)
    else:
        _stop_at = rest[0] if rest else ""
        _work()
