"""Organizations, schemas, bindings and verdicts on the wire, as clients ask and read them."""

from typing import Any

import pytest
from pytest_django import Settings

from tests.factories.entities import make_person
from tests.factories.records import make_csv
from tests.factories.schemas import register
from tests.support.wire import Wire, sign_in
from theatrum.drivers import installation
from theatrum.repository.access.permissions import Actor, Scope

pytestmark = pytest.mark.django_db(transaction=True)

MODEL = "org.sagebionetworks.repo.model."
ORGANIZATION = "dpetestabc123"
NAME = "example.dpetest.jsonschema"
PRODUCT = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "https://example.com/schema/productschema.json",
    "title": "Product Schema",
    "type": "object",
    "properties": {
        "productId": {"description": "The unique identifier", "type": "integer", "const": 123},
        "productName": {"description": "Name", "type": "string", "const": "default product name"},
        "productDescription": {"description": "description", "type": "string"},
        "productQuantity": {"description": "quantity", "type": "integer"},
    },
}


@pytest.fixture
def alice() -> Actor:
    return make_person("alice", is_administrator=True)


@pytest.fixture
def wire(alice: Actor) -> Wire:
    return sign_in(alice)


def repo(path: str) -> str:
    return f"/repo/v1/{path}"


def make_organization(wire: Wire, name: str = ORGANIZATION) -> dict[str, Any]:
    answer = wire.post(repo("schema/organization"), {"organizationName": name})
    assert answer.status == 201, answer
    found: dict[str, Any] = answer.json
    return found


def create(wire: Wire, schema_id: str, schema: dict[str, Any], **more: object) -> dict[str, Any]:
    """Register a schema as the client does: start, then ask until there is an answer."""
    body = {"concreteType": MODEL + "schema.CreateSchemaRequest", "schema": {**schema, "$id": schema_id}, **more}
    started = wire.post(repo("schema/type/create/async/start"), body)
    assert started.status == 201, started
    answer = wire.get(repo(f"schema/type/create/async/get/{started.json['token']}"))
    assert answer.status in {201, 400}, answer
    found: dict[str, Any] = answer.json
    return found


def make_project(wire: Wire) -> str:
    answer = wire.post(repo("entity"), {"concreteType": MODEL + "Project", "name": "P1"})
    assert answer.status == 201, answer
    return str(answer.json["id"])


def make_folder(wire: Wire, parent_id: str, name: str) -> str:
    body = {"concreteType": MODEL + "Folder", "name": name, "parentId": parent_id}
    return str(wire.post(repo("entity"), body).json["id"])


def annotate(wire: Wire, entity_id: str, **annotations: tuple[str, str]) -> None:
    etag = wire.get(repo(f"entity/{entity_id}/annotations2")).json["etag"]
    values = {key: {"type": kind, "value": [value]} for key, (kind, value) in annotations.items()}
    body = {"id": entity_id, "etag": etag, "annotations": values}
    assert wire.put(repo(f"entity/{entity_id}/annotations2"), body).status == 200


def bind(wire: Wire, entity_id: str, *, derives: bool = False) -> dict[str, Any]:
    body = {"entityId": entity_id, "schema$id": f"{ORGANIZATION}-{NAME}-0.0.1", "enableDerivedAnnotations": derives}
    answer = wire.put(repo(f"entity/{entity_id}/schema/binding"), body)
    assert answer.status == 200, answer
    found: dict[str, Any] = answer.json
    return found


