"""Storing column models: what is defined already is found again."""

from collections.abc import Sequence

from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.columns import column_of
from theatrum.repository.tables.definitions import definition, digest, normal, sub_definitions
from theatrum.repository.tables.models import ColumnModel


def create_columns(*, actor: Actor, columns: Sequence[Column]) -> list[Column]:
    """Return the stored columns of these definitions in their order; new ones are stored. Raises ColumnIsInvalid."""
    wanted = [normal(column) for column in columns]
    digests = [digest(column) for column in wanted]
    rows = [_row(column, key) for column, key in sorted(zip(wanted, digests, strict=True), key=lambda pair: pair[1])]
    known = set(ColumnModel.objects.filter(digest__in=digests).values_list("digest", flat=True))
    fresh = {row.digest: row for row in rows if row.digest not in known}
    # Two people may define the same at once: whoever comes second takes the first one's.
    ColumnModel.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    found = {row.digest: column_of(row) for row in ColumnModel.objects.filter(digest__in=digests)}
    for key in fresh:
        column = found[key]
        audit.record(actor.id, "column_defined", subject_kind="column", subject_id=column.id, after=definition(column))
    return [found[key] for key in digests]


def _row(column: Column, key: str) -> ColumnModel:
    return ColumnModel(
        name=column.name,
        column_type=column.column_type.value,
        maximum_size=column.maximum_size,
        maximum_list_length=column.maximum_list_length,
        default_value=column.default_value,
        facet_type=column.facet_type.value if column.facet_type else None,
        enum_values=list(column.enum_values) if column.enum_values is not None else None,
        json_sub_columns=sub_definitions(column.json_sub_columns),
        digest=key,
    )
