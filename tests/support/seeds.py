"""Empties the database after a transactional test: only what has rows, then puts back what the migrations seeded.

Django's own way deletes from every table and makes all permissions and content types anew, in a hundred transactions:
a third of a second after each of thousands of tests. Sequences that number new rows are left alone, by both.
"""

from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

# Made by the migrations and changed by no test.
_CONSTANT = frozenset({"django_migrations", "django_content_type", "auth_permission", "django_site"})
# As many as SQLite takes in one compound statement.
_AT_ONCE = 400


class Seeds:
    """The rows of all tables as they stand after the migrations; there are few."""

    def __init__(self) -> None:
        """Read them all."""
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self._tables = sorted(set(names) - _CONSTANT)
        self._rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}
        with connection.cursor() as cursor:
            for table in _filled(self._tables):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                columns = [column[0] for column in cursor.description]
                self._rows[table] = (columns, cursor.fetchall())

    def keep(self) -> None:
        """Restore the rows after every transactional test."""
        TransactionTestCase._fixture_teardown = lambda _case: self.restore()  # type: ignore[attr-defined]  # the stubs leave it out

    def restore(self) -> None:
        """Let all tables be as they were after the migrations. Foreign keys are asked at the commit."""
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _filled(self._tables):
                cursor.execute(f"DELETE FROM {quote(table)}")
            for table, (columns, rows) in self._rows.items():
                names = ", ".join(quote(column) for column in columns)
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)


def _filled(tables: list[str]) -> list[str]:
    """Return the tables that have rows."""
    quote, found = connection.ops.quote_name, list[str]()
    with connection.cursor() as cursor:
        for start in range(0, len(tables), _AT_ONCE):
            asked = (
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})"
                for name in tables[start : start + _AT_ONCE]
            )
            cursor.execute(" UNION ALL ".join(asked))
            found += [name for (name,) in cursor.fetchall()]
    return found