def test_organization_lives_through_its_life(wire: Wire, alice: Actor) -> None:
    missing = wire.get(repo(f"schema/organization?name={ORGANIZATION}"))
    assert (missing.status, missing.reason) == (404, f"Organization with name: '{ORGANIZATION}' not found")
    made = make_organization(wire)
    assert made == wire.get(repo(f"schema/organization?name={ORGANIZATION}")).json
    assert (made["name"], made["createdBy"]) == (ORGANIZATION, str(alice.id))
    again = wire.post(repo("schema/organization"), {"organizationName": ORGANIZATION})
    assert (again.status, again.json["code"]) == (400, "schemas.organization_already_exists")
    listed = wire.post(repo("schema/organization/list"), {}).json
    assert listed == {"page": [made]}

    acl = wire.get(repo(f"schema/organization/{made['id']}/acl")).json
    assert set(acl["resourceAccess"][0]["accessType"]) == {"READ", "CREATE", "CHANGE_PERMISSIONS", "UPDATE", "DELETE"}
    acl["resourceAccess"].append({"principalId": 273949, "accessType": ["READ"]})
    changed = wire.put(repo(f"schema/organization/{made['id']}/acl"), acl)
    assert len(changed.json["resourceAccess"]) == 2
    assert wire.put(repo(f"schema/organization/{made['id']}/acl"), acl).status == 412

    assert wire.delete(repo(f"schema/organization/{made['id']}")).status == 200
    assert wire.get(repo(f"schema/organization?name={ORGANIZATION}")).status == 404
    assert wire.get(repo(f"schema/organization/{made['id']}/acl")).status == 404


@pytest.mark.parametrize(
    "schema_id",
    [
        "{host}/schema/type/registered/{id}",
        "{id}",
        "https://repo-prod.prod.sagebase.org/repo/v1/schema/type/registered/{id}",
    ],
)
def test_schema_is_registered_under_each_form_of_its_id(wire: Wire, schema_id: str) -> None:
    organization = make_organization(wire)
    host = f"{installation.settings().base_url}/repo/v1"
    relative = f"{ORGANIZATION}-{NAME}-0.0.1"
    created = create(wire, schema_id.format(host=host, id=relative), PRODUCT)
    info = created["newVersionInfo"]
    assert {
        key: info[key] for key in ("organizationId", "organizationName", "schemaName", "$id", "semanticVersion")
    } == {
        "organizationId": organization["id"],
        "organizationName": ORGANIZATION,
        "schemaName": NAME,
        "$id": relative,
        "semanticVersion": "0.0.1",
    }
    assert set(info) >= {"schemaId", "versionId", "jsonSHA256Hex", "createdOn", "createdBy"}
    expected = {**PRODUCT, "$id": f"{host}/schema/type/registered/{relative}"}
    assert created["validationSchema"] == expected
    assert wire.get(repo(f"schema/type/registered/{relative}")).json == expected
    assert wire.get(repo(f"schema/type/registered/{ORGANIZATION}-{NAME}")).json["$id"].endswith(f"-{NAME}")


def test_schemas_and_versions_are_listed_and_deleted(wire: Wire) -> None:
    make_organization(wire)
    names = {"organizationName": ORGANIZATION, "schemaName": NAME}
    assert wire.post(repo("schema/version/list"), names).json == {"page": []}
    for version in ("", "-0.0.1", "-0.0.2"):
        create(wire, f"{ORGANIZATION}-{NAME}{version}", {"description": version})
    listed = wire.post(repo("schema/list"), {"organizationName": ORGANIZATION}).json
    assert [(one["schemaName"], one["organizationName"]) for one in listed["page"]] == [(NAME, ORGANIZATION)]
    versions = wire.post(repo("schema/version/list"), names).json["page"]
    assert [one.get("semanticVersion") for one in versions] == [None, "0.0.1", "0.0.2"]
    assert wire.delete(repo(f"schema/type/registered/{ORGANIZATION}-{NAME}-0.0.1")).status == 204
    assert wire.get(repo(f"schema/type/registered/{ORGANIZATION}-{NAME}-0.0.1")).status == 404
    assert wire.delete(repo(f"schema/type/registered/{ORGANIZATION}-{NAME}")).status == 204
    assert wire.post(repo("schema/list"), {"organizationName": ORGANIZATION}).json == {"page": []}


