"""The file of the engine, where two workers start in the same moment."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from theatrum.drivers.jobs.durable import prepare_file


def test_a_worker_waits_for_another_that_makes_the_file(tmp_path: Path) -> None:
    path = str(tmp_path / "jobs.sqlite3")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        prepare_file(path, pause=other.rollback)
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    (path := tmp_path / "jobs.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        prepare_file(str(path), pause=lambda: pytest.fail("it waited"))
