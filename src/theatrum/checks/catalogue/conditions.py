"""The conditions of a component's schema, in words: what is asked of some rows only."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from theatrum.checks.catalogue.page import MODEL, ConditionPage, Origin
from theatrum.checks.model.overlaid import overlay_rule
from theatrum.checks.model.violations import Path
from theatrum.checks.report.conditions import node_at, reason
from theatrum.checks.report.phrases import expectation, literal, permissible
from theatrum.kernel.jsontext import JsonObject, JsonValue

_BECAUSE = ", because "
# What the words for findings say where a test takes more than a few words.
_UNTOLD, _TOLD = "is what it is", "has certain values"


def conditions_of(schema: JsonObject, *, is_advice: bool = False) -> tuple[ConditionPage, ...]:
    """Return the conditions of a schema, those with the same test as one, in their order."""
    merged: dict[tuple[object, ...], ConditionPage] = {}
    for one in _conditions(schema, is_advice=is_advice):
        key = (one.when, one.is_otherwise, one.origin)
        merged[key] = _together(merged[key], one) if key in merged else one
    return tuple(merged.values())


def origin_of(declared: JsonValue) -> Origin:
    """Return who asks for a part of a schema."""
    rule = overlay_rule(declared)
    return Origin("overlay", *rule) if rule else MODEL


def form_of(declared: Mapping[str, JsonValue]) -> str:
    """Say what a value must be, its pattern included where it has one."""
    pattern = declared.get("pattern")
    if isinstance(pattern, str) and literal(pattern) is None and permissible(declared) is None:
        return f"of the form {pattern}"
    return expectation(declared)


def _conditions(schema: JsonObject, *, is_advice: bool) -> Iterator[ConditionPage]:
    combined = schema.get("allOf")
    size = len(combined) if isinstance(combined, list) else 0
    places: list[Path] = [(), *(("allOf", index) for index in range(size))]
    for place in places:
        whole = node_at(schema, place)
        why = reason(schema, (*place, "then")).removeprefix(_BECAUSE).replace(_UNTOLD, _TOLD)
        for branch in ("then", "else"):
            asked = node_at(schema, (*place, branch))
            if why and asked:
                yield ConditionPage(
                    when=why,
                    required=_names(asked.get("required")),
                    forbidden=_forbidden(asked),
                    refined=_refined(asked),
                    is_advice=is_advice,
                    origin=origin_of(dict(whole)),
                    is_otherwise=branch == "else",
                )


def _together(one: ConditionPage, other: ConditionPage) -> ConditionPage:
    return replace(
        one,
        required=tuple(dict.fromkeys(one.required + other.required)),
        forbidden=tuple(dict.fromkeys(one.forbidden + other.forbidden)),
        refined=tuple(dict.fromkeys(one.refined + other.refined)),
    )


def _forbidden(asked: Mapping[str, JsonValue]) -> tuple[str, ...]:
    refused = asked.get("not")
    if not isinstance(refused, dict):
        return ()
    branches = refused.get("anyOf")
    parts = [refused, *(branches if isinstance(branches, list) else ())]
    return tuple(name for part in parts if isinstance(part, dict) for name in _names(part.get("required")))


def _refined(asked: Mapping[str, JsonValue]) -> tuple[tuple[str, str], ...]:
    properties = asked.get("properties")
    named = properties.items() if isinstance(properties, dict) else ()
    return tuple((name, form_of(part)) for name, part in named if isinstance(part, dict) and part)


def _names(names: JsonValue) -> tuple[str, ...]:
    return tuple(str(name) for name in names) if isinstance(names, list) else ()
