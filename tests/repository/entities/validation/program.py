"""The processes of the kill test: one binds a schema to a folder full of entities, one works.

The worker stands still before it stores the batch that it was told to, until it is killed. So no test
waits for a time.

    python -m tests.repository.entities.validation.program fill FOLDER COUNT
    python -m tests.repository.entities.validation.program work FOLDER [BATCH]
    python -m tests.repository.entities.validation.program count FOLDER
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "theatrum.wiring.django_settings")
django.setup()

from django.core.management import call_command  # noqa: E402  # app ready
from django.db.models import Count  # noqa: E402  # app ready

from tests.factories.entities import make_entity, make_person  # noqa: E402  # app ready
from tests.factories.schemas import PEOPLE, make_organization, register  # noqa: E402  # app ready
from theatrum.drivers.db.transactions import writing  # noqa: E402  # app ready
from theatrum.drivers.jobs import execution  # noqa: E402  # app ready
from theatrum.drivers.jobs.worker import Worker  # noqa: E402  # app ready
from theatrum.repository.entities.actions.bindings import bind_schema  # noqa: E402  # app ready
from theatrum.repository.entities.models import Kind, Validation  # noqa: E402  # app ready
from theatrum.repository.entities.validation import fence, revalidating  # noqa: E402  # app ready
from theatrum.repository.schemas.names import parse_schema_id  # noqa: E402  # app ready


def say(text: str) -> None:
    print(text, flush=True)


def _fill(count: int) -> None:
    call_command("migrate", verbosity=0)
    alice = make_person("alice", is_administrator=True)
    make_organization(alice)
    register(alice, "my.organization-people-1.0.0", PEOPLE)
    project = make_entity(alice, Kind.PROJECT, "P1")
    for number in range(count):
        annotations = {"age": {"type": "LONG", "value": [str(number % 2 - 1)]}}
        make_entity(alice, Kind.FOLDER, f"F{number}", parent=project, annotations=annotations)
    with writing():
        schema_id = parse_schema_id("my.organization-people-1.0.0")
        bind_schema(actor=alice, node_id=project.id, schema_id=schema_id)
    say("filled")


def _count() -> None:
    found = Validation.objects.values_list("verdict").annotate(count=Count("id")).order_by("verdict")
    say(" ".join(f"{verdict}={count}" for verdict, count in found))


def _work(stop_before: int) -> None:
    finish, share, stored = execution.finish, fence.share, 0

    def tell(job_id: str, outcome: dict[str, object]) -> None:
        finish(job_id, outcome)
        say(f"ended {outcome['state']} {outcome.get('result') or outcome.get('error')}")

    def stand_still() -> None:
        nonlocal stored
        stored += 1
        if stored == stop_before:
            say("standing still")
            sys.stdin.read()
        share()

    execution.finish, fence.share = tell, stand_still
    revalidating.BATCH = 20
    worker = Worker()
    worker.start()
    sys.stdin.readline()
    worker.stop(grace=60)
    os._exit(0)


if __name__ == "__main__":
    command, _, *rest = sys.argv[1:]
    if command == "fill":
        _fill(int(rest[0]))
    elif command == "count":
        _count()
    else:
        _work(int(rest[0]) if rest else 0)
