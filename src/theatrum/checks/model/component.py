"""From a profile's component to the JSON Schema it stands for: as published, or with the overlay on it."""

import re
from collections.abc import Iterable, Mapping

from theatrum.checks.profile.model_shapes import Attribute, Component, Condition, Items, Predicate
from theatrum.checks.profile.overlay_shapes import Overlay, Rule
from theatrum.kernel.jsontext import JsonObject, JsonValue

# The spelling of the publications that profiles reproduce; draft_of knows what it means.
META_SCHEMA = "https://json-schema.org/draft-07/schema"
_COMMENT = re.compile(r"overlay ([a-z][a-z0-9-]*)(?: (R\d+))?")


def compile_component(component: Component, overlay: Overlay | None = None) -> JsonObject:
    """Return the JSON Schema of a component.

    Without an overlay it equals the published one but for descriptions and titles; with one it is what
    folders are bound to, under its registered id, and what the overlay says is marked as such.
    """
    schema = _published(component)
    if overlay is None:
        return schema
    schema["$id"] = registered_id(component, overlay)
    for rule in overlay.rules:
        if rule.applies_to(component):
            _apply(rule, schema)
    return schema


def registered_id(component: Component, overlay: Overlay) -> str:
    """Return the id under which the schema of a component is registered."""
    return f"{overlay.organization}-{component.component}-{component.version}"


def overlay_rule(declared: JsonValue) -> tuple[str, str | None] | None:
    """Return rule and requirement where the overlay wrote this part of a schema, else None."""
    comment = declared.get("$comment") if isinstance(declared, dict) else None
    match = _COMMENT.fullmatch(comment) if isinstance(comment, str) else None
    return (match[1], match[2]) if match else None


def _published(component: Component) -> JsonObject:
    required: list[JsonValue] = [name for name, attribute in component.attributes.items() if attribute.required]
    schema: JsonObject = {
        "$id": component.published.id,
        "$schema": META_SCHEMA,
        "title": component.component,
        "description": component.about,
        "type": "object",
        "properties": {name: _attribute(attribute) for name, attribute in component.attributes.items()},
        "additionalProperties": {},
    }
    if required:
        schema["required"] = required
    conditions = [_condition(condition) for condition in component.conditions]
    # A single condition stands at the root in the publications, several stand under allOf.
    if len(conditions) == 1:
        schema |= conditions[0]
    elif conditions:
        schema["allOf"] = [*conditions]
    return schema


def _attribute(attribute: Attribute) -> JsonObject:
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


def _condition(condition: Condition) -> JsonObject:
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
    return {keyword: value for keyword, value in constraints.items() if value is not None}


def _any(keyword: str, values: Iterable[bool | float | str] | None) -> list[JsonValue] | None:
    return None if values is None else [{keyword: value} for value in values]


def _apply(rule: Rule, schema: JsonObject) -> None:
    """Write one rule into a schema: its attributes first, as a form shows them."""
    mark = f"overlay {rule.rule}" + (f" {rule.requirement}" if rule.requirement else "")
    properties, required = schema["properties"], schema.get("required", [])
    if not isinstance(properties, dict) or not isinstance(required, list):
        raise TypeError("a component's schema has properties and a list of required ones")
    written = {**rule.add, **rule.replace}
    new: JsonObject = {name: _attribute(attribute) | {"$comment": mark} for name, attribute in rule.add.items()}
    properties = new | properties
    for name, attribute in rule.replace.items():
        properties[name] = _attribute(attribute) | {"$comment": mark}
    for name in rule.require:
        properties[name] = _marked(properties[name], mark)
    asked = [name for name, attribute in written.items() if attribute.required] + list(rule.require)
    schema["properties"] = properties
    kept = [name for name in required if name not in rule.replace or name in asked]
    schema["required"] = [*(name for name in asked if name not in kept), *kept]
    extra: list[JsonValue] = [_condition(condition) | {"$comment": mark} for condition in rule.conditions]
    present = schema.get("allOf", [])
    if extra:
        schema["allOf"] = [*(present if isinstance(present, list) else []), *extra]


def _marked(declared: JsonValue, mark: str) -> JsonValue:
    return {**declared, "$comment": mark} if isinstance(declared, dict) else {"$comment": mark}
