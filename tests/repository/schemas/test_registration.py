"""Registering schemas: versions, the newest one, references, and what is refused."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.factories.entities import make_person
from tests.factories.schemas import PEOPLE, make_organization, model_files, register
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.errors import ReferenceUnresolved, SchemaUnusable
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.installation import settings
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.kernel.paging import Page
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import Actor
from theatrum.repository.schemas.actions.registration import register_schema, rehearse_registration
from theatrum.repository.schemas.errors import (
    OrganizationNotFound,
    ReferenceInvalid,
    ReferenceIsCircular,
    ReferenceNotVersioned,
    ReferencesChanged,
    SchemaIdInvalid,
    SchemaIsInvalid,
    SchemaNotFound,
    VersionAlreadyExists,
)
from theatrum.repository.schemas.models import Document, SchemaVersion
from theatrum.repository.schemas.names import SchemaId, parse_schema_id
from theatrum.repository.schemas.preparing import prepare_schema
from theatrum.repository.schemas.queries import (
    get_body,
    get_validation_schema,
    get_version,
    info_of,
    list_schemas,
    list_versions,
)

pytestmark = pytest.mark.django_db

PEOPLE_ID = "my.organization-people"


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice")
    make_organization(person)
    return person


def absolute(schema_id: str) -> str:
    return f"{settings().base_url}/repo/v1/schema/type/registered/{schema_id}"


def body(schema_id: str) -> JsonObject:
    return get_body(parse_schema_id(schema_id))


def test_registered_schema_is_read_back_with_its_absolute_id(alice: Actor) -> None:
    version = register(alice, f"{PEOPLE_ID}-1.0.0")
    assert body(f"{PEOPLE_ID}-1.0.0") == {"$id": absolute(f"{PEOPLE_ID}-1.0.0"), **PEOPLE}
    assert body(PEOPLE_ID) == {"$id": absolute(PEOPLE_ID), **PEOPLE}
    info = info_of(version)
    assert (str(info.id), info.created_by) == (f"{PEOPLE_ID}-1.0.0", alice.id)


def test_order_of_keys_is_kept(alice: Actor) -> None:
    register(alice, PEOPLE_ID, {"zeta": 1, "alpha": 2, "title": "People"})
    assert list(body(PEOPLE_ID)) == ["$id", "zeta", "alpha", "title"]


def test_name_without_a_version_means_the_newest(alice: Actor) -> None:
    register(alice, f"{PEOPLE_ID}-0.0.1", {})
    register(alice, f"{PEOPLE_ID}-0.0.2", {"description": ""})
    assert body(PEOPLE_ID) == {"$id": absolute(PEOPLE_ID), "description": ""}
    assert body(f"{PEOPLE_ID}-0.0.1") == {"$id": absolute(f"{PEOPLE_ID}-0.0.1")}
    register(alice, PEOPLE_ID, {"title": "now"})
    assert body(PEOPLE_ID) == {"$id": absolute(PEOPLE_ID), "title": "now"}


def test_names_are_found_whatever_their_case(alice: Actor) -> None:
    register(alice, f"{PEOPLE_ID}-1.0.0")
    register(alice, "MY.organization-PEOPLE-1.0.1")
    assert [one.semantic_version for one in list_versions("my.organization", "people", Page(9, 0)).items] == [
        "1.0.0",
        "1.0.1",
    ]
    assert body("my.ORGANIZATION-People-1.0.0")["$id"] == absolute(f"{PEOPLE_ID}-1.0.0")


def test_version_never_changes(alice: Actor) -> None:
    register(alice, f"{PEOPLE_ID}-1.0.0")
    with pytest.raises(VersionAlreadyExists, match="^Semantic version: '1.0.0' already exists for this JSON schema$"):
        register(alice, f"{PEOPLE_ID}-1.0.0", {})
    assert body(f"{PEOPLE_ID}-1.0.0")["required"] == ["age"]


def test_same_content_is_stored_once(alice: Actor) -> None:
    for schema_id in (PEOPLE_ID, f"{PEOPLE_ID}-1.0.0", "my.organization-others-2.0.0"):
        register(alice, schema_id)
    assert Document.objects.count() == 1
    assert SchemaVersion.objects.count() == 3


def test_rehearsal_answers_and_stores_nothing(alice: Actor) -> None:
    prepared = prepare_schema(actor=alice, schema={**PEOPLE, "$id": f"{PEOPLE_ID}-1.0.0"})
    info = rehearse_registration(actor=alice, prepared=prepared)
    assert (str(info.id), info.version_number) == (f"{PEOPLE_ID}-1.0.0", None)
    assert not Document.objects.exists()
    register(alice, f"{PEOPLE_ID}-1.0.0")
    with pytest.raises(VersionAlreadyExists):
        rehearse_registration(actor=alice, prepared=prepared)


def test_only_who_may_create_registers(alice: Actor) -> None:
    bob = make_person("bob")
    with pytest.raises(AccessDenied, match="CREATE"):
        register(bob, PEOPLE_ID)
    prepared = prepare_schema(actor=alice, schema={**PEOPLE, "$id": PEOPLE_ID})
    with pytest.raises(AccessDenied), writing():
        register_schema(actor=bob, prepared=prepared)


@pytest.mark.parametrize(
    ("schema", "error", "told"),
    [
        ({}, SchemaIsInvalid, r"\$id is missing"),
        ({"$id": 3}, SchemaIsInvalid, r"\$id is missing"),
        ({"$id": "https://w3id.org/htan/clinical"}, SchemaIdInvalid, "w3id"),
        ({"$id": "no.such.org-people"}, OrganizationNotFound, "'no.such.org' not found"),
        ({"$id": PEOPLE_ID, "type": "text"}, SchemaUnusable, "#/type"),
        ({"$id": PEOPLE_ID, "properties": {"a": {"pattern": "("}}}, SchemaUnusable, "#/properties/a/pattern"),
        ({"$id": PEOPLE_ID, "minimum": "3"}, SchemaUnusable, "#/minimum"),
        ({"$id": PEOPLE_ID, "$ref": "#/definitions/none"}, ReferenceUnresolved, "definitions/none"),
        ({"$id": PEOPLE_ID, "$ref": "https://example.org/a.json"}, ReferenceInvalid, "Nothing is fetched"),
        ({"$id": PEOPLE_ID, "$ref": "my.organization-none"}, ReferenceInvalid, "Register it first"),
        (
            {"$id": f"{PEOPLE_ID}-1.0.0", "$ref": "my.organization-none"},
            ReferenceNotVersioned,
            "'my.organization-none'",
        ),
        ({"$id": PEOPLE_ID, "allOf": [{"$ref": PEOPLE_ID}]}, ReferenceIsCircular, f"{PEOPLE_ID} -> {PEOPLE_ID}"),
    ],
)
def test_unusable_schema_is_refused_with_place_and_reason(
    alice: Actor, schema: JsonObject, error: type[DomainError], told: str
) -> None:
    with pytest.raises(error, match=told) as refused:
        prepare_schema(actor=alice, schema=schema)
    assert str(refused.value)
    assert not SchemaVersion.objects.exists()


@pytest.mark.parametrize("levels", [300, 900, 5000])
def test_deeply_nested_schema_is_refused(alice: Actor, levels: int) -> None:
    schema: JsonObject = {}
    for _ in range(levels):
        schema = {"not": schema}
    with pytest.raises(DomainError, match="255 levels"):
        prepare_schema(actor=alice, schema={**schema, "$id": PEOPLE_ID})


def test_registered_references_are_put_inside(alice: Actor) -> None:
    register(
        alice, "my.organization-age-1.0.0", {"type": "integer", "$schema": "http://json-schema.org/draft-07/schema#"}
    )
    register(alice, "my.organization-name", {"$ref": "my.organization-age-1.0.0"})
    schema: JsonObject = {
        "properties": {"age": {"$ref": absolute("my.organization-age-1.0.0")}, "name": {"$ref": "my.organization-name"}}
    }
    register(alice, PEOPLE_ID, schema)
    validation = get_validation_schema(parse_schema_id(PEOPLE_ID))
    assert validation["definitions"] == {
        "my.organization-age-1.0.0": {"type": "integer"},
        "my.organization-name": {"$ref": "#/definitions/my.organization-age-1.0.0"},
    }
    assert body(PEOPLE_ID)["properties"] == schema["properties"]
    assert not compile_schema(validation).accepts({"name": "no number"})


def test_many_ways_to_one_schema_keep_the_document_small(alice: Actor) -> None:
    register(alice, "my.organization-n0-1.0.0", {"type": "integer"})
    for level in range(1, 16):
        below: JsonObject = {"$ref": f"my.organization-n{level - 1}-1.0.0"}
        register(alice, f"my.organization-n{level}-1.0.0", {"allOf": [below, below]})
    validation = get_validation_schema(parse_schema_id("my.organization-n15-1.0.0"))
    assert len(json.dumps(validation)) < 5000


def test_circle_over_another_schema_is_refused(alice: Actor) -> None:
    register(alice, "my.organization-a", {})
    register(alice, "my.organization-b", {"$ref": "my.organization-a"})
    with pytest.raises(ReferenceIsCircular, match="organization-a -> my.organization-b -> my.organization-a"):
        register(alice, "my.organization-a", {"$ref": "my.organization-b"})


def test_new_version_may_refer_to_the_one_before(alice: Actor) -> None:
    register(alice, "my.organization-a-1.0.0", {"minimum": 3})
    register(alice, "my.organization-a-1.1.0", {"$ref": "my.organization-a-1.0.0"})
    assert not compile_schema(get_validation_schema(parse_schema_id("my.organization-a-1.1.0"))).accepts(2)


def test_reference_that_changed_meanwhile_is_noticed(alice: Actor) -> None:
    register(alice, "my.organization-a", {})
    prepared = prepare_schema(actor=alice, schema={"$ref": "my.organization-a", "$id": PEOPLE_ID})
    register(alice, "my.organization-a", {"minimum": 1})
    with pytest.raises(ReferencesChanged), writing():
        register_schema(actor=alice, prepared=prepared)


def test_lists_of_schemas_and_versions(alice: Actor) -> None:
    for name in ("schema3", "schema1", "schema2"):
        register(alice, f"my.organization-{name}")
    found = list_schemas("My.Organization", Page(2, 0))
    assert [one.name for one in found.items] == ["schema3", "schema1"]
    assert found.next_token is not None
    assert list_schemas("no.such.organization", Page(2, 0)).items == []
    assert list_versions("my.organization", "none", Page(2, 0)).items == []
    register(alice, "my.organization-schema1-0.0.1")
    versions = list_versions("my.organization", "schema1", Page(9, 0)).items
    assert [one.semantic_version for one in versions] == [None, "0.0.1"]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_one_query_however_long(
    alice: Actor, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        register(alice, f"my.organization-name-0.0.{number}")
        register(alice, f"my.organization-name{number}")
    with django_assert_num_queries(1):
        assert len([info_of(one) for one in list_versions("my.organization", "name", Page(9, 0)).items]) == count
    with django_assert_num_queries(1):
        assert len([str(one.public_id) for one in list_schemas("my.organization", Page(9, 0)).items]) == count + 1


def test_registration_takes_few_queries_in_its_transaction(
    alice: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    prepared = prepare_schema(actor=alice, schema={**PEOPLE, "$id": PEOPLE_ID})
    with django_assert_max_num_queries(25), writing():
        register_schema(actor=alice, prepared=prepared)


def test_unknown_schema_is_not_found(alice: Actor) -> None:
    with pytest.raises(SchemaNotFound):
        get_version(SchemaId("my.organization", "none"))
    register(alice, PEOPLE_ID)
    with pytest.raises(SchemaNotFound, match="people-9.9.9"):
        get_version(SchemaId("my.organization", "people", "9.9.9"))


def test_published_model_registers_and_judges(alice: Actor) -> None:
    for path in model_files():
        component, version = path.name.removesuffix("-schema.json").split("-v")
        name = component.removeprefix("HTAN.").replace("_", "and")
        registered = register(alice, f"my.organization-{name}-{version}", json.loads(path.read_text()))
        compiled = compile_schema(get_validation_schema(registered.public_id))
        assert compiled.judge({"FILENAME": 3, "HTAN_PARTICIPANT_ID": "x", "FAMILY_MEMBER_CANCER_HISTORY": "x"})


def test_large_schema_is_registered_and_read_back(alice: Actor) -> None:
    values: list[JsonValue] = [f"value {number}" for number in range(160_000)]
    schema: JsonObject = {"properties": {"place": {"type": "string", "enum": values}}}
    assert len(json.dumps(schema)) > 2_300_000
    register(alice, f"{PEOPLE_ID}-1.0.0", schema)
    assert body(f"{PEOPLE_ID}-1.0.0")["properties"] == schema["properties"]


@pytest.mark.django_db(transaction=True)
def test_one_of_two_registrations_of_a_version_wins(alice: Actor) -> None:
    def attempt(number: int) -> str:
        try:
            return str(register(alice, f"{PEOPLE_ID}-1.0.0", {"minimum": number}).public_id)
        except VersionAlreadyExists:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(attempt, range(8)))
    assert answers == [f"{PEOPLE_ID}-1.0.0"] + ["taken"] * 7
    assert SchemaVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_all_parallel_registrations_without_a_version_are_kept(alice: Actor) -> None:
    def attempt(number: int) -> int:
        try:
            return register(alice, PEOPLE_ID, {"minimum": number}).id
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(attempt, range(8)))
    assert SchemaVersion.objects.count() == 8
    assert get_version(parse_schema_id(PEOPLE_ID)).id == max(numbers)
