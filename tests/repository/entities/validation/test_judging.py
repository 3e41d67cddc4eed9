"""The verdict on an entity: computed as it is written, worded as Synapse does and as we do."""

import json
from dataclasses import replace

import pytest

from tests.factories.entities import change, make_entity, make_handle, make_person
from tests.factories.schemas import make_organization, model_files, register
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.bindings import bind_schema
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_creation, draft_update
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation.judging import bound_for, judge_draft
from theatrum.repository.entities.validation.queries import derived_keys, find_validation, get_validation
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db

PRODUCT: JsonObject = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Product Schema",
    "type": "object",
    "properties": {
        "productId": {"type": "integer", "const": 123},
        "productName": {"type": "string", "const": "default product name"},
        "productDescription": {"type": "string"},
        "productQuantity": {"type": "integer"},
    },
}
NAME = "my.organization-product"


@pytest.fixture
def alice() -> Actor:
    person = make_person("alice", is_administrator=True)
    make_organization(person)
    return person


@pytest.fixture
def project(alice: Actor) -> Node:
    return make_entity(alice, Kind.PROJECT, "P1")


def make_bound(actor: Actor, node: Node, schema: JsonObject, *, derives: bool = False, name: str = NAME) -> None:
    register(actor, name, schema)
    with writing():
        bind_schema(actor=actor, node_id=node.id, schema_id=parse_schema_id(name), enable_derived_annotations=derives)


def make_file(actor: Actor, parent: Node, annotations: JsonObject, name: str | None = "reads") -> Node:
    return make_entity(actor, Kind.FILE, name, parent=parent, handle=make_handle(actor), annotations=annotations)


def text(*values: str) -> JsonObject:
    return {"type": "STRING", "value": list(values)}


def long(*values: str) -> JsonObject:
    return {"type": "LONG", "value": list(values)}


def verdict(node: Node) -> Validation:
    found = find_validation(node)
    assert found is not None
    return found


def test_messages_are_those_that_clients_expect(alice: Actor, project: Node) -> None:
    make_bound(alice, project, PRODUCT)
    file = make_file(alice, project, {"productDescription": long("1000"), "productQuantity": text("invalid string")})
    found = get_validation(alice, file.id)
    assert found.exception is not None
    assert found.exception["validationErrorMessage"] == "2 schema violations found"
    assert sorted(found.exception["allValidationMessages"]) == [
        "#/productDescription: expected type: String, found: Long",
        "#/productQuantity: expected type: Integer, found: String",
    ]
    causes = found.exception["validationException"]["causingExceptions"]
    assert {cause["pointerToViolation"] for cause in causes} == {"#/productDescription", "#/productQuantity"}
    assert [finding["column"] for finding in found.findings] == ["productDescription", "productQuantity"]
    assert all(finding["message"] and finding["code"].startswith("schema.") for finding in found.findings)


def test_corrected_annotations_are_valid(alice: Actor, project: Node) -> None:
    make_bound(alice, project, PRODUCT)
    file = make_file(alice, project, {"productQuantity": text("x")})
    assert verdict(file).verdict == Verdict.INVALID
    changed = change(alice, file, annotations={"productQuantity": long("3")})
    found = verdict(file)
    assert (found.verdict, found.exception, found.findings) == (Verdict.VALID, None, [])
    assert found.object_etag == changed.etag == get_node(file.id).etag


def test_derived_annotations_come_from_const_when_valid_and_wanted(alice: Actor, project: Node) -> None:
    make_bound(alice, project, PRODUCT, derives=True)
    file = make_file(alice, project, {"productQuantity": long("1"), "productPrice": long("1")})
    assert derived_keys(alice, file.id) == ["productId", "productName"]
    assert verdict(file).derived["productId"] == {"type": "LONG", "value": ["123"]}
    change(alice, file, annotations={"productQuantity": text("x")})
    assert derived_keys(alice, file.id) == []


def test_nothing_is_derived_where_it_is_not_wanted(alice: Actor, project: Node) -> None:
    make_bound(alice, project, PRODUCT)
    assert derived_keys(alice, make_file(alice, project, {}).id) == []


