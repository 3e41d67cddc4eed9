"""Reading on SQLite: a connection that cannot write, and an authorizer that knows one view.

The view ``q`` is temporary: it belongs to this connection, and the tables under it can be read through it
only. A progress handler stops what takes too long.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

from django.db import connections

from theatrum.repository.tables.sql.errors import QueryTooLong
from theatrum.repository.tables.sql.readers.limits import failed
from theatrum.repository.tables.sql.sqlite_functions import OWN, register

Row = tuple[object, ...]

_VIEW = "q"
# How many steps of SQLite's machine pass between two looks at the clock: some milliseconds.
_STEPS = 20_000
# Bytes of a text that a query makes, and of a row.
_LENGTH = 64 * 1024**2
# An expression may be this deep; what we make is flat.
_DEPTH = 1000
_FUNCTIONS = OWN | {
    "avg", "btrim", "coalesce", "count", "group_concat", "ifnull", "instr", "json", "json_array", "json_array_length",
    "json_each", "json_extract", "json_group_array", "json_object", "json_quote", "json_type", "json_valid", "like",
    "lower", "max", "min", "nullif", "replace", "round", "strftime", "substr", "sum", "trim", "typeof", "unixepoch",
    "->", "->>", "abs", "total", "length", "upper", "glob", "julianday",
}  # fmt: skip


class SqliteReader:
    """See ``Reader``."""

    def __init__(self, connection: sqlite3.Connection, *, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        connection.set_progress_handler(self._is_late, _STEPS)

    def rows(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query. Raises QueryTooLong, QueryFailed."""
        try:
            # One by one: a thousand rows of long texts would stand in memory at once.
            yield from self._connection.execute(sql)
        except sqlite3.Error as error:
            raise (QueryTooLong(seconds=self._seconds) if self._is_late() else failed(error)) from error

    def value(self, sql: str) -> object:
        """Return one cell. Raises as ``rows``."""
        for row in self.rows(sql):
            return row[0]
        return None

    def _is_late(self) -> bool:
        return time.monotonic() > self._until


@contextmanager
def reading_sqlite(select: str, *, seconds: float) -> Iterator[SqliteReader]:
    """Open a connection to the same file that can read this select and nothing else."""
    path = str(connections["default"].settings_dict["NAME"])
    opened = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
    with closing(opened):
        register(opened)
        opened.execute(f"CREATE TEMP VIEW {_VIEW} AS {select}")
        opened.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, _DEPTH)
        opened.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH)
        # Made once a connection; the authorizer would see a table being made.
        opened.execute("SELECT 1 FROM json_each('[]')")
        opened.execute("PRAGMA query_only = ON")
        opened.execute("BEGIN")
        try:
            opened.set_authorizer(_Authorizer(opened))
        except sqlite3.Error as error:
            # What the view reads is found out when it is first asked.
            raise failed(error) from error
        yield SqliteReader(opened, seconds=seconds)


class _Authorizer:
    """Allows selecting, reading the view and what it reads, and functions that only compute."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        # The tables under the view: SQLite asks for one by its bare name where a query needs rows but no column.
        self._tables: set[str] = set()
        connection.set_authorizer(self._note)
        connection.execute(f"SELECT * FROM {_VIEW} LIMIT 0")  # noqa: S608  # a constant

    def __call__(
        self, action: int, first: str | None, second: str | None, _database: str | None, source: str | None
    ) -> int:
        """Answer whether a step of a query may be prepared."""
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if (second or "").lower() in _FUNCTIONS else sqlite3.SQLITE_DENY
        is_within = source == _VIEW or first in {_VIEW, "json_each"} or (second == "" and first in self._tables)
        return sqlite3.SQLITE_OK if action == sqlite3.SQLITE_READ and is_within else sqlite3.SQLITE_DENY

    def _note(self, action: int, first: str | None, _second: str | None, *where: str | None) -> int:
        if action == sqlite3.SQLITE_READ and first and where[1] == _VIEW:
            self._tables.add(first)
        return sqlite3.SQLITE_OK
