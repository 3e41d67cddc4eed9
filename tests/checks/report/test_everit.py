"""The wire's wording: texts that real servers answered and clients assert, and the library's own rules."""

import json

import pytest

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.report.everit import EveritReport, report
from theatrum.checks.report.java import double_text, text_of
from theatrum.kernel.jsontext import JsonObject, JsonValue

RECORDS: JsonObject = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "minLength": 3},
        "value": {"type": "number", "minimum": 0, "maximum": 1000},
        "category": {"type": "string", "enum": ["A", "B", "C"]},
    },
    "required": ["id", "name", "value"],
}


def _report(schema: JsonObject, instance: JsonValue, **options: list[str]) -> EveritReport:
    compiled = compile_schema(schema)
    found = report(compiled, compiled.judge(instance), instance, empty_columns=options.get("empty_columns", ()))
    assert found is not None
    return found


def test_valid_object_has_no_report() -> None:
    compiled = compile_schema(RECORDS)
    assert report(compiled, [], {"id": 1, "name": "abc", "value": 1}) is None


def test_single_violation_is_lifted_to_the_root() -> None:
    """As in the tutorial of the Python client."""
    schema: JsonObject = {"properties": {"cognitive_score": {"type": "integer"}}}
    assert _report(schema, {"cognitive_score": "invalid"}).wire() == {
        "validationErrorMessage": "expected type: Integer, found: String",
        "allValidationMessages": ["#/cognitive_score: expected type: Integer, found: String"],
        "validationException": {
            "keyword": "type",
            "pointerToViolation": "#/cognitive_score",
            "message": "expected type: Integer, found: String",
            "schemaLocation": "#/properties/cognitive_score",
            "causingExceptions": [],
        },
    }


def test_two_violations_stand_under_a_head() -> None:
    """As the integration tests of the Python client assert it."""
    schema: JsonObject = {
        "type": "object",
        "properties": {"productDescription": {"type": "string"}, "productQuantity": {"type": "integer"}},
    }
    found = _report(schema, {"productDescription": 1000, "productQuantity": "invalid string"})
    assert found.message == "2 schema violations found"
    assert found.all_messages == (
        "#/productDescription: expected type: String, found: Long",
        "#/productQuantity: expected type: Integer, found: String",
    )
    causes = found.exception["causingExceptions"]
    assert isinstance(causes, list)
    assert [(cause["pointerToViolation"], cause["message"]) for cause in causes if isinstance(cause, dict)] == [
        ("#/productDescription", "expected type: String, found: Long"),
        ("#/productQuantity", "expected type: Integer, found: String"),
    ]
    assert "keyword" not in found.exception
    assert found.exception["schemaLocation"] == "#"


def test_record_with_three_violations_is_counted_by_leaves() -> None:
    """The row of the client's record set test: too short, too large, not in the list."""
    found = _report(RECORDS, {"id": 4, "name": "ab", "value": 1500, "category": "X"})
    assert found.message == "3 schema violations found"
    assert found.all_messages == (
        "#/name: expected minLength: 3, actual: 2",
        "#/value: 1500 is not less or equal to 1000",
        "#/category: X is not a valid enum value",
    )


def test_number_is_rendered_as_java_does() -> None:
    assert _report(RECORDS, {"id": 5, "name": "abc", "value": -50.0}).message == "-50.0 is not greater or equal to 0"


def test_empty_cell_of_a_column_is_null_on_the_wire() -> None:
    found = _report(RECORDS, {"id": 3, "value": 1}, empty_columns=["name", "category"])
    assert found.message == "expected type: String, found: Null"
    assert found.all_messages == ("#/name: expected type: String, found: Null",)


def test_empty_cell_of_a_column_without_a_type_stays_missing() -> None:
    schema: JsonObject = {"properties": {"a": {"description": "anything"}}, "required": ["a"]}
    assert _report(schema, {}, empty_columns=["a"]).all_messages == ("#: required key [a] not found",)


def test_missing_keys_are_worded_as_in_the_networks_own_export() -> None:
    schema: JsonObject = {"type": "object", "properties": {}, "required": ["FILE_FORMAT", "FILENAME"]}
    found = _report(schema, {})
    assert found.message == "2 schema violations found"
    assert found.all_messages == ("#: required key [FILE_FORMAT] not found", "#: required key [FILENAME] not found")


