"""Which columns a view of a scope could have: the annotations in it, their types, and how long they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from theatrum.repository.access.permissions import Actor
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.relations import Relation
from theatrum.repository.tables.sql.readers.reader import reading
from theatrum.repository.tables.views.fields import FIELDS
from theatrum.repository.tables.views.relations import annotations_relation
from theatrum.repository.tables.views.scope import ViewScope

# As many columns as one page has.
PAGE = 50
_TYPES = {
    "STRING": ColumnType.STRING,
    "LONG": ColumnType.INTEGER,
    "DOUBLE": ColumnType.DOUBLE,
    "BOOLEAN": ColumnType.BOOLEAN,
    "TIMESTAMP_MS": ColumnType.DATE,
    "ENTITYID": ColumnType.ENTITYID,
}
_STRING_LIMIT, _MEDIUM_LIMIT = 1000, 2000
_LIST_LIMIT = 100


@dataclass(frozen=True)
class _Found:
    key: str
    kind: str
    length: int
    count: int


def suggested_columns(actor: Actor, scope: ViewScope, *, with_derived: bool = False) -> list[Column]:
    """Return a column for each annotation in a scope that the actor may read, by name. Raises QueryTooLong."""
    by_key: dict[str, list[_Found]] = {}
    with reading(Relation(0, None, [], annotations_relation(actor, scope, with_derived=with_derived))) as reader:
        for key, kind, length, count in reader.rows(_counted()):
            found = _Found(str(key), str(kind), int(str(length or 0)), int(str(count or 0)))
            by_key.setdefault(found.key, []).append(found)
    return [_column(key, found) for key, found in sorted(by_key.items()) if key not in FIELDS]


def _counted() -> str:
    """Return the SQL of each annotation's name, type, longest text and longest list."""
    if connection.vendor == "postgresql":
        longest = "(SELECT max(length(i.value)) FROM jsonb_array_elements_text(a.value -> 'value') AS i(value))"
        counts = ("a.value ->> 'type'", longest, "jsonb_array_length(a.value -> 'value')")
        each = "jsonb_each(r.annotations) AS a(key, value)"
    else:
        longest = "(SELECT max(length(i.value)) FROM json_each(a.value, '$.value') AS i)"
        counts = ("json_extract(a.value, '$.type')", longest, "json_array_length(a.value, '$.value')")
        each = "json_each(r.annotations) AS a"
    kind, length, count = counts
    return f"SELECT a.key, {kind}, max({length}), max({count}) FROM q AS r, {each} GROUP BY 1, 2"  # noqa: S608  # constants


def _column(key: str, found: Sequence[_Found]) -> Column:
    """Return one column for an annotation, whatever types it has: numbers together, everything else as text."""
    types = {_TYPES.get(one.kind, ColumnType.STRING) for one in found}
    if len(types) > 1:
        is_number = types <= {ColumnType.INTEGER, ColumnType.DOUBLE}
        types = {ColumnType.DOUBLE if is_number else ColumnType.STRING}
    column_type, size = types.pop(), max(1, *(one.length for one in found))
    count = max(one.count for one in found)
    if count > 1 and column_type is not ColumnType.DOUBLE:
        is_text = column_type is ColumnType.STRING
        return Column(
            id=0,
            name=key,
            column_type=ColumnType(f"{column_type}_LIST"),
            maximum_size=min(size, _STRING_LIMIT) if is_text else None,
            maximum_list_length=min(count, _LIST_LIMIT),
        )
    if column_type is not ColumnType.STRING:
        return Column(id=0, name=key, column_type=column_type)
    if size > _STRING_LIMIT:
        return Column(0, key, ColumnType.MEDIUMTEXT if size <= _MEDIUM_LIMIT else ColumnType.LARGETEXT)
    return Column(id=0, name=key, column_type=column_type, maximum_size=size)
