"""Columns as the wire shows them, and as it defines them."""

from collections.abc import Iterable

from theatrum.doors.api.wire import columns as wire
from theatrum.repository.tables.column import Column, ColumnType, FacetType, JsonSubColumn


def column_model(column: Column) -> wire.ColumnModel:
    """Return a column."""
    subs = column.json_sub_columns
    return wire.ColumnModel(
        id=str(column.id) if column.id else None,
        name=column.name,
        column_type=column.column_type.value,
        maximum_size=column.maximum_size,
        maximum_list_length=column.maximum_list_length,
        default_value=column.default_value,
        facet_type=column.facet_type.value if column.facet_type else None,
        enum_values=list(column.enum_values) if column.enum_values is not None else None,
        json_sub_columns=None if subs is None else [_sub_column(sub) for sub in subs],
    )


def column_models(columns: Iterable[Column]) -> list[wire.ColumnModel]:
    """Return columns in order."""
    return [column_model(column) for column in columns]


def select_column(column: Column) -> wire.SelectColumn:
    """Return a column as the header of a result."""
    return wire.SelectColumn(id=str(column.id), name=column.name, column_type=column.column_type.value)


def read_column(model: wire.ColumnModel) -> Column:
    """Return what the wire defines; an id that it names counts for nothing."""
    subs = model.json_sub_columns
    return Column(
        id=0,
        name=model.name,
        column_type=ColumnType(model.column_type),
        maximum_size=model.maximum_size,
        maximum_list_length=model.maximum_list_length,
        default_value=model.default_value,
        facet_type=FacetType(model.facet_type) if model.facet_type else None,
        enum_values=tuple(model.enum_values) if model.enum_values is not None else None,
        json_sub_columns=None if subs is None else tuple(_read_sub_column(sub) for sub in subs),
    )


def _sub_column(sub: JsonSubColumn) -> wire.JsonSubColumnModel:
    return wire.JsonSubColumnModel(
        name=sub.name,
        column_type=sub.column_type.value,
        json_path=sub.json_path,
        facet_type=sub.facet_type.value if sub.facet_type else None,
    )


def _read_sub_column(model: wire.JsonSubColumnModel) -> JsonSubColumn:
    return JsonSubColumn(
        name=model.name,
        column_type=ColumnType(model.column_type),
        json_path=model.json_path,
        facet_type=FacetType(model.facet_type) if model.facet_type else None,
    )
