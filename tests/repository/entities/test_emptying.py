"""What is deleted for good is nowhere any more: entities, rows, grids, bytes; a crash in between loses nothing."""

from datetime import timedelta

import pytest

from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.tables import add_rows, make_column, make_table
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.models import Acl
from theatrum.repository.access.permissions import OWNER, Actor
from theatrum.repository.entities.actions import emptying
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.actions.emptying import doom_entity, doom_old, remove_some
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.errors import NotInTrash, NotYoursToRestore
from theatrum.repository.entities.models import ROOT_ID, Kind, Node, Version
from theatrum.repository.files.models import FileHandle
from theatrum.repository.tables.physical import tables_named
from theatrum.repository.tables.relations import table_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "P1")


def trash(actor: Actor, node: Node) -> None:
    with writing():
        trash_entity(actor=actor, node_id=node.id)


def doom(actor: Actor, node: Node) -> None:
    with writing():
        doom_entity(actor=actor, node_id=node.id)


def remove_all(actor: Actor) -> int:
    count = 0
    while True:
        with writing():
            some = remove_some(actor_id=actor.id)
        if not some:
            return count
        count += some


def test_a_tree_goes_with_all_that_belongs_to_it(alice: Actor, project: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emptying, "PORTION", 2)
    outer = make_entity(alice, Kind.FOLDER, "outer", parent=project)
    inner = make_entity(alice, Kind.FOLDER, "inner", parent=outer)
    shared, alone = make_handle(alice, name="shared.txt"), make_handle(alice, name="alone.txt")
    gone = make_entity(alice, Kind.FILE, "gone.txt", parent=inner, handle=alone)
    make_entity(alice, Kind.FILE, "copy.txt", parent=inner, handle=shared)
    kept = make_entity(alice, Kind.FILE, "kept.txt", parent=project, handle=shared)
    deleted_before = make_entity(alice, Kind.FOLDER, "before", parent=inner)
    with writing():
        create_local_acl(actor=alice, node_id=inner.id, grants={alice.id: frozenset(OWNER)})
    trash(alice, deleted_before)
    trash(alice, outer)
    doom(alice, outer)
    with pytest.raises(NotInTrash), writing():
        restore_entity(actor=alice, node_id=outer.id)
    assert remove_all(alice) == 5
    assert set(Node.objects.exclude(id=ROOT_ID).values_list("id", flat=True)) == {project.id, kept.id}
    assert not Version.objects.filter(node_id=gone.id).exists()
    assert not Acl.objects.filter(owner_kind="entity", owner_id=inner.id).exists()
    assert set(FileHandle.objects.values_list("pk", flat=True)) == {shared.pk}


def test_tables_go_with_their_rows(alice: Actor, project: Node) -> None:
    name = make_column(alice, "name", "STRING")
    table = make_table(alice, project, [name])
    add_rows(alice, table, [name], ["a"])
    assert tables_named(table_name(table.id)) == [table_name(table.id)]
    trash(alice, project)
    doom(alice, project)
    assert remove_all(alice) == 2
    assert tables_named(table_name(table.id)) == []


def test_only_who_deleted_it_deletes_it_for_good(alice: Actor, project: Node) -> None:
    trash(alice, project)
    with pytest.raises(NotYoursToRestore):
        doom(make_person("bob"), project)
    assert remove_all(alice) == 0


def test_the_trash_is_emptied_by_time(alice: Actor, project: Node) -> None:
    old, young = (make_entity(alice, Kind.FOLDER, name, parent=project) for name in ("old", "young"))
    trash(alice, old)
    trash(alice, young)
    Node.objects.filter(id=old.id).update(trashed_on=clock.now() - timedelta(days=31))
    with writing():
        assert doom_old(actor_id=alice.id) == 1
    assert remove_all(alice) == 1
    assert not Node.objects.filter(id=old.id).exists()
    with writing():
        assert restore_entity(actor=alice, node_id=young.id).trash_root is None
