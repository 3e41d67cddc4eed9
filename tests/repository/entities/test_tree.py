"""Making, moving, deleting and restoring: the closure table and the permissions follow."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.entities import change, make_entity, make_handle, make_person
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import OWNER, Permission
from theatrum.repository.entities import tree
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.actions.sharing import create_local_acl, delete_local_acl
from theatrum.repository.entities.errors import (
    EntityInTrash,
    EntityIsInvalid,
    NameIsTaken,
    NotYoursToRestore,
    ParentInTrash,
)
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Ancestry, Kind, Node
from theatrum.repository.entities.queries.children import visible_children
from theatrum.repository.entities.queries.nodes import get_node, path_to

pytestmark = pytest.mark.django_db(transaction=True)


def fields_for(node: Node, parent: Node, name: str | None = None) -> EntityFields:
    """Return the fields that put a node somewhere else."""
    handle = node.current.handle_id if node.current else None
    return EntityFields(kind=Kind(node.kind), name=name or node.name, parent_id=parent.id, handle_id=handle)


def test_create_gives_project_an_acl_of_its_own() -> None:
    alice = make_person("alice", is_administrator=True)

    project = make_entity(alice, Kind.PROJECT, "HTAN2_Test")
    folder = make_entity(alice, Kind.FOLDER, "v8_ingest", parent=project)

    assert project.benefactor_id == project.id
    assert folder.benefactor_id == project.id
    assert [node.name for node in path_to(folder)] == ["root", "HTAN2_Test", "v8_ingest"]


def test_create_refuses_who_may_not() -> None:
    alice, carol = make_person("alice", is_administrator=True), make_person("carol")
    project = make_entity(alice, Kind.PROJECT, "P1")

    with pytest.raises(AccessDenied):
        make_entity(carol, Kind.FOLDER, "mine", parent=project)
    with pytest.raises(AccessDenied):
        make_entity(carol, Kind.PROJECT, "also mine")


def test_create_same_name_is_a_conflict_and_leaves_the_transaction_usable() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    make_entity(alice, Kind.FOLDER, "one", parent=project)

    told = f"An entity with the name: one already exists with a parentId: {project.public_id}"
    with pytest.raises(NameIsTaken, match=told):
        make_entity(alice, Kind.FOLDER, "one", parent=project)
    assert make_entity(alice, Kind.FOLDER, "two", parent=project).name == "two"


def test_create_without_a_name_takes_the_id() -> None:
    alice = make_person("alice", is_administrator=True)

    project = make_entity(alice, Kind.PROJECT, None)

    assert get_node(project.id).name == project.public_id


@pytest.mark.parametrize(("kind", "place"), [(Kind.FOLDER, "root"), (Kind.PROJECT, "project"), (Kind.FOLDER, "file")])
def test_create_in_the_wrong_place_is_refused(kind: Kind, place: str) -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    file = make_entity(alice, Kind.FILE, "f", parent=project, handle=make_handle(alice))

    with pytest.raises(EntityIsInvalid):
        make_entity(alice, kind, "x", parent={"root": None, "project": project, "file": file}[place])


@pytest.mark.requirement("R137")
def test_move_takes_the_subtree_along_and_changes_the_benefactor() -> None:
    alice = make_person("alice", is_administrator=True)
    one, two = make_entity(alice, Kind.PROJECT, "P1"), make_entity(alice, Kind.PROJECT, "P2")
    folder = make_entity(alice, Kind.FOLDER, "f", parent=one)
    leaf = make_entity(alice, Kind.FOLDER, "leaf", parent=folder)

    change(alice, folder, fields=fields_for(folder, two))

    leaf = get_node(leaf.id)
    assert [node.name for node in path_to(leaf)] == ["root", "P2", "f", "leaf"]
    assert (leaf.benefactor_id, leaf.project_id) == (two.id, two.id)


def test_move_into_itself_is_refused() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    outer = make_entity(alice, Kind.FOLDER, "outer", parent=project)
    inner = make_entity(alice, Kind.FOLDER, "inner", parent=outer)

    with pytest.raises(EntityIsInvalid, match="into itself"):
        change(alice, outer, fields=fields_for(outer, inner))


def test_move_of_a_high_tree_into_a_deep_folder_is_refused() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    deep, high = project, make_entity(alice, Kind.FOLDER, "high", parent=project)
    for index in range(30):
        deep = make_entity(alice, Kind.FOLDER, f"d{index}", parent=deep)
    below = high
    for index in range(30):
        below = make_entity(alice, Kind.FOLDER, f"h{index}", parent=below)

    with pytest.raises(EntityIsInvalid, match="nested 50 deep"):
        change(alice, high, fields=fields_for(high, deep))


def test_move_onto_a_taken_name_changes_nothing() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    here, there = (make_entity(alice, Kind.FOLDER, name, parent=project) for name in ("here", "there"))
    moved = make_entity(alice, Kind.FOLDER, "same", parent=here)
    make_entity(alice, Kind.FOLDER, "same", parent=there)

    with pytest.raises(NameIsTaken):
        change(alice, moved, fields=fields_for(moved, there))
    assert get_node(moved.id).parent_id == here.id
    assert tree.is_below(moved.id, here.id)


def test_trash_hides_the_subtree_and_frees_the_name() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    folder = make_entity(alice, Kind.FOLDER, "f", parent=project)
    leaf = make_entity(alice, Kind.FOLDER, "leaf", parent=folder)

    with writing():
        trash_entity(actor=alice, node_id=folder.id)

    with pytest.raises(EntityInTrash, match=f"Entity {leaf.public_id} is in trash can."):
        get_node(leaf.id)
    assert not visible_children(alice, project.id, list(Kind)).exists()
    assert make_entity(alice, Kind.FOLDER, "f", parent=project).name == "f"


def test_trash_twice_is_no_error() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")

    with writing():
        trash_entity(actor=alice, node_id=project.id)
        again = trash_entity(actor=alice, node_id=project.id)

    assert again is None


def test_restore_brings_back_what_was_deleted_with_it_and_nothing_else() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    folder = make_entity(alice, Kind.FOLDER, "f", parent=project)
    kept, dropped = (make_entity(alice, Kind.FOLDER, name, parent=folder) for name in ("kept", "dropped"))
    with writing():
        trash_entity(actor=alice, node_id=dropped.id)
        trash_entity(actor=alice, node_id=folder.id)

    with writing():
        restore_entity(actor=alice, node_id=folder.id)

    assert get_node(kept.id).name == "kept"
    with pytest.raises(EntityInTrash):
        get_node(dropped.id)


def test_restore_says_why_it_cannot() -> None:
    alice, bob = make_person("alice", is_administrator=True), make_person("bob")
    project = make_entity(alice, Kind.PROJECT, "P1")
    folder = make_entity(alice, Kind.FOLDER, "f", parent=project)
    inner = make_entity(alice, Kind.FOLDER, "inner", parent=folder)
    with writing():
        trash_entity(actor=alice, node_id=inner.id)
        trash_entity(actor=alice, node_id=folder.id)

    with pytest.raises(ParentInTrash), writing():
        restore_entity(actor=alice, node_id=inner.id)
    with pytest.raises(NotYoursToRestore), writing():
        restore_entity(actor=bob, node_id=folder.id)
    make_entity(alice, Kind.FOLDER, "f", parent=project)
    with pytest.raises(NameIsTaken), writing():
        restore_entity(actor=alice, node_id=folder.id)


def test_restore_elsewhere_is_possible_when_the_old_name_is_taken() -> None:
    alice = make_person("alice", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, "P1")
    folder = make_entity(alice, Kind.FOLDER, "f", parent=project)
    other = make_entity(alice, Kind.FOLDER, "other", parent=project)
    with writing():
        trash_entity(actor=alice, node_id=folder.id)
    make_entity(alice, Kind.FOLDER, "f", parent=project)

    with writing():
        restored = restore_entity(actor=alice, node_id=folder.id, parent_id=other.id)

    assert restored.parent_id == other.id


def test_local_acl_covers_what_is_below_and_inheritance_returns() -> None:
    alice, bob = make_person("alice", is_administrator=True), make_person("bob")
    project = make_entity(alice, Kind.PROJECT, "P1")
    folder = make_entity(alice, Kind.FOLDER, "f", parent=project)
    leaf = make_entity(alice, Kind.FOLDER, "leaf", parent=folder)

    grants = {alice.id: frozenset(OWNER), bob.id: frozenset({Permission.READ})}
    with writing():
        create_local_acl(actor=alice, node_id=folder.id, grants=grants)
    assert get_node(leaf.id).benefactor_id == folder.id
    assert [node.name for node in visible_children(bob, folder.id, list(Kind))] == ["leaf"]

    with writing():
        delete_local_acl(actor=alice, node_id=folder.id)
    assert get_node(leaf.id).benefactor_id == project.id
    assert not visible_children(bob, folder.id, list(Kind)).exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=10))
def test_closure_equals_the_parents_after_any_moves(moves: list[tuple[int, int]]) -> None:
    alice = make_person(f"alice{Node.objects.count()}", is_administrator=True)
    project = make_entity(alice, Kind.PROJECT, None)
    folders = [project]
    for index in range(8):
        folders.append(make_entity(alice, Kind.FOLDER, f"f{index}", parent=folders[index // 2]))

    for moved, target in moves:
        node, parent = get_node(folders[moved + 1].id), get_node(folders[target].id)
        if not tree.is_below(parent.id, node.id):
            change(alice, node, fields=fields_for(node, parent))

    for folder in folders:
        walked: list[int] = []
        step: Node | None = Node.objects.get(id=folder.id)
        while step is not None:
            walked.append(step.id)
            step = step.parent
        stored = Ancestry.objects.filter(node_id=folder.id).order_by("depth")
        assert list(stored.values_list("ancestor_id", flat=True)) == walked
