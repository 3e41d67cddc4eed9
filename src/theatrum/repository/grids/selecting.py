"""Running a query on a grid: rows found in order, one page of them shown as what their cells stand for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import QuerySet

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import TEXT, Reading, read_cell
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.filters import CellTest, Filters, MessageLike, cell_test, like
from theatrum.repository.grids.models import Replica, Row, RowVerdict, Workspace
from theatrum.repository.grids.policy import PIECE, row_id
from theatrum.repository.grids.queries import live_rows, stream
from theatrum.repository.grids.view_judging import columns_by_slot
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document
from theatrum.repository.tables.column import Column, ColumnType


def readings_of(workspace: Workspace) -> Mapping[str, Reading]:
    """Return how the cells of each column are read: by the schema, or by the columns of a view; text for the rest."""
    if workspace.source.kind == Kind.ENTITY_VIEW:
        return {column.name: _reading(column) for column in columns_by_slot(workspace).values()}
    if not workspace.digest:
        return {}
    try:
        return plan_for(compiled(workspace.digest)).readings
    except (Document.DoesNotExist, DomainError):
        return {}


_JSON_TYPES = {ColumnType.INTEGER: "number", ColumnType.DOUBLE: "number", ColumnType.DATE: "number"}


def _reading(column: Column) -> Reading:
    kind = column.column_type.item
    inside = Reading(frozenset({"boolean" if kind is ColumnType.BOOLEAN else _JSON_TYPES.get(kind, "string")}))
    return Reading(frozenset({"array"}), inside) if column.column_type.is_list else inside


def matching(workspace: Workspace, filters: Filters, replica: Replica | None = None) -> Iterator[Row]:
    """Yield the rows that pass all filters, in their order, as they were at one moment. Raises GridIsInvalid."""
    slots, readings = workspace.slots, readings_of(workspace)
    tests = [cell_test(wanted, slots, readings) for wanted in filters.cells]
    rows = _narrowed(live_rows(workspace), filters, replica)
    for row in stream(rows, size=PIECE):
        if _passes(row, tests, filters.messages):
            yield row


def matching_page(
    workspace: Workspace, filters: Filters, replica: Replica | None, *, limit: int, offset: int
) -> list[Row]:
    """Return one page of the rows that pass all filters. Raises GridIsInvalid."""
    if not filters.cells and not filters.messages:
        return list(_narrowed(live_rows(workspace), filters, replica)[offset : offset + limit])
    return list(islice(matching(workspace, filters, replica), offset, offset + limit))


def count(workspace: Workspace, filters: Filters, replica: Replica | None = None) -> int:
    """Count the rows that pass all filters. Raises GridIsInvalid."""
    if not filters.cells and not filters.messages:
        return _narrowed(live_rows(workspace), filters, replica).count()
    return sum(1 for _ in matching(workspace, filters, replica))


def shown_values(
    workspace: Workspace, row: Row, columns: Sequence[str], readings: Mapping[str, Reading]
) -> list[JsonValue]:
    """Return what the cells of some columns stand for, in order; None where they are empty."""
    slots, cells = workspace.slots, row.cells or []
    return [read_cell(readings.get(name, TEXT), cell(cells, slots[name])) for name in columns]


def validation_of(row: Row, *, has_messages: bool) -> JsonObject | None:
    """Return what a row is worth in the wire's words; None where nothing judges it."""
    if row.verdict not in {RowVerdict.VALID, RowVerdict.INVALID}:
        return None
    told: JsonObject = {"isValid": row.verdict == RowVerdict.VALID}
    if row.verdict == RowVerdict.INVALID:
        told["validationErrorMessage"] = row.message
        if has_messages:
            told["allValidationMessages"] = list(row.messages or [])
    return told


def id_of(row: Row) -> str:
    """Return the wire's name of a row."""
    return row_id(row.replica_id, row.number)


def require_columns(workspace: Workspace, names: Sequence[str]) -> None:
    """Return quietly if all columns are there. Raises GridIsInvalid."""
    slots = workspace.slots
    for name in names:
        if name not in slots:
            raise GridIsInvalid(reason=f"Column name: {name[:200]} not found. The grid has {', '.join(slots)}.")


def _narrowed(rows: QuerySet[Row], filters: Filters, replica: Replica | None) -> QuerySet[Row]:
    for wanted in filters.is_valid:
        rows = rows.filter(verdict=RowVerdict.VALID if wanted else RowVerdict.INVALID)
    if filters.rows:
        rows = _these(rows, frozenset.intersection(*filters.rows))
    if any(message.is_like for message in filters.messages):
        rows = rows.filter(verdict=RowVerdict.INVALID)
    for wanted in filters.is_selected:
        rows = _selected(rows, replica, is_wanted=wanted)
    return rows


def _these(rows: QuerySet[Row], named: frozenset[tuple[int, int]]) -> QuerySet[Row]:
    """Keep the rows of these ids. A row id is a replica and a number; the number alone is one row already."""
    found = rows.filter(number__in=[number for _, number in named]).values_list("replica_id", "number")
    return rows.filter(number__in=[number for replica_id, number in found if (replica_id, number) in named])


def _selected(rows: QuerySet[Row], replica: Replica | None, *, is_wanted: bool) -> QuerySet[Row]:
    selected = replica.selected_rows if replica is not None else []
    if selected is True:
        return rows if is_wanted else rows.none()
    return rows.filter(number__in=selected) if is_wanted else rows.exclude(number__in=selected)


def _passes(row: Row, tests: Sequence[CellTest], messages: Sequence[MessageLike]) -> bool:
    cells = row.cells or []
    return all(test(cell(cells, test.slot)) for test in tests) and all(_told(row, wanted) for wanted in messages)


def _told(row: Row, wanted: MessageLike) -> bool:
    matches = like(wanted.pattern)
    return any(matches(text) for text in (row.message, *(row.messages or ()))) is wanted.is_like
