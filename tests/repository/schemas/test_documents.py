"""References of schema documents, and documents with all that they need inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.model.compiled import compile_schema
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.schemas.documents import Named, inline, references, write
from theatrum.repository.schemas.errors import ReferenceInvalid, SchemaIsInvalid
from theatrum.repository.schemas.names import SchemaId, parse_schema_id

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def named(**documents: JsonObject) -> dict[str, Named]:
    ids = {key: SchemaId("org1", key) for key in documents}
    return {str(ids[key]).lower(): Named(ids[key], document) for key, document in documents.items()}


@given(st.dictionaries(st.text(), json_values))
def test_hash_does_not_depend_on_the_order_of_keys_or_the_id(document: JsonObject) -> None:
    turned = dict(reversed(document.items()))
    assert write({**document, "$id": "x"}).sha256 == write(turned).sha256 if "$id" not in document else True


def test_references_are_found_in_every_place_for_schemas() -> None:
    document: JsonObject = {
        "properties": {"a": {"$ref": "org1-a"}, "$ref": {"type": "string"}},
        "items": [{"$ref": "org1-b-1.0.0"}],
        "allOf": [{"then": {"$ref": "https://h/repo/v1/schema/type/registered/org1-c"}}],
        "definitions": {"d": {"not": {"$ref": "ORG1-A"}}},
    }
    assert sorted(str(one).lower() for one in references(document)) == ["org1-a", "org1-b-1.0.0", "org1-c"]


def test_values_that_look_like_references_are_left_alone() -> None:
    document: JsonObject = {
        "enum": [{"$ref": "http://elsewhere"}],
        "const": {"$ref": "http://elsewhere"},
        "default": {"$ref": "x"},
        "examples": [{"$ref": "x"}],
        "properties": {"a": {"$ref": "#/definitions/b"}, "c": {"$ref": "#"}},
        "definitions": {"b": {}},
    }
    assert references(document) == []


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("http://json-schema.org/draft-07/schema#", "Nothing is fetched"),
        ("https://example.org/schema.json", "Nothing is fetched"),
        ("other.json", "Nothing is fetched"),
        ("org1-name-1.0.0#/definitions/a", "Nothing is fetched"),
        ("file:///etc/passwd", "Nothing is fetched"),
        ("#name", "only JSON pointers"),
        ("", "Nothing is fetched"),
    ],
)
def test_reference_that_leads_nowhere_is_refused(reference: str, reason: str) -> None:
    with pytest.raises(ReferenceInvalid, match=reason):
        references({"properties": {"a": {"$ref": reference}}})


def test_reference_below_an_inner_id_is_refused() -> None:
    with pytest.raises(ReferenceInvalid, match="Take that inner"):
        references({"definitions": {"a": {"$id": "inner", "items": {"$ref": "#/definitions/b"}}}})


def test_property_called_id_is_no_inner_id() -> None:
    assert references({"properties": {"$id": {"$ref": "#/definitions/b"}}, "definitions": {"b": {}}}) == []


def test_inlined_document_judges_as_its_parts_together() -> None:
    root: JsonObject = {"properties": {"a": {"$ref": "org1-A"}, "b": {"$ref": "#/definitions/own"}}}
    root["definitions"] = {"own": {"type": "boolean"}}
    inlined = inline(
        root,
        named(
            B={"$schema": "http://json-schema.org/draft-07/schema#", "maximum": 9},
            A={"allOf": [{"$ref": "org1-b"}, {"$ref": "#/definitions/own"}], "definitions": {"own": {"minimum": 3}}},
        ),
    )
    compiled = compile_schema(inlined)
    values: list[tuple[JsonValue, bool]] = [(5, True), (2, False), (10, False)]
    assert [compiled.accepts({"a": value}) for value, _ in values] == [right for _, right in values]
    assert compiled.accepts({"b": True})
    assert not compiled.accepts({"b": 5})
    assert set(inlined["definitions"]) == {"own", "org1-B", "org1-A"}  # type: ignore[arg-type]  # an object, as asserted


def test_whole_document_reference_inside_an_inlined_one_means_that_one() -> None:
    tree: JsonObject = {"type": "object", "properties": {"child": {"$ref": "#"}}, "required": ["label"]}
    compiled = compile_schema(inline({"items": {"$ref": "org1-Tree"}}, named(Tree=tree)))
    assert compiled.accepts([{"label": 1, "child": {"label": 2}}])
    assert not compiled.accepts([{"label": 1, "child": {}}])


def test_definition_named_like_a_referred_schema_is_refused() -> None:
    root: JsonObject = {"$ref": "org1-A", "definitions": {"org1-A": {}}}
    with pytest.raises(SchemaIsInvalid, match="Rename it"):
        inline(root, named(A={}))


def test_definitions_that_are_no_object_are_refused() -> None:
    with pytest.raises(SchemaIsInvalid, match="must be an object"):
        inline({"$ref": "org1-A", "definitions": []}, named(A={}))


def test_build_part_of_a_version_survives_in_a_pointer() -> None:
    target = parse_schema_id("org1-a-1.0.0+b")
    inlined = inline({"$ref": str(target)}, {str(target): Named(target, {"type": "string"})})
    assert compile_schema(inlined).accepts("x")
    assert not compile_schema(inlined).accepts(1)
