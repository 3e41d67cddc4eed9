"""The tables that migrations make are those of the models: columns, references, indexes and constraints."""

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db


def test_tables_are_those_of_the_models() -> None:
    wrong = [complaint for model in apps.get_models(include_auto_created=True) for complaint in _complaints(model)]
    assert wrong == []


def _complaints(model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
        references = {column: to for column, (_, to) in connection.introspection.get_relations(cursor, table).items()}
        constraints = connection.introspection.get_constraints(cursor, table)
    fields = model._meta.local_concrete_fields
    wanted = {
        str(field.column): str(field.remote_field.model._meta.db_table)
        for field in fields
        if isinstance(field, models.ForeignKey) and vars(field)["db_constraint"]
    }
    named = {str(one.name) for one in (*model._meta.indexes, *model._meta.constraints)}
    alone = {(str(field.column),) for field in fields if field.unique and not field.primary_key}
    unique = {tuple(one["columns"]) for one in constraints.values() if one["unique"]}
    found = {
        "columns": {str(field.column) for field in fields} ^ columns,
        "references": wanted.items() ^ references.items(),
        "indexes and constraints": named - constraints.keys(),
        "unique columns": alone - unique,
    }
    return [f"{table}: {what} {some!r}" for what, some in found.items() if some]
