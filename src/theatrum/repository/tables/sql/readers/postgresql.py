"""Reading on PostgreSQL: a transaction of its own, under a role that may read one temporary view.

The view runs with the rights of who made it, as all views do; the role has none on the tables under it.
The role is made when it is first needed. Where the server's own role may not make roles, queries run
without it, in a transaction that is as read-only and as short; the log says so once.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg.sql import SQL, Identifier

from theatrum.repository.tables.sql.errors import QueryTooLong
from theatrum.repository.tables.sql.readers.limits import failed

_log = logging.getLogger(__name__)

Row = tuple[object, ...]

ROLE = "theatrum_queries"
_FETCHED = 1000
_SETTINGS = (
    "SET LOCAL search_path = pg_temp, pg_catalog",
    "SET LOCAL standard_conforming_strings = on",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    "SET LOCAL max_parallel_workers_per_gather = 0",
    # Results are read to their end.
    "SET LOCAL cursor_tuple_fraction = 1",
)
# Whether the role is there for this process's user: unknown, yes or no.
_known: dict[str, bool] = {}


class PostgresqlReader:
    """See ``Reader``."""

    def __init__(self, connection: "psycopg.Connection[Row]", *, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._count = 0

    def rows(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query through a cursor of the server. Raises QueryTooLong, QueryFailed."""
        self._count += 1
        try:
            self._limit()
            with self._connection.cursor(name=f"rows_{self._count}") as cursor:
                cursor.itersize = _FETCHED
                # No parameters, so that a % in a text stays what it is.
                cursor.execute(sql)
                yield from cursor
        except psycopg.errors.QueryCanceled as error:
            raise QueryTooLong(seconds=self._seconds) from error
        except psycopg.Error as error:
            raise failed(error) from error

    def value(self, sql: str) -> object:
        """Return one cell. Raises as ``rows``."""
        for row in self.rows(sql):
            return row[0]
        return None

    def _limit(self) -> None:
        """Give the next statement what is left of the time."""
        left = max(1, round((self._until - time.monotonic()) * 1000))
        self._connection.execute(f"SET LOCAL statement_timeout = {left:d}")


@contextmanager
def reading_postgresql(select: str, *, seconds: float) -> Iterator[PostgresqlReader]:
    """Open a connection to the same database that can read this select and nothing else."""
    with psycopg.connect(**_parameters(), autocommit=True) as connection:
        has_role = _ensure_role(connection)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            connection.execute(f"CREATE TEMP VIEW q AS {select}")
        except psycopg.Error as error:
            raise failed(error) from error
        for setting in _SETTINGS:
            connection.execute(SQL(setting))
        if has_role:
            connection.execute(SQL("GRANT SELECT ON q TO {}").format(Identifier(ROLE)))
        connection.execute("SET LOCAL transaction_read_only = on")
        if has_role:
            connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(ROLE)))
        yield PostgresqlReader(connection, seconds=seconds)
        connection.execute("ROLLBACK")


def _parameters() -> dict[str, Any]:
    found: dict[str, Any] = connections["default"].get_connection_params()
    return {name: value for name, value in found.items() if name not in {"cursor_factory", "context"}}


def _ensure_role(connection: "psycopg.Connection[Row]") -> bool:
    known = _known.get(ROLE)
    if known is None:
        known = _known[ROLE] = _made_role(connection)
    return known


def _made_role(connection: "psycopg.Connection[Row]") -> bool:
    """Make the role if it cannot be used yet. Tells whether it can."""
    if _can_use_role(connection):
        return True
    name = Identifier(ROLE)
    for step in (SQL("CREATE ROLE {} NOLOGIN"), SQL("GRANT {} TO CURRENT_USER")):
        try:
            connection.execute(step.format(name))
        except psycopg.Error as error:
            # Made by another process at the same moment, or not ours to make: what counts is whether it works.
            _log.info("the role of queries: %s", error)
    if not _can_use_role(connection):
        _log.warning("queries run without the role %s: the database user may not make or use it", ROLE)
        return False
    return True


def _can_use_role(connection: "psycopg.Connection[Row]") -> bool:
    try:
        connection.execute(SQL("SET ROLE {}").format(Identifier(ROLE)))
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue):
        return False
    connection.execute("RESET ROLE")
    return True
