"""The database as it stands at one moment, in files, and which blobs it needs at that moment."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import psycopg

from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.settings import Settings
from theatrum.wiring.upgrade import copy_sqlite

JOBS_FILE = "jobs.sqlite3"
MAIN_FILE = "theatrum.sqlite3"
DUMP_FILE = "database.pgdump"
# What failed its verification has lost its bytes, as it should; a link has none.
_KEYS = "SELECT DISTINCT key FROM files_filehandle WHERE verification NOT IN ('failed', 'none')"


class PostgresqlToolMissing(DomainError):
    """A dump of PostgreSQL needs PostgreSQL's own tool."""

    code: ClassVar[str] = "wiring.postgresql_tool_missing"
    kind: ClassVar[Kind] = Kind.CONFLICT
    template: ClassVar[str] = (
        "{tool} {problem}. Install the PostgreSQL client of your server's version (on Debian: "
        "postgresql-client), or back up database and data directory by hand: docs/guide/operate.md."
    )


def take(settings: Settings, folder: Path) -> tuple[list[Path], set[str]]:
    """Copy the database into the folder; returns its files and the keys of the blobs that it needs."""
    if settings.database_url:
        return _dump(settings.database_url, folder / DUMP_FILE)
    # The engine's notes first: what it says is done was done when the main file is copied.
    files = [folder / name for name in (JOBS_FILE, MAIN_FILE) if (settings.data / name).exists()]
    for file in files:
        file.unlink(missing_ok=True)
        copy_sqlite(settings.data / file.name, file)
    with closing(sqlite3.connect(folder / MAIN_FILE)) as copy:
        return files, {str(key) for (key,) in copy.execute(_KEYS)}


def load_dump(url: str, dump: Path) -> None:
    """Fill an empty PostgreSQL database from a dump. Raises PostgresqlToolMissing."""
    _run(["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={url}", str(dump)])


def is_empty(url: str) -> bool:
    """Tell whether a PostgreSQL database holds no tables yet."""
    query = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row == (0,)


def _dump(url: str, target: Path) -> tuple[list[Path], set[str]]:
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        _run(["pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", f"--dbname={url}"])
        return [target], {str(key) for (key,) in connection.execute(_KEYS)}


def _run(command: list[str]) -> None:
    tool = shutil.which(command[0])
    if tool is None:
        raise PostgresqlToolMissing(tool=command[0], problem="is not installed")
    done = subprocess.run([tool, *command[1:]], capture_output=True, text=True, check=False)  # noqa: S603  # no shell
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["failed without a word"])[-1]
        raise PostgresqlToolMissing(tool=command[0], problem=f"failed: {last}")
