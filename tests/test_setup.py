"""The set-up of the tests itself: the right engine, seeds that survive, a closed network."""

import socket

import pytest
from django.db import connection

from tests.support import engines
from tests.support.network import LeavesThisMachineError


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
