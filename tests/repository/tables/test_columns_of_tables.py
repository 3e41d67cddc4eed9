"""Columns come, go and take each other's place; the cells follow."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.entities import change, make_entity, make_person
from tests.factories.tables import add_rows, change_table, make_column, make_table, shown, stored_rows, swap_columns
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.fields import EntityFields, fields_of
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.tables.column import Column, ids_of
from theatrum.repository.tables.errors import ChangeIsInvalid, ColumnIsInvalid, ColumnNotFound
from theatrum.repository.tables.requests import ChangeColumns, ColumnSwap, SentRow, WriteRows

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "Tables")


@pytest.fixture
def name(alice: Actor) -> Column:
    return make_column(alice, "name", "STRING", maximum_size=10)


@pytest.fixture
def cases(alice: Actor, project: Node, name: Column) -> Node:
    table = make_table(alice, project, [name])
    add_rows(alice, table, [name], ["1"], [None], ["3"])
    return table


def test_columns_are_added_removed_and_ordered(alice: Actor, cases: Node, name: Column) -> None:
    sex, age = make_column(alice, "sex", "STRING", default_value="?"), make_column(alice, "age", "INTEGER")
    before = get_node(cases.id).etag
    answer = swap_columns(alice, cases, (None, age), (None, sex), order=[sex, name, age])
    assert answer["results"] == [{"kind": "columns", "column_ids": ids_of([sex, name, age])}]
    rows = stored_rows(cases)
    assert (shown(rows, "name"), shown(rows, "sex")) == (["1", None, "3"], ["?", "?", "?"])
    assert get_node(cases.id).etag != before
    swap_columns(alice, cases, (name, None))
    rows = stored_rows(cases)
    assert (shown(rows, "name"), shown(rows, "sex")) == ([None] * 3, ["?"] * 3)


@pytest.mark.parametrize(
    ("column_type", "cells"),
    [
        ("STRING", ["1", None, "3"]),
        ("LARGETEXT", ["1", None, "3"]),
        ("INTEGER", [1, None, 3]),
        ("DOUBLE", [1.0, None, 3.0]),
        ("DATE", [1, None, 3]),
        ("ENTITYID", ["syn1", None, "syn3"]),
        ("STRING_LIST", ['["1"]', None, '["3"]']),
    ],
)
def test_a_column_takes_the_cells_of_another(
    alice: Actor, cases: Node, name: Column, column_type: str, cells: list[object]
) -> None:
    other = make_column(alice, "other", column_type)
    swap_columns(alice, cases, (name, other))
    assert shown(stored_rows(cases), "other") == cells
    add_rows(alice, cases, [other], [None])


@pytest.mark.parametrize(
    ("types", "text", "cell"),
    [
        ("INTEGER STRING", "-5", "-5"),
        ("INTEGER BOOLEAN", "1", True),
        ("BOOLEAN INTEGER", "false", 0),
        ("BOOLEAN STRING", "true", "true"),
        ("DOUBLE INTEGER", "4.0", 4),
        ("DOUBLE STRING", "NaN", "NaN"),
        ("DATE INTEGER", "1970-01-02", 86_400_000),
        ("ENTITYID STRING", "syn5", "syn5"),
        ("INTEGER INTEGER_LIST", "5", "[5]"),
    ],
)
def test_types_are_converted(alice: Actor, project: Node, types: str, text: str, cell: object) -> None:
    old, new = (make_column(alice, name, name) for name in types.split())
    table = make_table(alice, project, [old])
    add_rows(alice, table, [old], [text])
    swap_columns(alice, table, (old, new))
    assert stored_rows(table) == {1: {new.name: cell}}


def test_what_does_not_fit_is_refused_and_nothing_changes(alice: Actor, cases: Node, name: Column) -> None:
    add_rows(alice, cases, [name], ["ten chars."])
    age, short = make_column(alice, "age", "INTEGER"), make_column(alice, "short", "STRING", maximum_size=5)
    with pytest.raises(ChangeIsInvalid, match="Column 'name' cannot become INTEGER: in row 4 the value is not a valid"):
        swap_columns(alice, cases, (name, age))
    with pytest.raises(ChangeIsInvalid, match="Data too long for column 'short': a value of 'name' has 10 characters"):
        swap_columns(alice, cases, (name, short))
    with pytest.raises(ChangeIsInvalid, match="ordered column IDs does not match"):
        swap_columns(alice, cases, (None, age), order=[age])
    with pytest.raises(ChangeIsInvalid, match=f"Cannot update column: {age.id} since it is not currently a column"):
        swap_columns(alice, cases, (age, short))
    with pytest.raises(ColumnNotFound):
        change_table(alice, cases, ChangeColumns([ColumnSwap(new_id=10**9)]))
    with pytest.raises(ChangeIsInvalid, match="Cannot change from/to a JSON column type"):
        swap_columns(alice, cases, (name, make_column(alice, "json", "JSON")))
    with pytest.raises(ColumnIsInvalid, match="Duplicate column name: 'name'"):
        swap_columns(alice, cases, (None, make_column(alice, "name", "LINK")))
    assert shown(stored_rows(cases), "name") == ["1", None, "3", "ten chars."]


def test_columns_and_rows_change_in_one_request(alice: Actor, cases: Node, name: Column) -> None:
    age, wide = make_column(alice, "age", "INTEGER"), make_column(alice, "name", "STRING", maximum_size=20)
    rows = WriteRows([age.id, wide.id], [SentRow(cells=["7", "x" * 20])])
    swaps = [ColumnSwap(new_id=age.id), ColumnSwap(old_id=name.id, new_id=wide.id)]
    change_table(alice, cases, ChangeColumns(swaps), rows)
    found = stored_rows(cases)
    assert (shown(found, "name"), shown(found, "age")) == (["1", None, "3", "x" * 20], [None, None, None, 7])


def test_a_change_of_the_entity_changes_its_columns(alice: Actor, cases: Node, name: Column) -> None:
    age = make_column(alice, "age", "INTEGER", default_value="3")
    fields = fields_of(get_node(cases.id))
    change(alice, cases, fields=_with(fields, columnIds=ids_of([age, name])))
    assert shown(stored_rows(cases), "age") == [3, 3, 3]
    change(alice, cases, fields=_with(fields, columnIds=[str(age.id)]))
    assert shown(stored_rows(cases), "name") == [None] * 3
    # Who does not name the columns keeps them.
    change(alice, cases, fields=_with(fields, columnIds=None, description="kept"), new_version=True)
    node = get_node(cases.id)
    assert node.current is not None
    assert (node.current.details["columnIds"], node.current.number) == ([str(age.id)], 1)
    with pytest.raises(ColumnNotFound):
        draft_update(actor=alice, node_id=cases.id, etag=None, fields=_with(fields, columnIds=["999999"]))
    with pytest.raises(ColumnIsInvalid, match="columnIds"):
        draft_update(actor=alice, node_id=cases.id, etag=None, fields=_with(fields, columnIds=["x"]))


def _with(fields: EntityFields, **details: Any) -> EntityFields:
    kept = {**fields.details, **details}
    return replace(fields, details={key: value for key, value in kept.items() if value is not None})
