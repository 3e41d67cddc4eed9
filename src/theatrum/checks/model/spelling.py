"""How what a profile says of an attribute or a condition is spelled in JSON Schema."""

from collections.abc import Iterable, Mapping

from theatrum.checks.profile.model_shapes import Attribute, Condition, Items, Predicate
from theatrum.kernel.jsontext import JsonObject, JsonValue


def attribute_schema(attribute: Attribute) -> JsonObject:
    """Return the schema of an attribute."""
    schema: JsonObject = {"description": attribute.about}
    if attribute.items is not None:
        return schema | {"type": "array", "items": _constraints(attribute.items)}
    return schema | _constraints(attribute)


def _constraints(part: Attribute | Items) -> JsonObject:
    constraints: dict[str, JsonValue] = {
        "type": part.type,
        "enum": None if part.values is None else [*part.values],
        "pattern": part.pattern,
        "minimum": part.minimum,
        "maximum": part.maximum,
    }
    return {keyword: value for keyword, value in constraints.items() if value is not None}


def condition_schema(condition: Condition) -> JsonObject:
    """Return a condition as ``if`` and ``then``."""
    choices: list[JsonValue] = [_tests(tests) for tests in condition.when_any]
    test: JsonObject = {"anyOf": choices} if choices else {}
    return {"if": (_tests(condition.when) if condition.when else {}) | test, "then": _consequence(condition)}


def _tests(tests: Mapping[str, Predicate]) -> JsonObject:
    names: list[JsonValue] = [*tests]
    return {"properties": {name: _predicate(test) for name, test in tests.items()}, "required": names}


def _consequence(condition: Condition) -> JsonObject:
    named: JsonObject = {name: {} for name in (*condition.require, *condition.forbid)}
    properties: JsonObject = named | {name: _predicate(test) for name, test in condition.refine.items()}
    then: JsonObject = {"properties": properties}
    if condition.require:
        then["required"] = [*condition.require]
    if condition.forbid:
        absent: list[JsonValue] = [{"required": [name]} for name in condition.forbid]
        then["not"] = absent[0] if len(absent) == 1 else {"anyOf": absent}
    return then


def _predicate(test: Predicate) -> JsonObject:
    constraints: dict[str, JsonValue] = {
        "const": test.equals,
        "anyOf": _any("const", test.one_of) or _any("pattern", test.matches_any),
        "not": {"anyOf": _any("const", test.none_of)} if test.none_of else None,
        "pattern": test.matches,
        "minimum": test.minimum,
        "maximum": test.maximum,
    }
    if test.some_match is not None:
        constraints |= {"type": "array", "contains": {"type": "string", "pattern": test.some_match}}
    return {keyword: value for keyword, value in constraints.items() if value is not None}


def _any(keyword: str, values: Iterable[bool | float | str] | None) -> list[JsonValue] | None:
    return None if values is None else [{keyword: value} for value in values]
