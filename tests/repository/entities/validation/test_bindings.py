"""Which schema holds for whom: bound, inherited, moved, cleared, followed."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import change, make_entity, make_handle, make_person
from tests.factories.schemas import PEOPLE, make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.audit.queries import events_about
from theatrum.repository.entities.actions.bindings import bind_schema, clear_binding
from theatrum.repository.entities.actions.deleting import restore_entity, trash_entity
from theatrum.repository.entities.actions.sharing import create_local_acl, get_local_acl, replace_local_acl
from theatrum.repository.entities.errors import EntityIsInvalid, EntityNotFound, NoBinding, NoValidation
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import ROOT_ID, Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation.bound import bound_for, bound_for_all
from theatrum.repository.entities.validation.queries import find_validation, get_binding, get_validation
from theatrum.repository.schemas.errors import SchemaNotFound
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db

NAME = "my.organization-people"
AGE: JsonObject = {"age": {"type": "LONG", "value": ["3"]}}


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice", is_administrator=True)
    make_organization(person)
    register(person, f"{NAME}-1.0.0")
    return person


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "P1")


@pytest.fixture
def folder(alice: Actor, project: Node) -> Node:
    return make_entity(alice, Kind.FOLDER, "F1", parent=project)


@pytest.fixture
def file(alice: Actor, folder: Node) -> Node:
    return make_entity(alice, Kind.FILE, "reads", parent=folder, handle=make_handle(alice), annotations=AGE)


def bind(actor: Actor, node: Node, schema_id: str = f"{NAME}-1.0.0", *, derives: bool = False) -> None:
    with writing():
        bind_schema(
            actor=actor,
            node_id=node.id,
            schema_id=parse_schema_id(schema_id),
            enable_derived_annotations=derives,
        )


def clear(actor: Actor, node: Node) -> None:
    with writing():
        clear_binding(actor=actor, node_id=node.id)


def held(actor: Actor, node: Node) -> tuple[int, str]:
    found = get_binding(actor, node.id)
    found.version.schema = found.binding.schema
    return found.binding.node_id, str(found.version.public_id)


def verdict(node: Node) -> str | None:
    found = find_validation(node)
    return found.verdict if found else None


def test_binding_holds_for_all_below(alice: Actor, project: Node, folder: Node, file: Node) -> None:
    bind(alice, project)
    assert held(alice, file) == (project.id, f"{NAME}-1.0.0")
    assert {node.name: verdict(node) for node in (project, folder, file)} == {
        "P1": Verdict.INVALID,
        "F1": Verdict.INVALID,
        "reads": Verdict.VALID,
    }


def test_nearest_binding_holds(alice: Actor, project: Node, folder: Node, file: Node) -> None:
    register(alice, "my.organization-other", {"required": ["none"]})
    bind(alice, project)
    bind(alice, folder, "my.organization-other")
    assert held(alice, file) == (folder.id, "my.organization-other")
    assert verdict(file) == Verdict.INVALID
    # What happens above does not touch what has a nearer binding.
    before = find_validation(file)
    bind(alice, project)
    after = find_validation(file)
    assert before is not None
    assert after is not None
    assert before.validated_on == after.validated_on
    clear(alice, folder)
    assert held(alice, file) == (project.id, f"{NAME}-1.0.0")
    assert verdict(file) == Verdict.VALID


def test_cleared_binding_leaves_no_verdict(alice: Actor, folder: Node, file: Node) -> None:
    bind(alice, folder)
    clear(alice, folder)
    assert not Validation.objects.exists()
    with pytest.raises(NoBinding, match=f"^No JSON schema found for '{file.public_id}'$"):
        get_binding(alice, file.id)
    with pytest.raises(NoValidation, match="no JSON schema is bound"):
        get_validation(alice, file.id)
    clear(alice, folder)
    actions = [event.action for event in events_about("entity", folder.id)]
    assert actions == ["schema_unbound", "schema_bound", "entity_created"]


def test_other_schema_takes_the_place_of_the_first(alice: Actor, folder: Node, file: Node) -> None:
    bind(alice, folder)
    register(alice, f"{NAME}-2.0.0", {"properties": {"age": {"minimum": 4}}})
    bind(alice, folder, f"{NAME}-2.0.0", derives=True)
    assert held(alice, folder) == (folder.id, f"{NAME}-2.0.0")
    assert verdict(file) == Verdict.INVALID
    assert verdict(folder) == Verdict.VALID


def test_binding_without_a_version_follows_the_newest(alice: Actor, folder: Node, file: Node) -> None:
    bind(alice, folder, NAME)
    assert held(alice, file) == (folder.id, f"{NAME}-1.0.0")
    assert verdict(file) == Verdict.VALID
    register(alice, f"{NAME}-1.1.0", {"properties": {"age": {"minimum": 4}}})
    assert held(alice, file) == (folder.id, f"{NAME}-1.1.0")
    # A worker judges: nobody knows until then.
    assert verdict(file) == Verdict.UNKNOWN


def test_binding_with_a_version_stays_with_it(alice: Actor, folder: Node, file: Node) -> None:
    bind(alice, folder)
    register(alice, f"{NAME}-1.1.0", {"properties": {"age": {"minimum": 4}}})
    assert held(alice, file) == (folder.id, f"{NAME}-1.0.0")
    assert verdict(file) == Verdict.VALID


def test_moved_entity_is_judged_by_where_it_arrives(alice: Actor, project: Node, folder: Node, file: Node) -> None:
    other = make_entity(alice, Kind.FOLDER, "F2", parent=project)
    register(alice, "my.organization-other", {"required": ["none"]})
    bind(alice, folder)
    bind(alice, other, "my.organization-other")
    moved = fields_of(get_node(file.id))
    change(alice, file, fields=type(moved)(**{**vars(moved), "parent_id": other.id}))
    assert verdict(file) == Verdict.INVALID
    change(alice, file, fields=type(moved)(**{**vars(moved), "parent_id": project.id}))
    assert verdict(file) is None


def test_moved_folder_takes_its_binding_along(alice: Actor, project: Node, folder: Node, file: Node) -> None:
    other = make_entity(alice, Kind.FOLDER, "F2", parent=project)
    bind(alice, folder)
    moved = fields_of(get_node(folder.id))
    change(alice, folder, fields=type(moved)(**{**vars(moved), "parent_id": other.id}))
    assert held(alice, file) == (folder.id, f"{NAME}-1.0.0")
    assert verdict(file) == Verdict.VALID


def test_restored_entity_is_judged_again(alice: Actor, folder: Node, file: Node) -> None:
    bind(alice, folder)
    with writing():
        trash_entity(actor=alice, node_id=file.id)
    register(alice, "my.organization-other", {"required": ["none"]})
    bind(alice, folder, "my.organization-other")
    with writing():
        restore_entity(actor=alice, node_id=file.id)
    assert verdict(file) == Verdict.INVALID


def test_entity_with_its_own_acl_is_judged_as_before(alice: Actor, folder: Node, file: Node) -> None:
    bind(alice, folder)
    with writing():
        create_local_acl(actor=alice, node_id=file.id, grants={alice.id: frozenset(OWNER)})
    assert verdict(file) == Verdict.VALID


def test_only_who_may_update_binds_and_who_may_delete_clears(alice: Actor, project: Node) -> None:
    bob = make_person("bob")
    acl = get_local_acl(project)
    grants = {alice.id: frozenset(OWNER), bob.id: frozenset({Permission.READ})}
    with writing():
        replace_local_acl(actor=alice, node_id=project.id, etag=acl.etag, grants=grants)
    with pytest.raises(AccessDenied, match="UPDATE"):
        bind(bob, project)
    bind(alice, project)
    with pytest.raises(AccessDenied, match="DELETE"):
        clear(bob, project)
    assert held(bob, project)[0] == project.id


def test_what_cannot_be_read_tells_no_binding(alice: Actor, project: Node) -> None:
    bind(alice, project)
    with pytest.raises(AccessDenied):
        get_binding(make_person("bob"), project.id)


def test_unknown_schema_root_and_entity_are_refused(alice: Actor, project: Node) -> None:
    with pytest.raises(SchemaNotFound):
        bind(alice, project, "my.organization-none")
    with pytest.raises(EntityIsInvalid, match="is the root"):
        bind(alice, get_node(ROOT_ID))
    with pytest.raises(EntityNotFound), writing():
        clear_binding(actor=alice, node_id=1)


@pytest.mark.parametrize("count", [1, 3])
def test_bindings_of_many_entities_take_one_query(
    alice: Actor, folder: Node, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bind(alice, folder)
    ids = [make_entity(alice, Kind.FOLDER, f"N{number}", parent=folder).id for number in range(count)]
    with django_assert_num_queries(1):
        assert len(bound_for_all(ids)) == count
    with django_assert_num_queries(1):
        assert bound_for(ids[0]) is not None


def test_people_schema_is_what_these_tests_think(alice: Actor) -> None:
    assert PEOPLE["required"] == ["age"]
