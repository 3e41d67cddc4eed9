"""What a reader is, and which one fits the database in use."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from django.db import connection

from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql.engines.engine import Engine
from theatrum.repository.tables.sql.engines.postgresql import PostgresqlEngine
from theatrum.repository.tables.sql.engines.sqlite import SqliteEngine
from theatrum.repository.tables.sql.readers.postgresql import reading_postgresql
from theatrum.repository.tables.sql.readers.sqlite import reading_sqlite

Row = tuple[object, ...]
# The longest that all statements of one question may take together: where somebody waits, and where a worker reads.
SECONDS = 60
SECONDS_OF_LARGE = 1200


class Reader(Protocol):
    """One snapshot of one relation, called ``q``. All that is read through it belongs together."""

    def rows(self, sql: str) -> Iterator[Row]:
        """Yield rows as the database finds them, a few at a time. Raises QueryTooLong, QueryFailed."""

    def value(self, sql: str) -> object:
        """Return the first cell of the first row, or None. Raises as ``rows``."""


def engine() -> Engine:
    """Return the engine of the database in use."""
    return PostgresqlEngine() if connection.vendor == "postgresql" else SqliteEngine()


def reading(relation: Relation, *, seconds: float = SECONDS) -> AbstractContextManager[Reader]:
    """Open a connection that can read the relation and nothing else."""
    if connection.vendor == "postgresql":
        return reading_postgresql(relation.select, seconds=seconds)
    return reading_sqlite(relation.select, seconds=seconds)
