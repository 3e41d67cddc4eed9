"""Rows in are rows out, by type; versions of rows, conflicts, deletions; files in cells; nothing in part."""

import json
import math
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.tables import add_rows, change_table, make_column, make_table, shown, stored_rows
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files.associations import Claim, allowed
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.errors import (
    CellIsInvalid,
    ChangeIsInvalid,
    FilesAreNotYours,
    RowIsStale,
    RowNotFound,
)
from theatrum.repository.tables.models import TableTransaction
from theatrum.repository.tables.requests import PartialRow, SentRow, Transaction, WriteCells, WriteRows
from theatrum.repository.tables.transacting import transact

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "Tables")


@pytest.fixture
def name(alice: Actor) -> Column:
    return make_column(alice, "name", "STRING")


@pytest.fixture
def age(alice: Actor) -> Column:
    return make_column(alice, "age", "INTEGER", default_value="18")


@pytest.fixture
def cases(alice: Actor, project: Node, name: Column, age: Column) -> Node:
    return make_table(alice, project, [name, age])


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
LONG = st.integers(-(2**63), 2**63 - 1)
PLAIN = st.none() | st.booleans() | st.integers() | TEXT
JSON = st.recursive(PLAIN, lambda one: st.lists(one) | st.dictionaries(TEXT, one), max_leaves=4)
# What may be put in, by type; what comes out is the same.
VALUES: dict[ColumnType, st.SearchStrategy[object]] = {
    ColumnType.STRING: TEXT,
    ColumnType.LINK: TEXT,
    ColumnType.MEDIUMTEXT: TEXT,
    ColumnType.LARGETEXT: TEXT,
    ColumnType.INTEGER: LONG,
    ColumnType.DATE: LONG,
    ColumnType.USERID: LONG,
    ColumnType.SUBMISSIONID: LONG,
    ColumnType.EVALUATIONID: LONG,
    ColumnType.DOUBLE: st.floats(),
    ColumnType.BOOLEAN: st.booleans(),
    ColumnType.ENTITYID: st.integers(1, 10**15).map(lambda number: f"syn{number}"),
    ColumnType.STRING_LIST: st.lists(TEXT, min_size=1, max_size=4),
    ColumnType.INTEGER_LIST: st.lists(LONG, min_size=1, max_size=4),
    ColumnType.DATE_LIST: st.lists(LONG, min_size=1, max_size=4),
    ColumnType.USERID_LIST: st.lists(LONG, min_size=1, max_size=4),
    ColumnType.BOOLEAN_LIST: st.lists(st.booleans(), min_size=1, max_size=4),
    ColumnType.ENTITYID_LIST: st.lists(st.just("syn7"), min_size=1, max_size=4),
    ColumnType.JSON: st.lists(JSON, max_size=3) | st.dictionaries(TEXT, JSON, max_size=3),
}
ROWS = st.lists(st.fixed_dictionaries({kind: st.none() | values for kind, values in VALUES.items()}), max_size=3)