def test_rehearsal_answers_and_stores_nothing(wire: Wire) -> None:
    make_organization(wire)
    created = create(wire, f"{ORGANIZATION}-{NAME}-0.0.1", PRODUCT, dryRun=True)
    assert created["newVersionInfo"]["$id"] == f"{ORGANIZATION}-{NAME}-0.0.1"
    assert created["validationSchema"]["title"] == "Product Schema"
    assert wire.post(repo("schema/list"), {"organizationName": ORGANIZATION}).json == {"page": []}


def test_refused_registration_says_why(wire: Wire) -> None:
    refused = create(wire, f"{ORGANIZATION}-{NAME}", PRODUCT)
    assert refused["reason"] == f"Organization with name: '{ORGANIZATION}' not found"
    make_organization(wire)
    assert "#/type" in create(wire, f"{ORGANIZATION}-{NAME}", {"type": "text"})["reason"]
    assert "Invalid '$id'" in create(wire, "https://w3id.org/htan/clinical", {})["reason"]
    create(wire, f"{ORGANIZATION}-{NAME}-0.0.1", {})
    taken = create(wire, f"{ORGANIZATION}-{NAME}-0.0.1", {})
    assert taken["reason"] == "Semantic version: '0.0.1' already exists for this JSON schema"
    bob = sign_in(make_person("bob"))
    assert "CREATE access" in create(bob, f"{ORGANIZATION}-{NAME}", {})["reason"]


def test_validation_schema_holds_what_it_refers_to(wire: Wire) -> None:
    make_organization(wire)
    create(wire, f"{ORGANIZATION}-age-1.0.0", {"minimum": 1})
    create(wire, f"{ORGANIZATION}-person-1.0.0", {"properties": {"age": {"$ref": f"{ORGANIZATION}-age-1.0.0"}}})
    body = {"concreteType": MODEL + "schema.GetValidationSchemaRequest", "$id": f"{ORGANIZATION}-person-1.0.0"}
    token = wire.post(repo("schema/type/validation/async/start"), body).json["token"]
    answer = wire.get(repo(f"schema/type/validation/async/get/{token}"))
    assert answer.status == 201
    assert answer.json["validationSchema"]["definitions"] == {f"{ORGANIZATION}-age-1.0.0": {"minimum": 1}}


def test_canonical_ids_have_the_address_that_is_set(wire: Wire, alice: Actor, settings: Settings) -> None:
    base = "https://repo-prod.prod.sagebase.org/repo/v1"
    settings.THEATRUM = installation.settings().model_copy(update={"schema_base_url": base})
    make_organization(wire)
    register(alice, f"{ORGANIZATION}-{NAME}", {})
    found = wire.get(repo(f"schema/type/registered/{ORGANIZATION}-{NAME}")).json
    assert found == {"$id": f"{base}/schema/type/registered/{ORGANIZATION}-{NAME}"}


def test_binding_lives_through_its_life(wire: Wire, alice: Actor) -> None:
    make_organization(wire)
    create(wire, f"{ORGANIZATION}-{NAME}-0.0.1", PRODUCT)
    project = make_project(wire)
    folder = make_folder(wire, project, "F1")
    bound = bind(wire, project, derives=True)
    assert bound["jsonSchemaVersionInfo"]["$id"] == f"{ORGANIZATION}-{NAME}-0.0.1"
    assert bound["jsonSchemaVersionInfo"]["organizationName"] == ORGANIZATION
    assert (bound["objectId"], bound["objectType"]) == (int(project[3:]), "entity")
    assert (bound["enableDerivedAnnotations"], bound["createdBy"]) == (True, str(alice.id))
    assert wire.get(repo(f"entity/{folder}/schema/binding")).json == bound
    assert wire.delete(repo(f"entity/{project}/schema/binding")).status == 204
    gone = wire.get(repo(f"entity/{folder}/schema/binding"))
    assert (gone.status, gone.reason) == (404, f"No JSON schema found for '{folder}'")


