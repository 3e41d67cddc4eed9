"""Names that nobody may read for now, in snapshots of views: rows as they were are kept there, names among them."""

from django.db import connection

from theatrum.repository.entities.models import Kind
from theatrum.repository.tables.column import ColumnType
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.models import TableSnapshot
from theatrum.repository.tables.relations import snapshot_name

_TEXTS = frozenset({ColumnType.STRING, ColumnType.LINK, ColumnType.MEDIUMTEXT, ColumnType.LARGETEXT})


def hide_in_snapshots(*, node_id: int, text: str, shown: str) -> int:
    """Put another text in place of one in the rows of an entity, wherever a snapshot of a view has it.

    Returns how many cells. The same with both exchanged puts it back.
    """
    kept = TableSnapshot.objects.filter(version__node__kind=Kind.ENTITY_VIEW).select_related("version")
    count = 0
    for version in (one.version for one in kept.order_by("pk")):
        name = snapshot_name(version.node_id, version.number)
        for column in columns_of(version):
            if column.column_type in _TEXTS:
                count += _exchange(name, column.field, node_id, text=text, shown=shown)
    return count


def _exchange(table: str, field: str, row_id: int, *, text: str, shown: str) -> int:
    # Names of tables and fields are made of numbers, by us.
    sql = f"UPDATE {table} SET {field} = replace({field}, %s, %s) WHERE row_id = %s"  # noqa: S608  # as said
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} AND replace({field}, %s, '') <> {field}", [text, shown, row_id, text])
        return int(cursor.rowcount)
