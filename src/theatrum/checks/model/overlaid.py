"""The overlay's rules written into the JSON Schema of a component, whoever published it.

What the overlay says carries a mark, so that every finding can name who asks for it. A rule that has no
version meets models that its author never saw, so each part counts only where it has something to say:
an attribute is added where the schema lacks it, replaced or required where the schema has it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from theatrum.checks.model.spelling import attribute_schema, condition_schema
from theatrum.checks.profile.model_shapes import Condition
from theatrum.checks.profile.overlay_shapes import Rule
from theatrum.kernel.jsontext import JsonObject, JsonValue

_MARK = re.compile(r"overlay ([a-z][a-z0-9-]*)(?: (R\d+))?")
# On attributes of a component that only the profile has: it is the consortium that asks for them.
DEFINED_BY_PROFILE: JsonObject = {"$comment": "overlay defined-by-profile"}


def with_rules(schema: Mapping[str, JsonValue], rules: Iterable[Rule], name: str) -> JsonObject:
    """Return what folders are bound to: a component's schema under its registered name, with these rules in it."""
    bound: JsonObject = {**schema, "$id": name}
    bound.pop("id", None)  # where draft 4 has it
    for rule in rules:
        _apply(rule, bound)
    return bound


def overlay_rule(declared: JsonValue) -> tuple[str, str | None] | None:
    """Return rule and requirement where the overlay wrote this part of a schema, else None."""
    comment = declared.get("$comment") if isinstance(declared, dict) else None
    match = _MARK.fullmatch(comment) if isinstance(comment, str) else None
    return (match[1], match[2]) if match else None


def _apply(rule: Rule, schema: JsonObject) -> None:
    """Write one rule into a schema: its attributes first, as a form shows them."""
    mark: JsonObject = {"$comment": f"overlay {rule.rule}" + (f" {rule.requirement}" if rule.requirement else "")}
    present, required = schema.get("properties"), schema.get("required")
    known = dict(present) if isinstance(present, dict) else {}
    add = {name: attribute for name, attribute in rule.add.items() if name not in known}
    replace = {name: attribute for name, attribute in rule.replace.items() if name in known}
    require = [name for name in rule.require if name in known]
    new: JsonObject = {name: attribute_schema(attribute) | mark for name, attribute in add.items()}
    for name, attribute in replace.items():
        known[name] = attribute_schema(attribute) | mark
    for name in require:
        known[name] = _marked(known[name], mark)
    asked = [name for name, attribute in (add | replace).items() if attribute.required] + require
    old = [name for name in required if name not in replace or name in asked] if isinstance(required, list) else []
    schema["properties"] = new | known
    schema["required"] = [*(name for name in asked if name not in old), *old]
    if not schema["required"]:
        del schema["required"]  # draft 4 has no empty list there
    _add_conditions(schema, rule.conditions, mark)


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