@pytest.mark.requirement("R149")
def test_verdict_is_there_as_soon_as_the_annotations_are(wire: Wire) -> None:
    make_organization(wire)
    create(wire, f"{ORGANIZATION}-{NAME}-0.0.1", PRODUCT)
    project = make_project(wire)
    good, bad = make_folder(wire, project, "good"), make_folder(wire, project, "bad")
    assert wire.get(repo(f"entity/{good}/schema/validation")).status == 404
    bind(wire, project, derives=True)
    annotate(
        wire, good, productDescription=("STRING", "test"), productQuantity=("LONG", "100"), productPrice=("LONG", "1")
    )
    annotate(wire, bad, productDescription=("LONG", "1000"), productQuantity=("STRING", "invalid string"))

    valid = wire.get(repo(f"entity/{good}/schema/validation")).json
    assert valid["isValid"] is True
    assert set(valid) == {"objectId", "objectType", "objectEtag", "schema$id", "isValid", "validatedOn"}
    assert set(wire.get(repo(f"entity/{good}/derivedKeys")).json["keys"]) == {"productId", "productName"}
    assert wire.get(repo(f"entity/{bad}/derivedKeys")).json == {"keys": []}
    own = wire.get(repo(f"entity/{good}/annotations2")).json["annotations"]
    derived = wire.get(repo(f"entity/{good}/annotations2?includeDerived=true")).json["annotations"]
    assert derived == {
        **own,
        "productId": {"type": "LONG", "value": ["123"]},
        "productName": {"type": "STRING", "value": ["default product name"]},
    }

    invalid = wire.get(repo(f"entity/{bad}/schema/validation")).json
    assert invalid["isValid"] is False
    assert (invalid["objectId"], invalid["objectType"]) == (bad, "entity")
    assert invalid["objectEtag"] == wire.get(repo(f"entity/{bad}")).json["etag"]
    assert invalid["schema$id"].endswith(f"repo/v1/schema/type/registered/{ORGANIZATION}-{NAME}-0.0.1")
    assert invalid["validationErrorMessage"] == "2 schema violations found"
    assert set(invalid["allValidationMessages"]) == {
        "#/productQuantity: expected type: Integer, found: String",
        "#/productDescription: expected type: String, found: Long",
    }
    exception = invalid["validationException"]
    assert exception["message"] == "2 schema violations found"
    assert {(cause["pointerToViolation"], cause["message"]) for cause in exception["causingExceptions"]} == {
        ("#/productQuantity", "expected type: Integer, found: String"),
        ("#/productDescription", "expected type: String, found: Long"),
    }
    assert [one["column"] for one in invalid["findings"]] == ["productDescription", "productQuantity"]

    listed = wire.post(repo(f"entity/{project}/schema/validation/invalid"), {"containerId": project}).json
    assert listed == {"page": [invalid]}
    statistics = wire.get(repo(f"entity/{project}/schema/validation/statistics")).json
    assert statistics.pop("generatedOn")
    assert statistics == {
        "containerId": project,
        "totalNumberOfChildren": 2,
        "numberOfValidChildren": 1,
        "numberOfInvalidChildren": 1,
        "numberOfUnknownChildren": 0,
    }


def test_record_set_is_worth_what_its_rows_are(wire: Wire, alice: Actor) -> None:
    make_organization(wire)
    schema = {"type": "object", "properties": {"DAY": {"type": "integer"}}, "required": ["ID"]}
    create(wire, f"{ORGANIZATION}-{NAME}-0.0.1", schema)
    project = make_project(wire)
    bind(wire, project, derives=True)
    handle = make_csv(alice, b"ID,DAY\nx,1\ny,soon\n,2\n")
    body = {"concreteType": MODEL + "RecordSet", "name": "r", "parentId": project, "dataFileHandleId": str(handle.pk)}
    made = wire.post(repo("entity"), body)
    assert made.status == 201
    records = str(made.json["id"])
    # As on Synapse, these two are there when a grid has been exported.
    assert not {"validationSummary", "validationFileHandleId"} & wire.get(repo(f"entity/{records}")).json.keys()

    found = wire.get(repo(f"entity/{records}/schema/validation")).json
    assert (found["isValid"], found["objectEtag"]) == (False, made.json["etag"])
    assert found["validationErrorMessage"] == "2 of 3 rows invalid"
    assert sorted(line.partition(":")[0] for line in found["allValidationMessages"]) == ["#/DAY", "#/ID"]
    # What stands in the cells is for those who may download the file.
    assert "soon" not in str(found)
    assert wire.get(repo(f"entity/{project}/schema/validation/statistics")).json["numberOfInvalidChildren"] == 1
    listed = wire.post(repo(f"entity/{project}/schema/validation/invalid"), {"containerId": project}).json
    assert listed == {"page": [found]}
    assert wire.get(repo(f"entity/{records}/derivedKeys")).json == {"keys": []}
    annotate(wire, records, ID=("STRING", "x"))
    assert wire.get(repo(f"entity/{records}/schema/validation")).json["isValid"] is False


