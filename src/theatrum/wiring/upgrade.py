"""Brings the database to this version's tables, keeping a copy of the SQLite file from before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from theatrum.wiring.errors import CannotStart, DatabaseIsNewer

_log = structlog.get_logger()

_KEPT = 5
# Any number will do, as long as every version uses the same.
_ADVISORY_LOCK = 7_316_253_041


def require_database() -> None:
    """Raise CannotStart when the database cannot be reached, or is none."""
    try:
        connection.introspection.table_names()
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        where = str(connection.settings_dict["NAME"])
        what = "Look whether this user may write it; one that is damaged comes back with: theatrum restore"
        if connection.vendor == "postgresql":
            where, what = "THEATRUM_DATABASE_URL", "Look whether it runs, and whether the address is right."
        raise CannotStart(reason=f"The database ({where}) cannot be used: {reason}. {what}") from error


def pending() -> list[str]:
    """Name the migrations that this version has and the database has not yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown() -> list[str]:
    """Name the migrations that the database has and this version does not know."""
    loader = MigrationExecutor(connection).loader
    known = loader.disk_migrations.keys() | {key for m in loader.disk_migrations.values() for key in m.replaces}
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in known)


def upgrade(backups: Path) -> None:
    """Migrate the database; several processes may do so at once. Raises CannotStart, DatabaseIsNewer."""
    require_database()
    with _alone():
        if newer := unknown():
            raise DatabaseIsNewer(migrations=", ".join(newer))
        todo = pending()
        if not todo:
            return
        if connection.vendor == "sqlite" and connection.introspection.table_names():
            copy = _keep_copy(backups)
            _log.info("copied the database before its upgrade", copy=str(copy))
        call_command("migrate", interactive=False, verbosity=0)
        _log.info("database upgraded", migrations=len(todo))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite file as it stands at one moment, while others write to it."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)
        # The copy is a single file: whoever opens it needs no -wal beside it.
        writer.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)


def _keep_copy(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / f"before-upgrade-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z.sqlite3"
    copy_sqlite(Path(connection.settings_dict["NAME"]), copy)
    for old in sorted(folder.glob("before-upgrade-*.sqlite3"))[:-_KEPT]:
        old.unlink()
    return copy


@contextmanager
def _alone() -> Iterator[None]:
    # On SQLite the lock of the data directory keeps others away already.
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
