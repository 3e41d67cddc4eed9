"""Puts back what the migrations seeded, each time a transactional test has emptied the tables.

Django flushes every table after such a test. Rows that a migration wrote once (the principals for
everybody, for the public) would be gone for every later test, in an order that depends on the run. The
sequences that number new rows are not touched by such a flush.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_migrate

_OWN = "theatrum."


class Seeds:
    """The rows of our own applications as they stand after the migrations."""

    def __init__(self) -> None:
        """Read them all; there are few."""
        self._rows = serializers.serialize("json", _rows())

    def keep(self) -> None:
        """Restore the rows whenever the database is flushed."""
        post_migrate.connect(self._restore, sender=_last_application(), weak=False, dispatch_uid="test-seeds")

    def _restore(self, **_signal: Any) -> None:
        with transaction.atomic(), connection.constraint_checks_disabled():
            for row in serializers.deserialize("json", self._rows):
                row.save()


def _own_models() -> list[type[Model]]:
    tables = set(connection.introspection.table_names())
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(_OWN)
        for model in config.get_models(include_auto_created=False)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in tables
    ]


def _rows() -> Iterator[Model]:
    for model in _own_models():
        yield from model._base_manager.order_by("pk").iterator()


def _last_application() -> Any:
    return list(apps.get_app_configs())[-1]
