"""What the measurements of pages share: an installation of their own, people who are signed in, and the table."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

BASELINE = "/terms"


@dataclass(frozen=True)
class Times:
    """What one question took: medians in milliseconds, statements, and the size of a page in bytes."""

    name: str
    cpu: float
    clock: float
    statements: int
    size: int


def rounds_wanted(usual: int) -> int:
    """Return how often each question is asked, as the command line says."""
    return int(sys.argv[1]) if len(sys.argv) > 1 else usual


@contextmanager
def installation() -> Iterator[None]:
    """Set up an installation in a folder of its own: migrated, with terms, its data model described."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"THEATRUM_DATA": str(Path(folder) / "data")}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "theatrum.wiring.django_settings")
        django.setup()
        _prepare()
        yield


def make_person(name: str, *, is_administrator: bool = False) -> Any:
    """Make somebody who has accepted the terms."""
    from theatrum.doors.cli import people  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready
    from theatrum.repository.accounts.actions.people import create_user  # app ready
    from theatrum.repository.accounts.principals import OPERATOR  # app ready

    with writing():
        email = f"{name}@example.org"
        user = create_user(actor=OPERATOR, username=name, email=email, is_administrator=is_administrator)
        people.accept_terms(user)
    return user


def signed_in(user: Any) -> Any:
    """Return Django's test client in somebody's name."""
    from django.test import Client  # app ready

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def anybody() -> Any:
    """Return Django's test client of somebody who is not signed in."""
    from django.test import Client  # app ready

    return Client(headers={"host": "localhost"})


def asking(client: Any, page: str) -> Callable[[], int]:
    """Return what asks for a page; it returns the page's size in bytes."""

    def ask() -> int:
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.status_code, answer.headers.get("location"))
        return len(answer.content)

    return ask


def measure(asked: Mapping[str, Callable[[], object]], rounds: int) -> list[Times]:
    """Ask everything in turns, so that a busy machine is busy for all. The first round is not counted."""
    sizes, statements = [], []
    for ask in asked.values():
        ask()
        counted, answer = _counted(ask)
        statements.append(counted)
        sizes.append(answer if isinstance(answer, int) else 0)
    seen = [[_taken(ask) for ask in asked.values()] for _ in range(rounds)]
    found = []
    for (name, counted, size), column in zip(
        zip(asked, statements, sizes, strict=True), zip(*seen, strict=True), strict=True
    ):
        cpu, clock = (statistics.median(part) * 1000 for part in zip(*column, strict=True))
        found.append(Times(name, cpu, clock, counted, size))
    return found


def show(times: Sequence[Times], *, width: int = 60) -> None:
    """Print the table, each line with its ratio to the first, which is the baseline: by CPU, as machines are busy."""
    first = times[0]
    print(f"{'':<{width}}      CPU    clock    ratio  statements     kB")
    for one in times:
        figures = f"{one.cpu:6.1f} ms {one.clock:5.1f} ms {one.cpu / first.cpu:6.1f} x {one.statements:11d}"
        print(f"{one.name:<{width}} {figures} {one.size / 1000:6.0f}")


def _prepare() -> None:
    from django.core.management import call_command  # app ready

    from theatrum.doors.cli import people  # app ready
    from theatrum.doors.web import warming  # app ready
    from theatrum.drivers.db.transactions import writing  # app ready

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    with writing():
        people.publish_terms()
    warming.prepare()


def _counted(ask: Callable[[], object]) -> tuple[int, object]:
    from django.db import connection  # app ready
    from django.test.utils import CaptureQueriesContext  # app ready

    with CaptureQueriesContext(connection) as caught:
        answer = ask()
    return len(caught), answer


def _taken(ask: Callable[[], object]) -> tuple[float, float]:
    cpu, began = time.process_time(), time.perf_counter()
    ask()
    return time.process_time() - cpu, time.perf_counter() - began
