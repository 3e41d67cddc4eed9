"""Changes sent to a view, written as annotations of the entities behind its rows: each by itself, with its etag."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.ids import entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.policy import Annotations
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.tables.cells import as_text, reader_for
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.errors import ChangeIsInvalid
from theatrum.repository.tables.views.fields import field_of
from theatrum.repository.tables.views.items import items_of
from theatrum.repository.tables.views.row_changes import RowChange

_CODES = {
    Kind.STALE: "CONCURRENT_UPDATE",
    Kind.CONFLICT: "CONCURRENT_UPDATE",
    Kind.NOT_FOUND: "NOT_FOUND",
    Kind.FORBIDDEN: "UNAUTHORIZED",
    Kind.UNAUTHENTICATED: "UNAUTHORIZED",
}
_TYPES = {
    ColumnType.INTEGER: "LONG",
    ColumnType.DOUBLE: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "TIMESTAMP_MS",
}


@dataclass(frozen=True)
class EntityOutcome:
    """What became of the change of one entity; both texts are None if it was written."""

    entity_id: str
    failure_code: str | None = None
    failure_message: str | None = None


# Returns annotations as they are to be, made of those that there are. Raises ChangeIsInvalid.
Changing = Callable[[Annotations], Annotations]


def write_change(actor: Actor, change: RowChange) -> EntityOutcome:
    """Write the annotations of one entity; opens its own write transaction. What is refused is told, not raised."""
    return write_annotations(
        actor, change.node_id, change.etag, lambda present: changed_annotations(present, change.cells)
    )


def write_annotations(actor: Actor, node_id: int, etag: str | None, changing: Changing) -> EntityOutcome:
    """Do the same for annotations that are changed otherwise; ``etag`` is the one they were read with."""
    public_id = entity_id(node_id)
    try:
        _write(actor, node_id, etag, changing)
    except DomainError as error:
        code = _CODES.get(error.kind, "ILLEGAL_ARGUMENT")
        return EntityOutcome(public_id, failure_code=code, failure_message=str(error))
    return EntityOutcome(public_id)


def _write(actor: Actor, node_id: int, etag: str | None, changing: Changing) -> None:
    node = require_node(actor, node_id)
    if node.current is None or not etag:
        raise ChangeIsInvalid(reason="The 'etag' must be included to update an Entity's annotations.")
    annotations = changing(node.current.annotations)
    if annotations == node.current.annotations and etag == node.etag:
        return
    draft = draft_update(actor=actor, node_id=node.id, etag=etag, annotations=annotations)
    with writing():
        update_entity(actor=actor, draft=draft)


def changed_annotations(present: Annotations, cells: Mapping[Column, str | None]) -> Annotations:
    """Return annotations with cells of a view written into them; columns that show fields change nothing.

    Raises ChangeIsInvalid naming the column.
    """
    found = dict(present)
    for column, text in cells.items():
        if field_of(column) is not None:
            continue
        values = _values(column, text)
        if values:
            found[column.name] = {"type": _TYPES.get(column.column_type.item, "STRING"), "value": values}
        else:
            found.pop(column.name, None)
    return found


def _values(column: Column, text: str | None) -> list[object]:
    if not text:
        return []
    try:
        value = reader_for(column)(text)
        if value is None:
            return []
        return items_of(str(value)) if column.column_type.is_list else [as_text(column.column_type, value)]
    except ValueError as error:
        raise ChangeIsInvalid(reason=f"Column {column.name}: {error}") from error
