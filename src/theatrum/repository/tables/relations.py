"""What one query may read: the columns of a table or view, and the SQL that yields its rows.

The engine of queries (``sql``) reads nothing but relations. Tables make theirs here, views in ``views``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.tables.column import Column, ColumnType, FacetType, JsonSubColumn
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import NoSnapshot, NotATable
from theatrum.repository.tables.models import TableSnapshot

__all__ = ["Column", "ColumnType", "FacetType", "JsonSubColumn", "Relation", "snapshot_name", "table_name"]

# The kinds of entities that have columns.
COLUMNAR = frozenset({Kind.TABLE, Kind.ENTITY_VIEW})

ROW_ID = "row_id"
ROW_VERSION = "row_version"


@dataclass(frozen=True)
class Relation:
    """A table or view as a query sees it.

    ``select`` is SQL of the engine in use without parameters. Its output columns are ``row_id``,
    ``row_version``, for views also ``row_etag`` and ``benefactor``, and ``c<id>`` for each column.
    Cells are typed: text, 64-bit whole numbers (DATE is milliseconds since 1970), doubles (on SQLite NaN is
    the text ``NaN``), booleans (0 and 1 on SQLite), lists and JSON as jsonb (JSON text on SQLite).
    """

    node_id: int
    # None for the rows as they are now.
    version: int | None
    columns: Sequence[Column]
    select: str
    has_etag: bool = False


def table_relation(node: Node, version: int | None = None) -> Relation:
    """Return the rows of a table as they are now, or of one version of it.

    The version that is still being changed has the rows of now. ``node.current`` is loaded; access is the
    caller's business. Raises NotATable, NoSnapshot.
    """
    if node.kind != Kind.TABLE or node.current is None:
        raise NotATable(id=node.public_id)
    if version is None or version == node.current.number:
        columns, name = columns_of(node.current), table_name(node.id)
    else:
        kept = TableSnapshot.objects.filter(version__node=node, version__number=version)
        found: Version | None = Version.objects.filter(table_snapshot__in=kept).first()
        if found is None:
            raise NoSnapshot(id=node.public_id, version=version)
        columns, name = columns_of(found), snapshot_name(node.id, version)
    quote = connection.ops.quote_name
    fields = ", ".join(quote(field) for field in (ROW_ID, ROW_VERSION, *(column.field for column in columns)))
    select = f"SELECT {fields} FROM {quote(name)}"  # noqa: S608  # names are made of numbers, by us
    return Relation(node_id=node.id, version=version, columns=columns, select=select)


def require_columns(node: Node) -> list[Column]:
    """Return the columns of a table or view as it is now. ``node.current`` is loaded. Raises NotATable."""
    if node.kind not in COLUMNAR or node.current is None:
        raise NotATable(id=node.public_id)
    return columns_of(node.current)


def table_name(node_id: int) -> str:
    """Return the physical table of a table entity."""
    return f"table_{node_id}"


def snapshot_name(node_id: int, version: int) -> str:
    """Return the physical table of a snapshot."""
    return f"table_{node_id}_v{version}"
