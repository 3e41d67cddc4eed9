"""Relations for tests of queries: rows written into the select itself, so that no table is needed."""

import json
from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from theatrum.kernel import clock
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql import statements
from theatrum.repository.tables.sql.parsing import parse
from theatrum.repository.tables.sql.readers.reader import engine, reading
from theatrum.repository.tables.sql.scope import Scope

_STORED = {
    "text": "text",
    "integer": "bigint",
    "double": "double precision",
    "boolean": "boolean",
    "document": "jsonb",
}


def column(number: int, name: str, column_type: ColumnType) -> Column:
    """Return a column model as if it were stored."""
    return Column(id=number, name=name, column_type=column_type)


def relation(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> Relation:
    """Return a relation of these rows, numbered from 1, in the engine of the session."""
    selects = [_select(number, columns, row) for number, row in enumerate(rows, start=1)]
    return Relation(node_id=1, version=None, columns=columns, select=" UNION ALL ".join(selects))


def ask(where: Relation, sql: str, *, actor_id: int = 7) -> list[tuple[object, ...]]:
    """Return the rows of a query, without their ids and versions."""
    scope = Scope(engine=engine(), relation=where, actor_id=actor_id, now=clock.now())
    scope = replace(scope, names=frozenset({"syn1", "t"}))
    query = statements.translate(scope, parse(sql))
    with reading(where) as reader:
        return [row[2 if query.has_rows else 0 :] for row in reader.rows(query.sql)]


def _select(number: int, columns: Sequence[Column], row: Sequence[object]) -> str:
    cells = [f"{_cell(one, value)} AS {one.field}" for one, value in zip(columns, row, strict=True)]
    return f"SELECT {number} AS row_id, 1 AS row_version, {', '.join(cells)}"


def _cell(one: Column, value: object) -> str:
    if connection.vendor == "postgresql":
        return f"CAST({_literal(value)} AS {_STORED[_kind(one.column_type)]})"
    if isinstance(value, float) and value != value:  # noqa: PLR0124  # that is what NaN is
        return "'NaN'"
    if value in (float("inf"), float("-inf")):
        return "9e999" if value == float("inf") else "-9e999"
    return _literal(value)


def _kind(column_type: ColumnType) -> str:
    from theatrum.repository.tables.sql.values import sort_of  # app ready

    return sort_of(column_type).value


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list | dict):
        value = json.dumps(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"'{value}'" if isinstance(value, float) and connection.vendor == "postgresql" else repr(value)
