"""The physical tables of rows: made, changed, filled. Always in the caller's transaction: both engines roll DDL back.

Names are made of numbers, by us; values are parameters. On SQLite lists and JSON are text, and NaN, which it takes
for no value, is the text ``NaN``.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import connection

from theatrum.repository.tables.cells import Value
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.relations import ROW_ID, ROW_VERSION

_SQLITE = {"text": "text", "bigint": "integer", "double": "real", "boolean": "integer", "json": "text"}
_POSTGRESQL = {"text": "text", "bigint": "bigint", "double": "double precision", "boolean": "boolean", "json": "jsonb"}
_PG_TABLES = "(SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()) found WHERE true"
# As many values as both engines take in one statement of ours.
_BATCH = 500

Cell = Value | None
Item = TypeVar("Item")


def storage_of(column_type: ColumnType) -> str:
    """Return how cells are stored: ``text``, ``bigint``, ``double``, ``boolean`` or ``json``."""
    if column_type.is_list or column_type is ColumnType.JSON:
        return "json"
    return _STORAGE.get(column_type, "bigint")


_STORAGE = {
    ColumnType.STRING: "text",
    ColumnType.LINK: "text",
    ColumnType.MEDIUMTEXT: "text",
    ColumnType.LARGETEXT: "text",
    ColumnType.ENTITYID: "text",
    ColumnType.DOUBLE: "double",
    ColumnType.BOOLEAN: "boolean",
}


def make_table(name: str, columns: Sequence[Column]) -> None:
    """Make an empty table."""
    fields = [f"{ROW_ID} {_type('bigint')} PRIMARY KEY", f"{ROW_VERSION} {_type('bigint')} NOT NULL"]
    fields += [f"{column.field} {_column_type(column)}" for column in columns]
    _run(f"CREATE TABLE {name} ({', '.join(fields)})")


def drop_table(name: str) -> None:
    """Take a table away, if it is there."""
    _run(f"DROP TABLE IF EXISTS {name}")


def copy_table(source: str, target: str, columns: Sequence[Column]) -> None:
    """Make a table with the rows of another one that has the same columns."""
    make_table(target, columns)
    fields = ", ".join([ROW_ID, ROW_VERSION, *(column.field for column in columns)])
    _run(f"INSERT INTO {target} ({fields}) SELECT {fields} FROM {source}")  # noqa: S608  # see the module's head


def append_table(source: str, target: str, columns: Sequence[Column], *, after: int, version: int) -> None:
    """Add the rows of a table to another one that has the same columns: with ids after a number, in one version."""
    fields = ", ".join([ROW_ID, ROW_VERSION, *(column.field for column in columns)])
    taken = ", ".join([f"{ROW_ID} + %s", "%s", *(column.field for column in columns)])
    sql = f"INSERT INTO {target} ({fields}) SELECT {taken} FROM {source} ORDER BY {ROW_ID}"  # noqa: S608  # see the module's head
    _run(sql, [after, version])


def add_column(name: str, column: Column, default: Cell) -> None:
    """Add a column; rows that are there have its default."""
    _run(f"ALTER TABLE {name} ADD COLUMN {column.field} {_column_type(column)}")
    if default is not None:
        sql = f"UPDATE {name} SET {column.field} = {_holder(column)}"  # noqa: S608  # see the module's head
        _run(sql, [_bound(default)])


def drop_column(name: str, column: Column) -> None:
    """Take a column away."""
    _run(f"ALTER TABLE {name} DROP COLUMN {column.field}")


def rename_column(name: str, old: Column, new: Column) -> None:
    """Let the cells of one column be those of another that is stored alike."""
    _run(f"ALTER TABLE {name} RENAME COLUMN {old.field} TO {new.field}")


def insert_rows(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Insert rows: each is its id, its version, and a cell for each column."""
    fields = ", ".join([ROW_ID, ROW_VERSION, *(column.field for column in columns)])
    holders = ", ".join(["%s", "%s", *(_holder(column) for column in columns)])
    doubles = _doubles(columns, 2)
    _run_many(f"INSERT INTO {name} ({fields}) VALUES ({holders})", rows, doubles)  # noqa: S608  # see the module's head


