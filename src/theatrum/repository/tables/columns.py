"""Reading column models: one, those of an entity, and all by the beginning of their name."""

from collections.abc import Mapping, Sequence

from theatrum.kernel.ids import parse_number
from theatrum.kernel.jsontext import JsonValue
from theatrum.kernel.paging import Page
from theatrum.repository.entities.models import Version
from theatrum.repository.tables.column import Column, ColumnType, FacetType, JsonSubColumn
from theatrum.repository.tables.errors import ColumnNotFound
from theatrum.repository.tables.models import ColumnModel


def get_column(column_id: int) -> Column:
    """Return a column model. Raises ColumnNotFound."""
    return get_columns([column_id])[0]


def get_columns(column_ids: Sequence[int]) -> list[Column]:
    """Return column models in the order of their ids. Raises ColumnNotFound."""
    found = {row.id: column_of(row) for row in ColumnModel.objects.filter(id__in=column_ids)}
    missing = [column_id for column_id in column_ids if column_id not in found]
    if missing:
        raise ColumnNotFound(id=missing[0])
    return [found[column_id] for column_id in column_ids]


def column_ids_of(details: Mapping[str, JsonValue]) -> list[int]:
    """Return the ids of the columns that a version of a table or view has, in order."""
    ids = details.get("columnIds")
    return [parse_number(str(column_id), what="column id") for column_id in ids] if isinstance(ids, list) else []


def columns_of(version: Version) -> list[Column]:
    """Return the columns of a version of a table or view, in order: in one query."""
    return get_columns(column_ids_of(version.details))


def list_columns(prefix: str | None, page: Page) -> tuple[list[Column], int]:
    """Return one page of all column models whose name begins so, by name; and how many there are."""
    found = ColumnModel.objects.order_by("name", "id")
    if prefix:
        found = found.filter(name__istartswith=prefix)
    return [column_of(row) for row in found[page.offset : page.end]], found.count()


def column_of(row: ColumnModel) -> Column:
    """Return what is stored as a plain value."""
    subs = row.json_sub_columns
    return Column(
        id=row.id,
        name=row.name,
        column_type=ColumnType(row.column_type),
        maximum_size=row.maximum_size,
        maximum_list_length=row.maximum_list_length,
        default_value=row.default_value,
        facet_type=FacetType(row.facet_type) if row.facet_type else None,
        enum_values=None if row.enum_values is None else tuple(row.enum_values),
        json_sub_columns=None if subs is None else tuple(_sub_column(item) for item in subs),
    )


def _sub_column(item: Mapping[str, str]) -> JsonSubColumn:
    facet = item.get("facetType")
    return JsonSubColumn(
        name=item["name"],
        column_type=ColumnType(item["columnType"]),
        json_path=item["jsonPath"],
        facet_type=FacetType(facet) if facet else None,
    )
