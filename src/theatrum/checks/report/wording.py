"""Violations as findings in our own words, grouped by attribute: for pages, the terminal and the grid."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.component import overlay_rule
from theatrum.checks.model.violations import Violation
from theatrum.checks.report.conditions import condition_of, node_at, reason
from theatrum.checks.report.java import text_of
from theatrum.checks.report.phrases import advice, phrase, value_class
from theatrum.checks.report.suggestions import SHOWN, converted, nearest
from theatrum.kernel.jsontext import JsonValue

LONGEST_VALUE = 200
_CAPITAL = re.compile(r"(?=[A-Z])")


def word(schema: CompiledSchema, violations: Sequence[Violation], *, row: int | None = None) -> list[Finding]:
    """Return one finding for each thing to mend, in the order of the schema's attributes."""
    wrong_type = {violation.instance_path for violation in violations if violation.keyword == "type"}
    told = (item for item in violations if item.keyword != "enum" or item.instance_path not in wrong_type)
    findings = [finding for violation in told for finding in _findings(schema, violation, row)]
    properties = schema.schema.get("properties")
    order = {name: index for index, name in enumerate(properties if isinstance(properties, dict) else ())}
    return sorted(findings, key=lambda finding: order.get(finding.column or "", len(order)))


def _findings(schema: CompiledSchema, violation: Violation, row: int | None) -> Iterator[Finding]:
    """Yield one finding, or one for each name that a single keyword speaks of."""
    if violation.keyword == "additionalProperties" and isinstance(violation.fact, list):
        for name in map(str, violation.fact):
            yield _unknown(schema, violation, name, row)
    else:
        yield _finding(schema, violation, row)


def _finding(schema: CompiledSchema, violation: Violation, row: int | None) -> Finding:
    column, declared = _column(violation), _declared(schema, violation)
    missing = violation.keyword == "required"
    suggestions = () if missing or not violation.decided else _suggestions(schema, violation, declared)
    source, requirement = _source(schema, violation, column)
    sentence = phrase(violation, _name(violation), declared)
    return Finding(
        code=_code(violation),
        severity=Severity.ERROR,
        message=sentence.removesuffix(".") + reason(schema.schema, violation.schema_path) + ".",
        fix=_did_you_mean(suggestions) or advice(violation, declared),
        column=column,
        row=row,
        value_class="nothing" if missing else value_class(violation.value),
        value=None if missing or not violation.instance_path else text_of(violation.value)[:LONGEST_VALUE],
        suggestions=suggestions,
        source=source,
        requirement=requirement,
    )


def _unknown(schema: CompiledSchema, violation: Violation, name: str, row: int | None) -> Finding:
    properties = node_at(schema.schema, violation.schema_path[:-1]).get("properties")
    known = list(properties) if isinstance(properties, dict) else []
    near = tuple(difflib.get_close_matches(name, known, n=SHOWN))
    return Finding(
        code=_code(violation),
        severity=Severity.ERROR,
        message=phrase(violation, name, {}),
        fix=_did_you_mean(near) or advice(violation, {}),
        column=str(violation.instance_path[0]) if violation.instance_path else name,
        row=row,
        suggestions=near,
    )


def _code(violation: Violation) -> str:
    if not violation.decided:
        return "schema.undecided"
    return "schema." + "_".join(_CAPITAL.split(violation.keyword)).lower()


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


def _suggestions(schema: CompiledSchema, violation: Violation, declared: Mapping[str, JsonValue]) -> tuple[str, ...]:
    allowed = declared.get("enum")
    if isinstance(allowed, list):
        return nearest(violation.value, allowed)
    if violation.keyword in {"type", "pattern"}:
        return converted(schema, violation.schema_path[:-1], violation.value)
    return ()


def _did_you_mean(suggestions: tuple[str, ...]) -> str | None:
    if not suggestions:
        return None
    return "Did you mean " + " or ".join(f'"{text}"' for text in suggestions) + "?"


def _source(schema: CompiledSchema, violation: Violation, column: str | None) -> tuple[Source, str | None]:
    place = condition_of(violation.schema_path)
    rule = overlay_rule(dict(node_at(schema.schema, place))) if place is not None else None
    if rule is None and place is None and column is not None:
        rule = overlay_rule(dict(node_at(schema.schema, ("properties", column))))
    return (Source.OVERLAY, rule[1]) if rule else (Source.MODEL, None)