def test_empty_container_has_zeros(wire: Wire) -> None:
    statistics = wire.get(repo(f"entity/{make_project(wire)}/schema/validation/statistics")).json
    assert [value for value in statistics.values() if isinstance(value, int)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "schema/organization", None, 400),
        ("GET", "schema/organization?name=x", None, 400),
        ("POST", "schema/organization", {}, 400),
        ("POST", "schema/organization", {"organizationName": "no blanks"}, 400),
        ("POST", "schema/organization/list", {"nextPageToken": "nonsense"}, 400),
        ("GET", "schema/organization/abc/acl", None, 400),
        ("DELETE", "schema/organization/99999999", None, 404),
        ("GET", "schema/type/registered/nonsense", None, 400),
        ("GET", "schema/type/registered/my.organization-none", None, 404),
        ("DELETE", "schema/type/registered/my.organization-none-1.0.0", None, 404),
        ("GET", "schema/type/registered/https://h/schema/type/registered/my.organization-none", None, 404),
        ("POST", "schema/type/create/async/start", {"schema": 3}, 400),
        ("POST", "schema/type/create/async/start", {}, 400),
        ("GET", "schema/type/create/async/get/nonsense", None, 404),
        ("POST", "schema/list", {}, 400),
        ("POST", "schema/version/list", {"organizationName": "x"}, 400),
        ("PUT", "entity/syn4489/schema/binding", {"schema$id": "nonsense"}, 400),
        ("PUT", "entity/synX/schema/binding", {"schema$id": "a-b"}, 400),
        ("GET", "entity/syn99999999/schema/validation", None, 404),
        ("GET", "entity/syn99999999/schema/validation/statistics", None, 404),
        ("POST", "entity/syn99999999/schema/validation/invalid", {}, 404),
        ("GET", "entity/syn99999999/derivedKeys", None, 404),
    ],
)
def test_bad_input_is_refused_with_a_reason(wire: Wire, method: str, path: str, body: object, status: int) -> None:
    answer = wire.ask(method, repo(path), body)
    assert (answer.status, bool(answer.reason)) == (status, True)


def test_token_that_may_only_view_changes_nothing(alice: Actor) -> None:
    wire = sign_in(alice, scopes=(Scope.VIEW,))
    assert wire.post(repo("schema/organization"), {"organizationName": ORGANIZATION}).status == 403
    assert wire.post(repo("schema/type/create/async/start"), {"schema": {}}).status == 403
    assert wire.post(repo("schema/organization/list"), {}).status == 200


def test_who_is_not_signed_in_reads_schemas_and_changes_none(alice: Actor, wire: Wire) -> None:
    make_organization(wire)
    register(alice, f"{ORGANIZATION}-{NAME}", {})
    nobody = Wire()
    assert nobody.get(repo(f"schema/type/registered/{ORGANIZATION}-{NAME}")).status == 200
    assert nobody.post(repo("schema/organization"), {"organizationName": "another.one"}).status in {401, 403}
    assert nobody.get(repo(f"entity/{make_project(wire)}/schema/validation")).status in {401, 403}
