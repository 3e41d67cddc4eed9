"""The set-up of the tests itself: the right engine, seeds that survive, a closed network."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from tests.support import engines, order
from tests.support.network import LeavesThisMachineError
from theatrum.repository.accounts.models import Principal


def test_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(LeavesThisMachineError):
        outside.connect(("192.0.2.1", 80))


@pytest.mark.usefixtures("db")
def test_database_is_the_chosen_engine() -> None:
    assert connection.vendor == engines.chosen_engine()


@pytest.mark.usefixtures("db")
def test_sqlite_is_a_file_in_wal() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.fixture
def teardown() -> Callable[[], None]:
    """Return what Django runs after a transactional test."""
    return TransactionTestCase()._fixture_teardown  # type: ignore[attr-defined,no-any-return]  # the stubs leave it out


@pytest.mark.usefixtures("transactional_db")
def test_teardown_takes_rows_but_not_seeds(teardown: Callable[[], None]) -> None:
    seeded = list(Principal.objects.order_by("pk").values())
    permissions = Permission.objects.count()
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())
    Principal.objects.filter(pk=1).update(is_individual=False)

    teardown()

    assert seeded
    assert list(Principal.objects.order_by("pk").values()) == seeded
    assert not Session.objects.exists()
    assert Permission.objects.count() == permissions > 0


@pytest.mark.usefixtures("transactional_db")
def test_new_rows_get_numbers_after_the_seeds(teardown: Callable[[], None]) -> None:
    teardown()

    assert Principal.objects.create(is_individual=True).pk > 3_300_000


@pytest.mark.parametrize(
    ("workers", "wanted"),
    [
        (1, ["flow", "click 1", "click 2", "grid", "a1", "a2", "b1", "b2"]),
        (2, ["flow", "grid", "a1", "a2", "click 1", "click 2", "b1", "b2"]),
        (4, ["flow", "a1", "click 1", "click 2", "grid", "a2", "b1", "b2"]),
    ],
)
def test_each_worker_begins_with_what_takes_long(workers: int, wanted: list[str]) -> None:
    names = {
        "a1": "checks/test_a.py",
        "a2": "checks/test_a.py",
        "click 1": "browser/test_click.py",
        "click 2": "browser/test_click.py",
        "b1": "doors/test_b.py",
        "grid": "browser/test_grid.py",
        "flow": "flows/test_flow.py",
        "b2": "doors/test_b.py",
    }
    items = [(Path("tests") / file, name) for name, file in names.items()]
    assert order.long_first(items, workers) == wanted
