"""Counts and lists of verdicts: of children and of all below, by what the actor may read."""

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.schemas import make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.kernel.paging import Page
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.actions.sharing import create_local_acl, get_local_acl, replace_local_acl
from theatrum.repository.entities.errors import NoValidation
from theatrum.repository.entities.models import ROOT_ID, Kind, Node, Validation, Verdict
from theatrum.repository.entities.validation.queries import (
    child_counts,
    counts_below,
    get_validation,
    invalid_below,
    invalid_children,
)
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice", is_administrator=True)
    make_organization(person)
    register(person, "my.organization-people")
    return person


@pytest.fixture
def bob(project: Node, alice: Actor) -> Actor:
    """Somebody who may read the project."""
    person = make_person("bob")
    grants = {alice.id: frozenset(OWNER), person.id: frozenset({Permission.READ})}
    with writing():
        replace_local_acl(actor=alice, node_id=project.id, etag=get_local_acl(project).etag, grants=grants)
    return person


@pytest.fixture
def project(alice: Actor) -> Node:
    node = make_entity(alice, Kind.PROJECT, "P1")
    with writing():
        bind_schema(actor=alice, node_id=node.id, schema_id=parse_schema_id("my.organization-people"))
    return node


def make_file(actor: Actor, parent: Node, name: str, *, is_valid: bool) -> Node:
    annotations: JsonObject = {"age": {"type": "LONG", "value": ["3"]}} if is_valid else {}
    return make_entity(actor, Kind.FILE, name, parent=parent, handle=make_handle(actor), annotations=annotations)


def hide(actor: Actor, node: Node) -> None:
    with writing():
        create_local_acl(actor=actor, node_id=node.id, grants={actor.id: frozenset(OWNER)})


def test_children_are_counted_by_what_one_may_read(alice: Actor, bob: Actor, project: Node) -> None:
    make_file(alice, project, "good", is_valid=True)
    hide(alice, make_file(alice, project, "bad", is_valid=False))
    make_entity(alice, Kind.FOLDER, "F1", parent=project)
    assert child_counts(alice, project.id) == (1, 2, 0, 0)
    assert child_counts(bob, project.id) == (1, 1, 0, 0)
    assert child_counts(bob, project.id).total == 2


def test_children_without_a_schema_count_as_unknown(alice: Actor) -> None:
    project = make_entity(alice, Kind.PROJECT, "P2")
    make_file(alice, project, "any", is_valid=True)
    assert child_counts(alice, project.id) == (0, 0, 1, 0)
    assert counts_below(alice, project.id).total == 0


def test_trashed_children_are_not_counted(alice: Actor, project: Node) -> None:
    file = make_file(alice, project, "bad", is_valid=False)
    with writing():
        trash_entity(actor=alice, node_id=file.id)
    assert child_counts(alice, project.id).total == 0
    assert invalid_children(alice, project.id, Page(9, 0)) == []


def test_container_must_be_readable(alice: Actor, project: Node) -> None:
    carol = make_person("carol")
    with pytest.raises(AccessDenied):
        child_counts(carol, project.id)
    with pytest.raises(AccessDenied):
        invalid_children(carol, project.id, Page(9, 0))
    with pytest.raises(AccessDenied):
        get_validation(carol, project.id)
    assert child_counts(carol, ROOT_ID).total == 0


def test_invalid_children_come_page_by_page(alice: Actor, bob: Actor, project: Node) -> None:
    files = [make_file(alice, project, f"bad{number}", is_valid=False) for number in range(4)]
    make_file(alice, project, "good", is_valid=True)
    hide(alice, files[1])
    first = invalid_children(bob, project.id, Page(limit=2, offset=0))
    assert [found.node_id for found in first] == [files[0].id, files[2].id, files[3].id]
    assert [found.node_id for found in invalid_children(bob, project.id, Page(limit=2, offset=2))] == [files[3].id]


def test_all_files_below_are_counted_by_what_one_may_read(alice: Actor, bob: Actor, project: Node) -> None:
    folder = make_entity(alice, Kind.FOLDER, "F1", parent=project)
    hidden = make_entity(alice, Kind.FOLDER, "F2", parent=folder)
    make_file(alice, folder, "good", is_valid=True)
    bad = make_file(alice, folder, "bad", is_valid=False)
    make_file(alice, hidden, "bad", is_valid=False)
    unknown = make_file(alice, folder, "unknown", is_valid=True)
    Validation.objects.filter(node=unknown).update(verdict=Verdict.UNKNOWN)
    hide(alice, hidden)
    Validation.objects.filter(node=unknown).update(verdict=Verdict.UNKNOWN)
    assert counts_below(alice, project.id) == (1, 2, 1, 0)
    assert counts_below(bob, project.id) == (1, 1, 1, 0)
    assert counts_below(bob, folder.id, [Kind.FILE, Kind.FOLDER]) == (1, 2, 1, 0)
    assert [found.node_id for found in invalid_below(bob, project.id, Page(9, 0))] == [bad.id]
    with pytest.raises(NoValidation, match="waiting to be judged"):
        get_validation(bob, unknown.id)


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_the_same_queries_however_long(
    bob: Actor, alice: Actor, project: Node, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        make_file(alice, project, f"bad{one}", is_valid=False)
    # The container, its ACL, the list.
    with django_assert_num_queries(3):
        found = invalid_children(bob, project.id, Page(9, 0))
        assert [(one.node.name, str(one.version.public_id) if one.version else "") for one in found] == [
            (f"bad{one}", "my.organization-people") for one in range(number)
        ]
    with django_assert_num_queries(3):
        assert child_counts(bob, project.id).invalid == number
    with django_assert_num_queries(1):
        assert counts_below(bob, project.id).invalid == number
