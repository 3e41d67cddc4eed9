"""Upgrading the tables: by the next start, with a copy of the SQLite file from before, and never backwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support import engines
from tests.support.installations import Installation, migrated_installation

pytestmark = pytest.mark.db

# The jobs room stands alone, so its tables can be taken away as if its migration were a new one.
TAKE_BACK = "from django.core.management import call_command\ncall_command('migrate', 'jobs', 'zero', verbosity=0)"
PENDING = "from theatrum.wiring import upgrade\nprint(upgrade.pending())"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = migrated_installation(tmp_path)
    assert made.run("init", "--email", "boss@example.org").returncode == 0
    return made


def test_start_upgrades_an_older_database_and_keeps_a_copy(installation: Installation) -> None:
    installation.python(TAKE_BACK)
    refused = installation.run("admin", "job", "list")
    assert refused.returncode == 1
    assert "They are made by: theatrum serve" in refused.stderr
    with installation.serving() as server:
        assert server.get("/healthz")[0] == 200
        assert server.stop() == 0
    assert installation.python(PENDING) == "[]"
    copies = list((installation.data / "backups").glob("before-upgrade-*.sqlite3"))
    if engines.chosen_engine() == "postgresql":
        assert copies == []
        return
    (copy,) = copies
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'jobs_job'").fetchone() == (0,)


def test_database_of_a_newer_version_is_refused_by_name(installation: Installation) -> None:
    installation.python(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('jobs', '9999_from_the_future')"
    )
    refused = installation.run("serve")
    assert refused.returncode == 1
    assert "jobs.9999_from_the_future" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "jobs.9999_from_the_future" in installation.run("doctor").stdout