def update_rows(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Change cells of rows: each is its new version, a cell for each of these columns, and its id."""
    fields = ", ".join([f"{ROW_VERSION} = %s", *(f"{column.field} = {_holder(column)}" for column in columns)])
    doubles = _doubles(columns, 1)
    _run_many(f"UPDATE {name} SET {fields} WHERE {ROW_ID} = %s", rows, doubles)  # noqa: S608  # see the module's head


def set_cells(name: str, column: Column, cells: Iterable[Sequence[Cell]]) -> None:
    """Change the cells of one column without a new version of the rows: each is a cell, and the row's id."""
    sql = f"UPDATE {name} SET {column.field} = {_holder(column)} WHERE {ROW_ID} = %s"  # noqa: S608  # see the module's head
    _run_many(sql, cells, _doubles([column], 0))


def delete_rows(name: str, row_ids: Sequence[int]) -> int:
    """Delete rows; returns how many there were."""
    return sum(
        _run(f"DELETE FROM {name} WHERE {ROW_ID} IN ({_holders(some)})", some)  # noqa: S608  # see the module's head
        for some in _batches(row_ids)
    )


def delete_stretch(name: str, first: int, last: int) -> int:
    """Delete the rows with ids from one to another one, both included; returns how many there were."""
    return _run(f"DELETE FROM {name} WHERE {ROW_ID} BETWEEN %s AND %s", [first, last])  # noqa: S608  # see the module's head


def versions_of(name: str, row_ids: Sequence[int]) -> dict[int, int]:
    """Return the versions of rows by id; rows that are not there are absent."""
    found: dict[int, int] = {}
    with connection.cursor() as cursor:
        for some in _batches(row_ids):
            sql = f"SELECT {ROW_ID}, {ROW_VERSION} FROM {name} WHERE {ROW_ID} IN ({_holders(some)})"  # noqa: S608  # see the module's head
            cursor.execute(sql, some)
            found.update(cursor.fetchall())
    return found


def column_cells(name: str, column: Column) -> Iterator[tuple[int, Cell]]:
    """Yield the row ids and typed cells of a column, where there is a value; lists and JSON as JSON text."""
    field = f"CAST({column.field} AS text)" if storage_of(column.column_type) == "json" else column.field
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ROW_ID}, {field} FROM {name} WHERE {column.field} IS NOT NULL ORDER BY {ROW_ID}")  # noqa: S608  # see the module's head
        while rows := cursor.fetchmany(_BATCH):
            for row_id, cell in rows:
                yield row_id, _read(column, cell)


def longest(name: str, column: Column) -> int:
    """Return the number of characters of the longest text in a column."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(LENGTH({column.field})) FROM {name}")  # noqa: S608  # see the module's head
        row = cursor.fetchone()
    return (row[0] if row else None) or 0


def tables_named(prefix: str) -> list[str]:
    """Return the names of the tables that begin so, in order."""
    source = "sqlite_master WHERE type = 'table'" if connection.vendor == "sqlite" else _PG_TABLES
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {source} AND substr(name, 1, {len(prefix)}) = %s ORDER BY name", [prefix])  # noqa: S608  # a constant and a number
        return [str(name) for (name,) in cursor.fetchall()]


def largest_id(name: str) -> int:
    """Return the largest id of a row; 0 if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX({ROW_ID}) FROM {name}")  # noqa: S608  # see the module's head
        row = cursor.fetchone()
    return (row[0] if row else None) or 0


def row_ids(name: str) -> list[int]:
    """Return the ids of all rows, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ROW_ID} FROM {name} ORDER BY {ROW_ID}")  # noqa: S608  # see the module's head
        return [row_id for (row_id,) in cursor.fetchall()]


def _read(column: Column, cell: object) -> Cell:
    """Return a cell as a typed value, whichever engine it comes from."""
    if column.column_type is ColumnType.BOOLEAN:
        return bool(cell)
    if column.column_type is ColumnType.DOUBLE:
        return float(str(cell))
    return cell  # type: ignore[return-value]  # what was stored was a value


def _run(sql: str, parameters: Sequence[Cell] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return int(cursor.rowcount)


def _run_many(sql: str, rows: Iterable[Sequence[Cell]], doubles: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        for some in _batches(rows):
            cursor.executemany(sql, [_row(row, doubles) for row in some] if doubles else some)


def _doubles(columns: Sequence[Column], start: int) -> list[int]:
    """Return the places in a row whose values SQLite must be given in another form."""
    if connection.vendor != "sqlite":
        return []
    return [place for place, column in enumerate(columns, start) if column.column_type is ColumnType.DOUBLE]


def _row(row: Sequence[Cell], doubles: Sequence[int]) -> Sequence[Cell]:
    cells = [row[place] for place in doubles]
    if all(cell is None or cell == cell for cell in cells):  # noqa: PLR0124  # only NaN differs from itself
        return row
    changed = [*row]
    for place in doubles:
        changed[place] = _bound(changed[place])
    return changed


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    left = iter(items)
    while some := list(islice(left, _BATCH)):
        yield some


def _bound(cell: Cell) -> Cell:
    if isinstance(cell, float) and math.isnan(cell) and connection.vendor == "sqlite":
        return "NaN"
    return cell


def _holders(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _holder(column: Column) -> str:
    is_json = storage_of(column.column_type) == "json" and connection.vendor == "postgresql"
    return "%s::jsonb" if is_json else "%s"


def _column_type(column: Column) -> str:
    return _type(storage_of(column.column_type))


def _type(storage: str) -> str:
    return (_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE)[storage]
