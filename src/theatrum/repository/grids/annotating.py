"""From the cells of a view to annotations: which columns are annotations, and what a cell's text says there. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from theatrum.checks.columns.lists import split_list
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import cell
from theatrum.repository.tables.column import Column, ColumnType

# Columns of a view that are fields of the entity, and that no grid writes.
FIELDS = frozenset(
    {
        "id",
        "name",
        "createdOn",
        "createdBy",
        "etag",
        "modifiedOn",
        "modifiedBy",
        "type",
        "currentVersion",
        "parentId",
        "benefactorId",
        "projectId",
        "dataFileHandleId",
        "dataFileName",
        "dataFileSizeBytes",
        "dataFileMD5Hex",
        "dataFileConcreteType",
        "dataFileBucket",
        "dataFileKey",
        "path",
        "description",
    }
)

_TYPES = {
    ColumnType.INTEGER: "LONG",
    ColumnType.DOUBLE: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "TIMESTAMP_MS",
}


def overlaid(
    annotations: Mapping[str, Mapping[str, object]],
    columns: Mapping[int, Column],
    cells: Sequence[str | None],
    slots: Sequence[int],
) -> dict[str, Mapping[str, object]]:
    """Return annotations with the cells in some slots written over them; an empty cell takes its annotation away."""
    found = dict(annotations)
    for slot, column in _written(columns, slots):
        text = cell(cells, slot)
        if text is None:
            found.pop(column.name, None)
        else:
            found[column.name] = annotation(column.column_type, text)
    return found


def is_field(name: str) -> bool:
    """Tell whether a column shows a field of the entity, which is no annotation."""
    return name in FIELDS


def annotation(column_type: ColumnType, text: str) -> JsonObject:
    """Return the annotation that a cell stands for, in its stored form; whether its values fit is not looked at."""
    items = [_item(item) for item in split_list(text, frozenset())] if column_type.is_list else [text]
    return {"type": _TYPES.get(column_type.item, "STRING"), "value": [*items]}


def _item(item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    return str(item)


def _written(columns: Mapping[int, Column], slots: Sequence[int]) -> Iterator[tuple[int, Column]]:
    for slot in slots:
        column = columns.get(slot)
        if column is not None and not is_field(column.name):
            yield slot, column