TYPE_AND_ENUM: JsonObject = {"properties": {"sex": {"type": "string", "enum": ["Female", "Male"]}}}


def test_enum_beside_a_type_is_joined_by_all_of() -> None:
    """The library loads a schema with both as two; the parts have no place of their own."""
    found = _report(TYPE_AND_ENUM, {"sex": "other"})
    assert found.wire() == {
        "validationErrorMessage": "only 1 subschema matches out of 2",
        "allValidationMessages": ["#/sex: other is not a valid enum value"],
        "validationException": {
            "keyword": "allOf",
            "pointerToViolation": "#/sex",
            "message": "only 1 subschema matches out of 2",
            "schemaLocation": "#/properties/sex",
            "causingExceptions": [
                {
                    "keyword": "enum",
                    "pointerToViolation": "#/sex",
                    "message": "other is not a valid enum value",
                    "causingExceptions": [],
                }
            ],
        },
    }


def test_enum_without_a_type_is_told_plainly() -> None:
    """As in the curation guide of the Python client."""
    found = _report({"properties": {"sex": {"enum": ["Female", "Male"]}}}, {"sex": "other"})
    assert found.message == "other is not a valid enum value"
    assert found.all_messages == ("#/sex: other is not a valid enum value",)


CONDITION: JsonObject = {
    "type": "object",
    "properties": {"status": {"type": "string"}},
    "allOf": [
        {
            "if": {"properties": {"status": {"const": "Dead"}}, "required": ["status"]},
            "then": {"required": ["cause", "age"]},
            "else": {"required": ["seen"]},
        }
    ],
}


def test_condition_that_holds_is_told_with_its_then() -> None:
    found = _report(CONDITION, {"status": "Dead"})
    assert found.message == "only 1 subschema matches out of 2"
    assert found.all_messages == ("#: required key [cause] not found", "#: required key [age] not found")
    assert 'input is invalid against the \\"then\\" schema' in json.dumps(found.exception)


def test_condition_that_fails_is_told_with_if_and_else() -> None:
    found = _report(CONDITION, {"status": "Alive"})
    assert found.all_messages == ("#/status: ", "#: required key [seen] not found")
    assert 'input is invalid against both the \\"if\\" and \\"else\\" schema' in json.dumps(found.exception)


