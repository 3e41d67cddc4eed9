"""Deleting schemas and versions, and what stands in the way."""

import pytest

from tests.factories.entities import make_entity, make_person
from tests.factories.schemas import make_organization, register
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit.queries import events_about
from theatrum.repository.entities.actions.bindings import bind_schema, clear_binding
from theatrum.repository.entities.models import Kind
from theatrum.repository.schemas.actions.deletion import delete_schema
from theatrum.repository.schemas.errors import SchemaIsBound, SchemaIsReferenced, SchemaNotFound
from theatrum.repository.schemas.models import Document, Schema, SchemaVersion
from theatrum.repository.schemas.names import parse_schema_id
from theatrum.repository.schemas.queries import get_version

pytestmark = pytest.mark.django_db

NAME = "my.organization-people"


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice", is_administrator=True)
    make_organization(person)
    return person


def delete(actor: Actor, schema_id: str) -> None:
    with writing():
        delete_schema(actor=actor, schema_id=parse_schema_id(schema_id))


def test_schema_goes_with_all_versions_and_texts(alice: Actor) -> None:
    schema = register(alice, f"{NAME}-1.0.0").schema
    register(alice, NAME, {"title": "other"})
    delete(alice, NAME)
    assert not Schema.objects.exists()
    assert not SchemaVersion.objects.exists()
    assert not Document.objects.exists()
    assert events_about("schema", schema.id)[0].action == "schema_deleted"
    with pytest.raises(SchemaNotFound):
        delete(alice, NAME)


def test_one_version_goes_and_the_newest_of_the_rest_is_meant(alice: Actor) -> None:
    register(alice, f"{NAME}-1.0.0", {"title": "first"})
    register(alice, f"{NAME}-1.1.0", {"title": "second"})
    delete(alice, f"{NAME}-1.1.0")
    assert get_version(parse_schema_id(NAME)).semantic_version == "1.0.0"
    assert Document.objects.count() == 1
    register(alice, f"{NAME}-1.1.0", {"title": "second again"})
    assert get_version(parse_schema_id(NAME)).semantic_version == "1.1.0"


def test_last_version_takes_the_schema_with_it(alice: Actor) -> None:
    register(alice, f"{NAME}-1.0.0")
    delete(alice, f"{NAME}-1.0.0")
    assert not Schema.objects.exists()


def test_text_that_another_version_has_stays(alice: Actor) -> None:
    register(alice, f"{NAME}-1.0.0")
    register(alice, "my.organization-others")
    delete(alice, NAME)
    assert Document.objects.count() == 1


def test_only_who_may_delete_deletes(alice: Actor) -> None:
    register(alice, NAME)
    with pytest.raises(AccessDenied, match="DELETE"):
        delete(make_person("bob"), NAME)


@pytest.mark.parametrize(("asked", "what"), [(NAME, "schema"), (f"{NAME}-1.0.0", "schema version")])
def test_schema_that_another_refers_to_stays(alice: Actor, asked: str, what: str) -> None:
    register(alice, f"{NAME}-1.0.0")
    register(alice, f"{NAME}-1.0.1", {})
    register(alice, "my.organization-others-1.0.0", {"$ref": f"{NAME}-1.0.0"})
    with pytest.raises(SchemaIsReferenced, match=f"^Cannot delete a {what} that is referenced by another schema: my"):
        delete(alice, asked)
    delete(alice, "my.organization-others")
    delete(alice, asked)


def test_schema_whose_versions_refer_to_each_other_can_go(alice: Actor) -> None:
    register(alice, f"{NAME}-1.0.0")
    register(alice, f"{NAME}-1.0.1", {"$ref": f"{NAME}-1.0.0"})
    delete(alice, NAME)
    assert not Schema.objects.exists()


@pytest.mark.parametrize("bound", [NAME, f"{NAME}-1.0.0"])
def test_bound_schema_stays(alice: Actor, bound: str) -> None:
    register(alice, f"{NAME}-1.0.0")
    project = make_entity(alice, Kind.PROJECT, "P1")
    with writing():
        bind_schema(actor=alice, node_id=project.id, schema_id=parse_schema_id(bound))
    with pytest.raises(SchemaIsBound, match="^Cannot delete a schema that is bound to an object$"):
        delete(alice, NAME)
    with writing():
        clear_binding(actor=alice, node_id=project.id)
    delete(alice, NAME)


def test_bound_version_stays_while_others_can_go(alice: Actor) -> None:
    register(alice, f"{NAME}-1.0.0")
    register(alice, f"{NAME}-1.0.1", {})
    project = make_entity(alice, Kind.PROJECT, "P1")
    with writing():
        bind_schema(actor=alice, node_id=project.id, schema_id=parse_schema_id(f"{NAME}-1.0.0"))
    with pytest.raises(SchemaIsBound, match="schema version"):
        delete(alice, f"{NAME}-1.0.0")
    delete(alice, f"{NAME}-1.0.1")
