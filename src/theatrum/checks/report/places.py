"""What can be said of a violated keyword by its place in the schema alone: worked out once, used for every cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.checks.findings import Source
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.component import overlay_rule
from theatrum.checks.model.violations import Violation
from theatrum.checks.profile.vocabularies import Vocabulary
from theatrum.checks.report.choices import Choices
from theatrum.checks.report.conditions import condition_of, node_at, reason
from theatrum.checks.report.context import Context
from theatrum.checks.report.phrases import LISTED_IN_ADVICE, advice, permissible
from theatrum.kernel.jsontext import JsonValue

_CAPITAL = re.compile(r"(?=[A-Z])")


@dataclass(slots=True)
class Place:
    """One keyword of a schema, at one attribute. ``vocabulary`` says what permissible values mean."""

    code: str
    column: str | None
    order: int
    name: str
    declared: Mapping[str, JsonValue]
    because: str
    advice: str
    source: Source
    requirement: str | None
    choices: Choices | None
    vocabulary: Vocabulary | None


def place_of(schema: CompiledSchema, violation: Violation, context: Context) -> Place:
    """Return what is known of the place of a violation."""
    asked = str(violation.fact) if violation.keyword == "required" else None
    key = (schema.digest, violation.schema_path, violation.instance_path, asked, violation.decided)
    found = context.find(key)
    if not isinstance(found, Place):
        found = _place(schema, violation, context)
        context.keep(key, found)
    return found


def order_of(schema: CompiledSchema, context: Context) -> Mapping[str, int]:
    """Return the rank of each attribute in the schema."""
    found = context.find(schema.digest)
    if not isinstance(found, dict):
        properties = schema.schema.get("properties")
        found = {name: index for index, name in enumerate(properties if isinstance(properties, dict) else ())}
        context.keep(schema.digest, found)
    return found


def known_attributes(schema: CompiledSchema, violation: Violation, context: Context) -> Choices:
    """Return the names that an object may have where a name was refused."""
    key = ("names", schema.digest, violation.schema_path)
    found = context.find(key)
    if not isinstance(found, Choices):
        properties = node_at(schema.schema, violation.schema_path[:-1]).get("properties")
        found = Choices(properties if isinstance(properties, dict) else ())
        context.keep(key, found)
    return found


def code_of(violation: Violation) -> str:
    """Return the code of a finding about a violated keyword, such as ``schema.max_length``."""
    if not violation.decided:
        return "schema.undecided"
    return "schema." + "_".join(_CAPITAL.split(violation.keyword)).lower()


def _place(schema: CompiledSchema, violation: Violation, context: Context) -> Place:
    column, declared = _column(violation), _declared(schema, violation)
    source, requirement = _source(schema, violation, column)
    allowed = permissible(declared)
    order = order_of(schema, context)
    key = (schema.digest, violation.schema_path[:-1])
    return Place(
        code=code_of(violation),
        column=column,
        order=order.get(column or "", len(order)),
        name=_name(violation),
        declared=declared,
        because=reason(schema.schema, violation.schema_path),
        advice=_advice(violation, declared, context.vocabularies.get(column or "")),
        source=source,
        requirement=requirement,
        choices=context.choices(key, column, allowed) if allowed is not None else None,
        vocabulary=context.vocabularies.get(column or ""),
    )


def _advice(violation: Violation, declared: Mapping[str, JsonValue], vocabulary: Vocabulary | None) -> str:
    allowed = permissible(declared)
    if vocabulary is None or allowed is None or len(allowed) <= LISTED_IN_ADVICE or not vocabulary.labels:
        return advice(violation, declared)
    named = [item for item in allowed if item in vocabulary.labels]
    code = str(named[len(named) // 2]) if named else ""
    verb = "Add it:" if violation.keyword == "required" else "Write"
    example = f'such as "{code}" ({vocabulary.labels.get(code, "")})'
    hint = "Where you know its name only, write that: the check tells its code."
    return f"{verb} one of {len(allowed):,} codes, {example}. {hint}"


def _column(violation: Violation) -> str | None:
    if violation.instance_path:
        return str(violation.instance_path[0])
    return str(violation.fact) if violation.keyword == "required" else None


def _name(violation: Violation) -> str:
    """Return what a sentence calls the place: the attribute, an item of it, or the whole record."""
    path = violation.instance_path + ((str(violation.fact),) if violation.keyword == "required" else ())
    if not path:
        return "The record"
    items = [f"item {step + 1} of " for step in path if isinstance(step, int)]
    names = [str(step) for step in path if not isinstance(step, int)]
    text = "".join(reversed(items)) + ".".join(names)
    return text[0].upper() + text[1:] if items else text


def _declared(schema: CompiledSchema, violation: Violation) -> Mapping[str, JsonValue]:
    """Return the schema of the value that a sentence is about."""
    holder = violation.schema_path[:-1] if violation.keyword != "falseSchema" else violation.schema_path
    if violation.keyword != "required":
        return node_at(schema.schema, holder)
    # A condition often only names what it requires; what that must be stands at the root.
    inside = node_at(schema.schema, (*holder, "properties", str(violation.fact)))
    return inside or (
        node_at(schema.schema, ("properties", str(violation.fact))) if not violation.instance_path else {}
    )


def _source(schema: CompiledSchema, violation: Violation, column: str | None) -> tuple[Source, str | None]:
    place = condition_of(violation.schema_path)
    rule = overlay_rule(dict(node_at(schema.schema, place))) if place is not None else None
    if rule is None and place is None and column is not None:
        rule = overlay_rule(dict(node_at(schema.schema, ("properties", column))))
    return (Source.OVERLAY, rule[1]) if rule else (Source.MODEL, None)
