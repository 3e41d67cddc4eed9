"""Queries whose SQL is made once: for those that nearly every request asks.

Django takes several times longer to write such a query down than the database to answer it, at every call anew.
Here it is written down at the first call of each thread, with marks in the place of its values. PostgreSQL keeps such
a query prepared for the connection: a statement of many conditions takes it longer to plan than to answer.
"""

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Value = int | str | uuid.UUID

_LARGEST = 2**63 - 1
_MARKS: dict[type, Callable[[int], Value]] = {
    int: lambda number: 7_215_000_000_000_000 + number,
    str: lambda number: f"\N{RIGHTWARDS ARROW}{number}",
    uuid.UUID: lambda number: uuid.UUID(int=0xF1A6 << 96 | number),
}


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """Open a cursor for a statement that is always the same text: its values are given beside it, not written into it.

    PostgreSQL prepares it at its first call, and takes the types of values from the statement; SQLite's driver keeps
    statements by itself. In all else it is Django's cursor: its errors, its transactions, its log.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # optional dependency

    connection.ensure_connection()
    raw = connection.connection
    # For these statements alone: of others, whose values stand in the text, the driver would keep a hundred texts.
    raw.prepare_threshold = 0
    bound: Any = ServerBindingCursor(raw)  # type: ignore[call-arg]  # the stubs know psycopg 2
    try:
        with connection._prepare_cursor(bound) as wrapped:  # type: ignore[attr-defined]  # noqa: SLF001  # as Django makes its own
            yield wrapped
    finally:
        raw.prepare_threshold = None


@dataclass(frozen=True)
class _Written:
    """What one thread knows of a query. ``places`` says which value stands where among the parameters."""

    sql: str
    parameters: list[Any]
    places: list[tuple[int, str]]
    read: Callable[[Iterable[Any]], list[Any]]


class Prepared(Generic[M]):
    """A query for instances, called with the values it was declared with, none of them None.

    ``make`` gets one keyword for each of ``kinds`` and may use it once, compared with ``=``. Locks, annotations and
    prefetching are not for it.
    """

    def __init__(self, make: Callable[..., QuerySet[M]], **kinds: type[Value]) -> None:
        self._make = make
        self._kinds = kinds
        self._local = threading.local()

    def __call__(self, **values: Value) -> list[M]:
        """Return the instances that fit."""
        if any(isinstance(value, int) and abs(value) > _LARGEST for value in values.values()):
            return []  # as Django answers what no column can hold
        written = self._written()
        parameters = list(written.parameters)
        for place, name in written.places:
            parameters[place] = _adapted(values[name])
        with prepared_cursor() as cursor:
            cursor.execute(written.sql, parameters)
            rows = cursor.fetchall()
        return written.read(rows) if rows else []

    def first(self, **values: Value) -> M | None:
        """Return one of the instances that fit, if there is any."""
        return next(iter(self(**values)), None)

    def _written(self) -> _Written:
        known: _Written | None = getattr(self._local, "written", None)
        if known is None:
            known = self._local.written = self._write()
        return known

    def _write(self) -> _Written:
        marks = {name: _MARKS[kind](number) for number, (name, kind) in enumerate(self._kinds.items())}
        compiler = self._make(**marks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places = [(place, name) for name, mark in marks.items() for place in _places(parameters, _adapted(mark))]
        if sorted(name for _, name in places) != sorted(marks):
            raise ValueError(f"each value must stand in the query once: {sql}")
        return _Written(sql, list(parameters), places, _reader(compiler))


def _reader(compiler: Any) -> Callable[[Iterable[Any]], list[Any]]:
    """Return what makes instances of rows, as Django does after it has run a query."""
    kind, select = compiler.klass_info, compiler.select
    first, last = kind["select_fields"][0], kind["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    related = get_related_populators(kind, select, connection.alias)  # type: ignore[call-arg]  # stubs of a later Django
    converters = compiler.get_converters([column[0] for column in select[: compiler.col_count]])

    def read(rows: Iterable[Any]) -> list[Any]:
        found = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            instance = kind["model"].from_db(connection.alias, names, row[first:last])
            for populator in related:
                populator.populate(row, instance)
            found.append(instance)
        return found

    return read


def _places(parameters: Iterable[object], mark: object) -> list[int]:
    return [place for place, parameter in enumerate(parameters) if parameter == mark]


def _adapted(value: Value) -> object:
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
