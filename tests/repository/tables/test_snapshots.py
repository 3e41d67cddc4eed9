"""Snapshots keep rows as a version; versions and entities go to the trash and come back with their rows."""

import pytest

from tests.factories.entities import make_entity, make_person
from tests.factories.tables import add_rows, change_table, make_column, make_table, shown, stored_rows, swap_columns
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.deleting import delete_version, restore_entity, trash_entity
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.errors import ChangeIsInvalid, NoSnapshot, NotATable, SnapshotLabelIsTaken
from theatrum.repository.tables.physical import row_ids
from theatrum.repository.tables.relations import snapshot_name, table_relation
from theatrum.repository.tables.requests import KeepSnapshot, SentRow, WriteRows
from theatrum.repository.tables.snapshots import create_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def name(alice: Actor) -> Column:
    return make_column(alice, "name", "STRING")


@pytest.fixture
def cases(alice: Actor, name: Column) -> Node:
    table = make_table(alice, make_entity(alice, Kind.PROJECT, "Tables"), [name])
    add_rows(alice, table, [name], ["a"], ["b"])
    return table


def keep(alice: Actor, table: Node, label: str | None = None, comment: str | None = None) -> int:
    with writing():
        return create_snapshot(actor=alice, node_id=table.id, wanted=KeepSnapshot(label=label, comment=comment))


def test_a_snapshot_is_a_version_with_the_rows_of_its_moment(alice: Actor, cases: Node, name: Column) -> None:
    assert keep(alice, cases, "v1", "first") == 1
    add_rows(alice, cases, [name], ["c"])
    age = make_column(alice, "age", "INTEGER")
    swap_columns(alice, cases, (name, None), (None, age))
    versions = Version.objects.filter(node=cases).order_by("number")
    told = [(version.number, version.label, version.comment) for version in versions]
    assert told == [(1, "v1", "first"), (2, "in progress", "in progress")]
    node = get_node(cases.id)
    kept, now = table_relation(node, 1), table_relation(node)
    assert ([column.name for column in kept.columns], [column.name for column in now.columns]) == (["name"], ["age"])
    assert row_ids(snapshot_name(cases.id, 1)) == [1, 2]
    assert table_relation(node, 2).select == now.select
    with pytest.raises(NoSnapshot):
        table_relation(node, 7)
    with pytest.raises(SnapshotLabelIsTaken):
        keep(alice, cases, "v1")


def test_a_transaction_keeps_what_came_out_of_it(alice: Actor, cases: Node, name: Column) -> None:
    added = WriteRows([name.id], [SentRow(cells=["c"])])
    answer = change_table(alice, cases, added, snapshot=KeepSnapshot())
    assert answer["snapshot"] == 1
    assert row_ids(snapshot_name(cases.id, 1)) == [1, 2, 3]


def test_without_the_version_in_progress_the_rows_are_those_of_the_snapshot(
    alice: Actor, cases: Node, name: Column
) -> None:
    keep(alice, cases)
    swap_columns(alice, cases, (None, make_column(alice, "age", "INTEGER")))
    add_rows(alice, cases, [name], ["c"])
    with writing():
        delete_version(actor=alice, node_id=cases.id, number=2)
    assert shown(stored_rows(cases), "name") == ["a", "b"]
    # Rows never get the number of another one, and a second snapshot takes the place of the first.
    add_rows(alice, cases, [name], ["d"])
    assert list(stored_rows(cases)) == [1, 2, 4]
    assert keep(alice, cases) == 1
    assert row_ids(snapshot_name(cases.id, 1)) == [1, 2, 4]


def test_the_number_of_a_deleted_version_is_not_given_again(alice: Actor, cases: Node) -> None:
    keep(alice, cases)
    with writing():
        delete_version(actor=alice, node_id=cases.id, number=2)
    keep(alice, cases)
    current = get_node(cases.id).current
    assert current is not None
    assert current.number == 3


def test_a_deleted_snapshot_takes_its_rows_along(alice: Actor, cases: Node, name: Column) -> None:
    keep(alice, cases)
    with writing():
        delete_version(actor=alice, node_id=cases.id, number=1)
    with pytest.raises(NoSnapshot):
        table_relation(get_node(cases.id), 1)
    assert shown(stored_rows(cases), "name") == ["a", "b"]


def test_a_table_comes_back_from_the_trash_with_its_rows(alice: Actor, cases: Node, name: Column) -> None:
    with writing():
        trash_entity(actor=alice, node_id=cases.id)
    with writing():
        restore_entity(actor=alice, node_id=cases.id)
    add_rows(alice, cases, [name], ["c"])
    assert shown(stored_rows(cases), "name") == ["a", "b", "c"]


def test_only_tables_are_kept(alice: Actor, cases: Node) -> None:
    assert cases.parent_id is not None
    with pytest.raises(NotATable), writing():
        create_snapshot(actor=alice, node_id=cases.parent_id, wanted=KeepSnapshot())
    with pytest.raises(ChangeIsInvalid, match="snapshotLabel has 300 characters"):
        keep(alice, cases, "x" * 300)
    with pytest.raises(NotATable):
        table_relation(get_node(cases.parent_id))