def test_standard_fields_are_judged_too(alice: Actor, project: Node) -> None:
    make_bound(
        alice,
        project,
        {
            "properties": {
                "name": {"pattern": "^reads"},
                "concreteType": {"const": "org.sagebionetworks.repo.model.FileEntity"},
                "createdBy": {"const": str(alice.id)},
                "parentId": {"const": project.public_id},
                "isLatestVersion": {"const": True},
                "versionNumber": {"maximum": 1},
            },
            "required": ["name", "etag", "createdOn", "modifiedOn", "concreteType", "dataFileHandleId", "versionLabel"],
        },
    )
    file = make_file(alice, project, {})
    assert verdict(file).verdict == Verdict.VALID
    other = make_file(alice, project, {"name": text("reads")}, name="other")
    assert verdict(other).exception["validationErrorMessage"]  # type: ignore[index]  # there is one


def test_schema_that_asks_for_the_id_is_judged_once_there_is_one(alice: Actor, project: Node) -> None:
    make_bound(alice, project, {"properties": {"id": {"pattern": "^syn[0-9]+$"}}, "required": ["id"]})
    assert verdict(make_file(alice, project, {})).verdict == Verdict.VALID


def test_schema_that_asks_for_the_name_is_judged_by_the_name_that_is_given(alice: Actor, project: Node) -> None:
    make_bound(alice, project, {"properties": {"name": {"pattern": "^syn[0-9]+$"}}})
    assert verdict(make_file(alice, project, {}, name=None)).verdict == Verdict.VALID


def test_lists_and_scalars_follow_the_schema(alice: Actor, project: Node) -> None:
    make_bound(
        alice,
        project,
        {"properties": {"many": {"type": "array", "items": {"type": "string"}}, "one": {"type": "string"}}},
    )
    good = make_file(alice, project, {"many": text("a"), "one": text("a")})
    bad = make_file(alice, project, {"many": text("a"), "one": text("a", "b")}, name="bad")
    assert verdict(good).verdict == Verdict.VALID
    assert verdict(bad).verdict == Verdict.INVALID


def test_entity_without_a_schema_has_no_verdict(alice: Actor, project: Node) -> None:
    assert find_validation(make_file(alice, project, {})) is None


def test_unreadable_annotation_is_invalid_with_the_reason(alice: Actor, project: Node) -> None:
    make_bound(alice, project, PRODUCT)
    bound = bound_for(project.id)
    found = judge_draft(fields={"id": "syn1", "name": "x"}, annotations={"a": long("many")}, bound=bound)
    assert found.verdict == Verdict.INVALID
    assert found.exception is not None
    assert "'a'" in str(found.exception["validationErrorMessage"])


def test_schema_that_was_deleted_meanwhile_leaves_the_verdict_open(alice: Actor, project: Node) -> None:
    make_bound(alice, project, PRODUCT)
    bound = bound_for(project.id)
    assert bound is not None
    gone = replace(bound, digest="0" * 64)
    found = judge_draft(fields={"id": "syn1", "name": "x"}, annotations={}, bound=gone)
    assert found.verdict == Verdict.UNKNOWN


def test_binding_that_changed_while_drafting_is_noticed(alice: Actor, project: Node) -> None:
    file = make_file(alice, project, {"productQuantity": text("x")})
    draft = draft_update(actor=alice, node_id=file.id, etag=file.etag, annotations={"productQuantity": text("y")})
    make_bound(alice, project, PRODUCT)
    with writing():
        update_entity(actor=alice, draft=draft)
    assert verdict(file).verdict == Verdict.INVALID


def test_binding_that_came_while_creating_is_noticed(alice: Actor, project: Node) -> None:
    fields = EntityFields(kind=Kind.FOLDER, name="F1", parent_id=project.id)
    draft = draft_creation(actor=alice, fields=fields, annotations={"productQuantity": text("y")})
    make_bound(alice, project, PRODUCT)
    with writing():
        node = create_entity(actor=alice, draft=draft)
    assert verdict(node).verdict == Verdict.INVALID


def test_published_model_judges_a_file(alice: Actor, project: Node) -> None:
    path = next(path for path in model_files() if path.name == "HTAN.scRNALevel1-v1.0.0-schema.json")
    make_bound(alice, project, json.loads(path.read_text()), name="my.organization-scRNALevel1-1.0.0")
    file = make_file(alice, project, {"FILENAME": text("reads.fastq"), "FILE_FORMAT": text("nothing")})
    found = verdict(file)
    assert found.exception is not None
    messages = found.exception["allValidationMessages"]
    assert isinstance(messages, list)
    assert "#: required key [HTAN_DATA_FILE_ID] not found" in messages
    assert found.exception["validationErrorMessage"] == f"{len(messages)} schema violations found"
    assert {"FILENAME", "HTAN_DATA_FILE_ID"} <= {finding["column"] for finding in found.findings}