@pytest.mark.parametrize(
    ("schema", "instance", "messages"),
    [
        ({"type": "string"}, None, ["#: expected type: String, found: Null"]),
        ({"type": "string"}, True, ["#: expected type: String, found: Boolean"]),
        ({"type": "integer"}, 1.5, ["#: expected type: Integer, found: Double"]),
        ({"type": "number"}, "1", ["#: expected type: Number, found: String"]),
        ({"type": "boolean"}, [], ["#: expected type: Boolean, found: JSONArray"]),
        ({"type": "array"}, {}, ["#: expected type: JSONArray, found: JSONObject"]),
        ({"type": "object"}, 5, ["#: expected type: JSONObject, found: Long"]),
        ({"type": "null"}, 5, ["#: expected: null, found: Long"]),
        ({"type": ["string", "null"]}, 5, ["#: expected type: String, found: Long", "#: expected: null, found: Long"]),
        (
            {"type": ["string", "null"], "minLength": 3},
            "a",
            ["#: expected minLength: 3, actual: 1", "#: expected: null, found: String"],
        ),
        ({"const": 1}, 2, ["#: "]),
        ({"pattern": "^a+$"}, "b", ["#: string [b] does not match pattern ^a+$"]),
        ({"maxLength": 1}, "\U0001f600\U0001f600", ["#: expected maxLength: 1, actual: 2"]),
        ({"exclusiveMinimum": 1}, 1, ["#: 1 is not greater than 1"]),
        ({"exclusiveMaximum": 1}, 1, ["#: 1 is not less than 1"]),
        ({"multipleOf": 0.5}, 0.75, ["#: 0.75 is not a multiple of 0.5"]),
        ({"minItems": 1}, [], ["#: expected minimum item count: 1, found: 0"]),
        ({"maxItems": 1}, [1, 2], ["#: expected maximum item count: 1, found: 2"]),
        ({"uniqueItems": True}, [1, 1], ["#: array items are not unique"]),
        ({"items": {"type": "string"}}, [1], ["#/0: expected type: String, found: Long"]),
        ({"items": [{"type": "string"}]}, [1], ["#/0: expected type: String, found: Long"]),
        ({"items": [{}], "additionalItems": False}, [1, 2], ["#: expected: [1] array items, found: [2]"]),
        ({"contains": {"const": 1}}, [2], ["#: expected at least one array item to match 'contains' schema"]),
        ({"minProperties": 1}, {}, ["#: minimum size: [1], found: [0]"]),
        ({"maxProperties": 0}, {"a": 1}, ["#: maximum size: [0], found: [1]"]),
        ({"additionalProperties": False}, {"a": 1}, ["#: extraneous key [a] is not permitted"]),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}, ["#/a: expected type: String, found: Long"]),
        ({"patternProperties": {"^a": {"type": "string"}}}, {"ab": 1}, ["#/ab: expected type: String, found: Long"]),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, ["#/ab: expected maxLength: 1, actual: 2"]),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, ["#: property [b] is required"]),
        ({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}, ["#: required key [b] not found"]),
        ({"not": {"required": ["a"]}}, {"a": 1}, ['#: subject must not be valid against schema {"required":["a"]}']),
        ({"properties": {"a": False}}, {"a": 1}, ["#/a: false schema always fails"]),
        (
            {"anyOf": [{"type": "string"}, {"minimum": 5}]},
            1,
            ["#: expected type: String, found: Long", "#: 1 is not greater or equal to 5"],
        ),
        ({"oneOf": [{"type": "integer"}, {"minimum": 1}]}, 1, ["#: 2 subschemas matched instead of one"]),
        ({"format": "email"}, "x", ["#: [x] is not a valid email address"]),
        ({"format": "date"}, "x", ["#: [x] is not a valid date. Expected [yyyy-MM-dd]"]),
        ({"properties": {'a~/"\\': {"type": "null"}}}, {'a~/"\\': 1}, ['#/a~0~1\\"\\\\: expected: null, found: Long']),
        ({"definitions": {"s": {"type": "string"}}, "properties": {"a": {"$ref": "#/definitions/s"}}}, {"a": 1},
         ["#/a: expected type: String, found: Long"]),
    ],
)  # fmt: skip
def test_keyword_has_the_text_of_the_library(schema: JsonObject, instance: JsonValue, messages: list[str]) -> None:
    assert list(_report(schema, instance).all_messages) == messages


@pytest.mark.parametrize(
    ("schema", "instance", "head"),
    [
        ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, 1, "no subschema matched out of the total 2 subschemas"),
        ({"oneOf": [{"type": "string"}, {"minimum": 5}]}, 1, "0 subschemas matched instead of one"),
        ({"allOf": [{"type": "string"}, {"minimum": 5}]}, 1, "only 0 subschema matches out of 2"),
        ({"type": ["string", "null"]}, 5, "no subschema matched out of the total 2 subschemas"),
    ],
)
def test_combination_has_the_head_of_the_library(schema: JsonObject, instance: JsonValue, head: str) -> None:
    assert _report(schema, instance).message == head


def test_reference_is_placed_where_it_leads() -> None:
    schema: JsonObject = {"definitions": {"s": {"type": "string"}}, "properties": {"a": {"$ref": "#/definitions/s"}}}
    assert _report(schema, {"a": 1}).exception["schemaLocation"] == "#/definitions/s"


def test_draft_four_limit_is_worded_by_its_own_keyword() -> None:
    schema: JsonObject = {
        "$schema": "http://json-schema.org/draft-04/schema#", "minimum": 3, "exclusiveMinimum": True,
    }  # fmt: skip
    assert _report(schema, 3).message == "3 is not greater than 3"


def test_undecided_pattern_is_told_without_words_that_make_clients_repeat() -> None:
    found = _report({"pattern": "^((?:a(?!b)|a)+)+$"}, "a" * 60 + "!")
    assert "too costly to match" in found.message
    assert not any(word in found.message for word in ("timeout", "timed out", "try again", "slow down"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.0, "1.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (9999999.5, "9999999.5"),
        (1e7, "1.0E7"),
        (123456789.125, "1.23456789125E8"),
        (-1.5e-7, "-1.5E-7"),
        (float("inf"), "Infinity"),
        (0.0, "0.0"),
    ],
)
def test_double_is_written_as_java_writes_it(number: float, text: str) -> None:
    assert double_text(number) == text


def test_json_is_written_as_java_writes_it() -> None:
    assert text_of([1, "a", None, {"b": 1.0}]) == '[1,"a",null,{"b":1.0}]'
