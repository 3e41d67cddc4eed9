"""The overlay's rules written into the JSON Schema of a component, whoever published it.

What the overlay says carries a mark, so that every finding can name who asks for it. A rule that has no
version meets models that its author never saw, so each part counts only where it has something to say:
an attribute is added where the schema lacks it, replaced or required where the schema has it.
"""

import re
from collections.abc import Mapping, Sequence

from theatrum.checks.model.overlaying import list_formats, make_lists, mark, type_ages
from theatrum.checks.model.spelling import attribute_schema, condition_schema
from theatrum.checks.profile.model_shapes import Condition
from theatrum.checks.profile.overlay_shapes import Overlay, Rule
from theatrum.kernel.jsontext import JsonObject, JsonValue

_MARK = re.compile(r"overlay ([a-z][a-z0-9-]*)(?: (R\d+))?")
# On attributes of a component that only the profile has: it is the consortium that asks for them.
DEFINED_BY_PROFILE: JsonObject = {"$comment": "overlay defined-by-profile"}


def with_overlay(schema: Mapping[str, JsonValue], overlay: Overlay, component: str, version: str) -> JsonObject:
    """Return what folders are bound to: a component's schema under its registered id, with the overlay on it."""
    bound: JsonObject = {**schema, "$id": registered_name(overlay, component, version)}
    bound.pop("id", None)  # where draft 4 has it
    properties = _properties(bound)
    type_ages(properties, overlay, version)
    list_formats(properties, overlay, component, version)
    bound["properties"] = properties
    for rule in overlay.rules:
        if rule.concerns(component, version) and rule.severity == "error":
            _apply(rule, bound)
    make_lists(properties := _properties(bound), overlay, component, version)
    return bound | {"properties": properties}


def advice(schema: Mapping[str, JsonValue], overlay: Overlay, component: str, version: str) -> JsonObject | None:
    """Return the schema of what the overlay only recommends for a component; None where there is nothing.

    Rows are held against it besides the schema that their folder is bound to, and what it finds are warnings. Of
    attributes it says nothing but what the rules that warn say, and the words of the model.
    """
    rules = [rule for rule in overlay.rules if rule.severity == "warning" and rule.concerns(component, version)]
    if not rules:
        return None
    advised: JsonObject = {
        "$id": registered_name(overlay, component, version) + "-advice",
        "$schema": schema.get("$schema", "http://json-schema.org/draft-07/schema#"),
        "type": "object",
        "properties": {name: _words(declared) for name, declared in _properties(schema).items()},
    }
    for rule in rules:
        _apply(rule, advised)
    asked = {name for rule in rules for condition in rule.conditions for name in condition.require}
    told = {name: one for name, one in _properties(advised).items() if overlay_rule(one) or name in asked}
    return advised | {"properties": told}


def registered_name(overlay: Overlay, component: str, version: str) -> str:
    """Return the id under which the schema of a component is registered."""
    return f"{overlay.organization}-{component}-{version}"


def overlay_rule(declared: JsonValue) -> tuple[str, str | None] | None:
    """Return rule and requirement where the overlay wrote this part of a schema, else None."""
    comment = declared.get("$comment") if isinstance(declared, dict) else None
    match = _MARK.fullmatch(comment) if isinstance(comment, str) else None
    return (match[1], match[2]) if match else None


def _apply(rule: Rule, schema: JsonObject) -> None:
    """Write one rule into a schema: its attributes first, as a form shows them."""
    comment, required = mark(rule.rule, rule.requirement), schema.get("required")
    known = _properties(schema)
    add = {name: attribute for name, attribute in rule.add.items() if name not in known}
    replace = {name: attribute for name, attribute in rule.replace.items() if name in known}
    require = [name for name in rule.require if name in known]
    new: JsonObject = {name: attribute_schema(attribute) | comment for name, attribute in add.items()}
    for name, attribute in replace.items():
        known[name] = attribute_schema(attribute) | comment
    for name in require:
        known[name] = _marked(known[name], comment)
    asked = [name for name, attribute in (add | replace).items() if attribute.required] + require
    old = [name for name in required if name not in replace or name in asked] if isinstance(required, list) else []
    schema["properties"] = new | known
    schema["required"] = [*(name for name in asked if name not in old), *old]
    if not schema["required"]:
        del schema["required"]  # draft 4 has no empty list there
    _add_conditions(schema, rule.conditions, comment)


def _add_conditions(schema: JsonObject, conditions: Sequence[Condition], mark: JsonObject) -> None:
    properties, present = schema["properties"], schema.get("allOf")
    known = properties if isinstance(properties, dict) else {}
    extra: list[JsonValue] = [
        condition_schema(condition) | mark for condition in conditions if known.keys() >= set(condition.require)
    ]
    if extra:
        schema["allOf"] = [*(present if isinstance(present, list) else []), *extra]


def _marked(declared: JsonValue, mark: JsonObject) -> JsonValue:
    return {**declared, **mark} if isinstance(declared, dict) else mark


def _properties(schema: Mapping[str, JsonValue]) -> JsonObject:
    properties = schema.get("properties")
    return dict(properties) if isinstance(properties, dict) else {}


def _words(declared: JsonValue) -> JsonObject:
    return {"description": declared["description"]} if isinstance(declared, dict) and "description" in declared else {}
