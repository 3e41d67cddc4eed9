"""Annotations that follow from const, default and conditions."""

import pytest

from theatrum.checks.model.compiled import compile_schema
from theatrum.checks.model.derived import derived_annotations
from theatrum.kernel.jsontext import JsonObject


def _derived(schema: JsonObject, entity: JsonObject) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        key: (value.type.value, value.value)
        for key, value in derived_annotations(compile_schema(schema), entity).items()
    }


CONDITIONAL: JsonObject = {
    "properties": {"species": {"enum": ["human", "mouse"]}},
    "if": {"properties": {"species": {"const": "human"}}, "required": ["species"]},
    "then": {"properties": {"access": {"const": "controlled"}}},
    "else": {"properties": {"access": {"const": "open"}}},
}


@pytest.mark.parametrize(("species", "access"), [("human", "controlled"), ("mouse", "open")])
def test_value_follows_from_the_branch_that_holds(species: str, access: str) -> None:
    assert _derived(CONDITIONAL, {"species": species}) == {"access": ("STRING", (access,))}


def test_nothing_follows_for_an_invalid_entity() -> None:
    assert _derived(CONDITIONAL, {"species": "cat"}) == {}


def test_nothing_replaces_what_is_set() -> None:
    assert _derived({"properties": {"a": {"default": 1}}}, {"a": 2}) == {}


def test_const_and_default_of_all_types_follow() -> None:
    schema: JsonObject = {
        "properties": {
            "text": {"type": "string", "const": "x"},
            "whole": {"default": 3},
            "number": {"const": 1.5},
            "flag": {"const": True},
            "listed": {"type": "array", "contains": {"const": "a"}},
            "object": {"const": {"a": 1}},
        }
    }
    assert _derived(schema, {}) == {
        "text": ("STRING", ("x",)),
        "whole": ("LONG", ("3",)),
        "number": ("DOUBLE", ("1.5",)),
        "flag": ("BOOLEAN", ("true",)),
        "listed": ("STRING", ("a",)),
    }


def test_default_can_trigger_a_condition() -> None:
    schema: JsonObject = {
        "properties": {"a": {"default": "x"}},
        "if": {"properties": {"a": {"const": "x"}}, "required": ["a"]},
        "then": {"properties": {"b": {"const": "y"}}},
    }
    assert _derived(schema, {}) == {"a": ("STRING", ("x",)), "b": ("STRING", ("y",))}


def test_default_that_makes_the_entity_invalid_derives_nothing() -> None:
    schema: JsonObject = {"properties": {"a": {"default": 1}}, "if": {"required": ["a"]}, "then": {"required": ["b"]}}
    assert _derived(schema, {}) == {}


def test_values_of_one_key_are_merged() -> None:
    branch: list[JsonObject] = [
        {"if": {}, "then": {"properties": {"a": {"const": value}}}} for value in ("x", "y", "x")
    ]
    for item in branch:
        item["if"] = True
    # Two constants cannot both hold for one value, but nobody set one: both are proposed, once each.
    assert _derived({"allOf": [*branch]}, {}) == {"a": ("STRING", ("x", "y"))}


def test_references_and_circles_are_followed_once() -> None:
    schema: JsonObject = {
        "definitions": {
            "self": {"allOf": [{"properties": {"a": {"$ref": "#/definitions/value"}}}]},
            "value": {"const": "x"},
            "circle": {"properties": {"child": {"$ref": "#/definitions/circle"}}},
        },
        "allOf": [{"$ref": "#/definitions/self"}, {"$ref": "#/definitions/circle"}],
    }
    assert _derived(schema, {}) == {"a": ("STRING", ("x",))}
