"""Tables for tests, made by the real actions: columns, a table entity, rows in it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from tests.factories.entities import make_entity
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.tables.column import Column, ColumnType, ids_of
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.defining import create_columns
from theatrum.repository.tables.physical import column_cells, row_ids
from theatrum.repository.tables.relations import table_name
from theatrum.repository.tables.requests import (
    Change,
    ChangeColumns,
    ColumnSwap,
    KeepSnapshot,
    SentRow,
    Transaction,
    WriteRows,
)
from theatrum.repository.tables.transacting import transact


def make_column(actor: Actor, name: str, column_type: ColumnType | str, **more: Any) -> Column:
    """Define a column."""
    with writing():
        wanted = Column(id=0, name=name, column_type=ColumnType(column_type), **more)
        return create_columns(actor=actor, columns=[wanted])[0]


def make_table(actor: Actor, project: Node, columns: Sequence[Column], name: str = "Cases") -> Node:
    """Make a table with columns."""
    return make_entity(actor, Kind.TABLE, name, parent=project, details={"columnIds": [*ids_of(columns)]})


def change_table(actor: Actor, table: Node, *changes: Change, snapshot: KeepSnapshot | None = None) -> Any:
    """Carry out a transaction, and return what came out."""
    wanted = Transaction(node_id=table.id, changes=changes, snapshot=snapshot)
    return transact(actor=actor, wanted=wanted, request=uuid4())


def add_rows(actor: Actor, table: Node, columns: Sequence[Column], *rows: Sequence[str | None]) -> Any:
    """Add rows, given as text."""
    sent = [SentRow(cells=row) for row in rows]
    return change_table(actor, table, WriteRows(column_ids=[column.id for column in columns], rows=sent))


def swap_columns(
    actor: Actor, table: Node, *changes: tuple[Column | None, Column | None], order: Sequence[Column] | None = None
) -> Any:
    """Change the columns of a table: pairs of an old and a new one."""
    swaps = [ColumnSwap(old_id=old.id if old else None, new_id=new.id if new else None) for old, new in changes]
    ids = None if order is None else [column.id for column in order]
    return change_table(actor, table, ChangeColumns(changes=swaps, order=ids))


def stored_rows(table: Node, name: str | None = None) -> dict[int, dict[str, object]]:
    """Return the typed cells of a table by row id and column name; no value is absent."""
    table.refresh_from_db()
    assert table.current is not None
    physical = name or table_name(table.id)
    found: dict[int, dict[str, object]] = {row_id: {} for row_id in row_ids(physical)}
    for column in columns_of(table.current):
        for row_id, cell in column_cells(physical, column):
            found[row_id][column.name] = cell
    return found


def shown(rows: Mapping[int, Mapping[str, object]], name: str) -> list[object]:
    """Return one column of rows in their order."""
    return [rows[row_id].get(name) for row_id in sorted(rows)]