def text_of(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return json.dumps(value)


def plain(kind: ColumnType, value: object) -> object:
    """Return a stored cell in the form in which it was made."""
    if kind.is_list or kind is ColumnType.JSON:
        return None if value is None else json.loads(str(value))
    return repr(value) if kind is ColumnType.DOUBLE and value is not None else value


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_in_are_rows_out(alice: Actor, project: Node, rows: list[dict[ColumnType, object]]) -> None:
    columns = [make_column(alice, kind.value, kind, **_size(kind)) for kind in VALUES]
    table = make_table(alice, project, columns, name=str(uuid4()))
    add_rows(alice, table, columns, *([text_of(row[kind]) for kind in VALUES] for row in rows))
    found = stored_rows(table)
    for number, row in enumerate(rows, start=1):
        for kind, value in row.items():
            expected = repr(float(value)) if isinstance(value, float) else value
            assert plain(kind, found.get(number, {}).get(kind.value)) == expected


def _size(kind: ColumnType) -> dict[str, int]:
    # Narrow enough that all of them fit into one row.
    sizes = {"maximum_size": 50} if kind in {ColumnType.STRING, ColumnType.LINK} else {}
    return {**sizes, "maximum_list_length": 5} if kind.is_list else sizes


def test_no_value_takes_the_default(alice: Actor, cases: Node, name: Column, age: Column) -> None:
    add_rows(alice, cases, [name, age], ["a", "1"], ["b", None], [None, ""])
    add_rows(alice, cases, [name], ["c"])
    rows = stored_rows(cases)
    assert (shown(rows, "name"), shown(rows, "age")) == (["a", "b", None, "c"], [1, 18, 18, 18])


def test_a_row_changed_since_it_was_read_is_refused(alice: Actor, cases: Node, name: Column) -> None:
    add_rows(alice, cases, [name], ["a"], ["b"])
    change_table(alice, cases, WriteRows([name.id], [SentRow(1, 1, cells=["A"])]))
    for sent in ([SentRow(1, 1, cells=["x"])], [SentRow(2, 1, cells=["y"]), SentRow(1, 1, cells=["x"])]):
        with pytest.raises(RowIsStale, match="Row id: 1 has been changed since last read."):
            change_table(alice, cases, WriteRows([name.id], sent))
    assert shown(stored_rows(cases), "name") == ["A", "b"]


def test_an_etag_tells_what_was_read(alice: Actor, cases: Node, name: Column) -> None:
    add_rows(alice, cases, [name], ["a"])
    written = change_table(alice, cases, WriteRows([name.id], [SentRow(1, 1, cells=["b"])]))
    etag = written["results"][0]["etag"]
    change_table(alice, cases, WriteRows([name.id], [SentRow(1, 1, cells=["c"])], etag=etag))
    assert shown(stored_rows(cases), "name") == ["c"]


def test_deleted_and_unknown_rows_cannot_be_changed(alice: Actor, cases: Node, name: Column) -> None:
    add_rows(alice, cases, [name], ["a"], ["b"])
    change_table(alice, cases, WriteRows([], [SentRow(1, 1)]))
    with pytest.raises(RowIsStale):
        change_table(alice, cases, WriteRows([name.id], [SentRow(1, 1, cells=["x"])]))
    with pytest.raises(RowNotFound, match="Cannot update row: 7 because it does not exist."):
        change_table(alice, cases, WriteRows([name.id], [SentRow(7, 1, cells=["x"])]))
    with pytest.raises(RowNotFound):
        change_table(alice, cases, WriteCells([PartialRow(1, cells={name.id: "x"})]))
    with pytest.raises(ChangeIsInvalid, match="Row version number cannot be null"):
        change_table(alice, cases, WriteRows([name.id], [SentRow(2, cells=["x"])]))
    with pytest.raises(ChangeIsInvalid, match="The row id 2 is included more than once in the rowset"):
        change_table(alice, cases, WriteRows([name.id], [SentRow(2, 1, cells=["x"]), SentRow(2, 1, cells=["y"])]))


def test_partial_rows_change_some_cells_whatever_the_version(
    alice: Actor, cases: Node, name: Column, age: Column
) -> None:
    add_rows(alice, cases, [name, age], ["a", "1"], ["b", "2"])
    for _ in range(2):
        change_table(
            alice, cases, WriteCells([PartialRow(1, cells={age.id: "5"}), PartialRow(2, cells={name.id: None})])
        )
    change_table(alice, cases, WriteCells([PartialRow(cells={name.id: "new"}), PartialRow(1, cells={})]))
    rows = stored_rows(cases)
    assert (shown(rows, "name"), shown(rows, "age")) == (["a", None, "new"], [5, 2, 18])
    with pytest.raises(ChangeIsInvalid, match="PartialRow.value.key: '0' is not a valid column ID for row ID: 1"):
        change_table(alice, cases, WriteCells([PartialRow(1, cells={0: "x"})]))


def test_ids_of_another_table_mean_nothing_to_an_empty_one(alice: Actor, cases: Node, name: Column) -> None:
    written = change_table(
        alice, cases, WriteRows([name.id], [SentRow(70, 3, cells=["a"]), SentRow(60, 3, cells=["b"])])
    )
    assert written["results"][0]["rows"] == [[1, 1], [2, 1]]


def test_all_or_nothing(alice: Actor, cases: Node, name: Column, age: Column) -> None:
    good = WriteRows([name.id], [SentRow(cells=["a"])])
    with pytest.raises(CellIsInvalid, match=r"Value at \[0,1\] was not a valid INTEGER."):
        change_table(alice, cases, good, WriteRows([age.id], [SentRow(cells=["old"])]))
    add_rows(alice, cases, [name], ["a"])
    with pytest.raises(RowNotFound):
        change_table(alice, cases, good, WriteRows([name.id], [SentRow(9, 1, cells=["x"])]))
    assert shown(stored_rows(cases), "name") == ["a"]


def test_a_request_is_carried_out_once(alice: Actor, cases: Node, name: Column) -> None:
    request, wanted = uuid4(), Transaction(cases.id, [WriteRows([name.id], [SentRow(cells=["a"])])])
    first = transact(actor=alice, wanted=wanted, request=request)
    assert transact(actor=alice, wanted=wanted, request=request) == first
    assert shown(stored_rows(cases), "name") == ["a"]
    assert TableTransaction.objects.count() == 1


def test_files_in_cells_are_the_writers_own(alice: Actor, project: Node) -> None:
    picture = make_column(alice, "picture", "FILEHANDLEID")
    table = make_table(alice, project, [picture])
    bob = make_person("bob")
    own, foreign = make_handle(alice), make_handle(bob, name="bob.txt")
    add_rows(alice, table, [picture], [str(own.id)], [None])
    assert stored_rows(table)[1] == {"picture": own.id}
    claim = Claim(own.id, "TableEntity", table.public_id)
    assert allowed(alice, [claim, Claim(foreign.id, "TableEntity", table.public_id)]) == {claim}
    assert allowed(bob, [claim]) == frozenset()
    with pytest.raises(FilesAreNotYours, match=r"Cannot access files: \[999\]"):
        add_rows(alice, table, [picture], ["999"])


def test_changes_are_remembered_without_values(alice: Actor, cases: Node, name: Column) -> None:
    add_rows(alice, cases, [name], ["secret"])
    event = Event.objects.select_related("after").get(action="table_rows_changed")
    assert event.after is not None
    assert event.after.content == {"change": 1, "rows": 1}
