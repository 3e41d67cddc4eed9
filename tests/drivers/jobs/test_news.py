"""A worker on SQLite is woken by jobs that wait, and not by every commit there is."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.support import engines
from theatrum.drivers.jobs import news as module
from theatrum.drivers.jobs.models import Job, State
from theatrum.drivers.jobs.news import SqliteNews, wake

LONG = 600.0
SHORT = 0.2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with the columns that news are about, and a table of something else."""
    # Tests before this one, in the same process, have asked for jobs.
    module._woken.clear()
    path = tmp_path / "theatrum.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute(f"CREATE TABLE {Job._meta.db_table} (state TEXT, claimed_by TEXT)")
        made.execute("CREATE TABLE other (a TEXT)")
    return path


def commit(path: Path, statement: str, *values: str) -> None:
    with sqlite3.connect(path) as other:
        other.execute(statement, values)


def add_job(path: Path, state: str, claimed_by: str = "") -> None:
    commit(path, f"INSERT INTO {Job._meta.db_table} VALUES (?, ?)", state, claimed_by)


def test_a_waiting_job_is_news(file: Path) -> None:
    news = SqliteNews(file)
    add_job(file, State.QUEUED)
    assert news.wait(LONG)
    news.close()


def test_other_commits_are_none(file: Path) -> None:
    news = SqliteNews(file)
    commit(file, "INSERT INTO other VALUES ('a')")
    add_job(file, State.QUEUED, claimed_by="worker-1")
    add_job(file, State.DONE)
    assert not news.wait(SHORT)
    news.close()


def test_who_is_woken_returns_at_once(file: Path) -> None:
    news = SqliteNews(file)
    wake()
    assert news.wait(LONG)
    news.close()


@pytest.mark.usefixtures("db")
@pytest.mark.skipif(engines.chosen_engine() != "sqlite", reason="news of PostgreSQL come by LISTEN")
def test_the_table_is_the_real_one_and_an_index_answers() -> None:

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {module._WAITING}")
        assert "SEARCH jobs_job USING" in str(cursor.fetchall())
