"""The object that an entity is when a schema is held against it."""

import pytest

from theatrum.checks.model.annotations import AnnotationType, AnnotationValue, from_json
from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.errors import AnnotationUnreadable
from theatrum.checks.model.subject import subject
from theatrum.kernel.jsontext import JsonObject, JsonValue


def _one(kind: str, *texts: str, schema: JsonObject | None = None) -> JsonValue:
    compiled = compile_schema(schema) if schema is not None else None
    return subject({}, {"key": AnnotationValue(AnnotationType(kind), texts)}, compiled)["key"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("STRING", "5", "5"),
        ("LONG", "5", 5),
        ("DOUBLE", "5", 5.0),
        ("DOUBLE", "nan", "NaN"),
        ("DOUBLE", "-inf", "-Infinity"),
        ("BOOLEAN", "true", True),
        ("BOOLEAN", "False", False),
        ("TIMESTAMP_MS", "1577836800001", "2020-01-01T00:00:00.001Z"),
        ("TIMESTAMP_MS", "-1", "1969-12-31T23:59:59.999Z"),
        ("ENTITYID", "syn123", "syn123"),
    ],
)
def test_value_has_the_type_of_its_annotation(kind: str, text: str, value: JsonValue) -> None:
    found = _one(kind, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("kind", "text"), [("LONG", "1.5"), ("DOUBLE", "a"), ("TIMESTAMP_MS", "9" * 30)])
def test_value_that_does_not_fit_its_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(AnnotationUnreadable, match=f"'key' has a value that is no {kind}"):
        _one(kind, text)


def test_several_values_are_a_list_and_none_is_empty_text() -> None:
    assert _one("LONG", "1", "2") == [1, 2]
    assert _one("STRING") == ""


@pytest.mark.parametrize(
    ("schema", "is_list"),
    [
        ({"properties": {"key": {"type": "array"}}}, True),
        ({"properties": {"key": {"type": "string"}}}, False),
        ({"properties": {"other": {"type": "array"}}}, False),
        ({"properties": {"key": {"$ref": "#/definitions/list"}}, "definitions": {"list": {"type": "array"}}}, True),
        ({"properties": {"key": {"$ref": "#/definitions/none"}}, "definitions": {"none": {}}}, False),
        ({"allOf": [{"properties": {"key": {"type": "array"}}}]}, True),
        ({"if": {"required": ["a"]}, "then": {"properties": {"key": {"type": "array"}}}}, True),
        ({"allOf": [{"properties": {"key": {"type": "array"}}}], "properties": {"key": {}}}, False),
    ],
)
def test_single_value_is_a_list_only_where_the_schema_says_array(schema: JsonObject, *, is_list: bool) -> None:
    assert _one("STRING", "a", schema=schema) == (["a"] if is_list else "a")


def test_standard_field_wins_over_an_annotation_of_its_name() -> None:
    annotations = {"name": AnnotationValue(AnnotationType.STRING, ("mine",))}
    assert subject({"name": "a.fastq"}, annotations) == {"name": "a.fastq"}


def test_annotation_is_read_from_the_wire() -> None:
    assert AnnotationValue.from_wire({"type": "LONG", "value": ["1"]}) == (AnnotationType.LONG, ("1",))
    assert AnnotationValue.from_wire({"type": "LONG"}).value == ()
    with pytest.raises(ValueError, match="TEXT"):
        AnnotationValue.from_wire({"type": "TEXT", "value": []})


@pytest.mark.parametrize(
    ("value", "annotation"),
    [
        ("a", ("STRING", ("a",))),
        (1, ("LONG", ("1",))),
        (1.5, ("DOUBLE", ("1.5",))),
        (True, ("BOOLEAN", ("true",))),
        ("2020-01-01T00:00:00.000Z", ("TIMESTAMP_MS", ("1577836800000",))),
        ("2020-13-01T00:00:00Z", ("STRING", ("2020-13-01T00:00:00Z",))),
        ([1, 2.5], ("DOUBLE", ("1", "2.5"))),
        ([1, "a"], ("STRING", ("1", "a"))),
        ([], None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_json_value_becomes_an_annotation(value: JsonValue, annotation: tuple[str, tuple[str, ...]] | None) -> None:
    assert from_json(value) == annotation
