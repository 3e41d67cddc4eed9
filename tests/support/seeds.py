"""Puts back what the migrations seeded, each time a transactional test has emptied the tables.

Django flushes every table after such a test. Rows that a migration wrote once (the principals for
everybody, for the public) would be gone for every later test, in an order that depends on the run. The
sequences that number new rows are not touched by such a flush. Rows are kept as the database gives them.
"""

from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models.signals import post_migrate

_OWN = "theatrum."


class Seeds:
    """The rows of our own tables as they stand after the migrations; there are few."""

    def __init__(self) -> None:
        """Read them all."""
        self._rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}
        with connection.cursor() as cursor:
            for table in _own_tables():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                columns = [column[0] for column in cursor.description]
                if rows := cursor.fetchall():
                    self._rows[table] = (columns, rows)

    def keep(self) -> None:
        """Restore the rows whenever the database is flushed."""
        last = list(apps.get_app_configs())[-1]
        post_migrate.connect(self._restore, sender=last, weak=False, dispatch_uid="test-seeds")

    def _restore(self, **_signal: Any) -> None:
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for table, (columns, rows) in self._rows.items():
                cursor.execute(f"SELECT 1 FROM {quote(table)} LIMIT 1")
                if cursor.fetchone():
                    continue  # a migration, not a flush
                names = ", ".join(quote(column) for column in columns)
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)


def _own_tables() -> list[str]:
    existing = set(connection.introspection.table_names())
    own = (config for config in apps.get_app_configs() if config.name.startswith(_OWN))
    return [model._meta.db_table for config in own for model in config.get_models() if model._meta.db_table in existing]
