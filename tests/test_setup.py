"""The set-up of the tests itself: the right engine, seeds that survive, a closed network."""

import socket

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.support import engines
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


@pytest.mark.usefixtures("transactional_db")
def test_flush_takes_rows_but_not_seeds() -> None:
    seeded = set(Principal.objects.values_list("pk", flat=True))
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())

    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)

    assert seeded
    assert set(Principal.objects.values_list("pk", flat=True)) == seeded
    assert not Session.objects.exists()


@pytest.mark.usefixtures("transactional_db")
def test_new_rows_get_numbers_after_the_seeds() -> None:
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)

    assert Principal.objects.create(is_individual=True).pk > 3_300_000
