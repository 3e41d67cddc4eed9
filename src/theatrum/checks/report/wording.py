"""Violations as findings in our own words, grouped by attribute: for pages, the terminal and the grid."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from theatrum.checks.columns.lists import join_list
from theatrum.checks.findings import Finding, Severity
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.violations import Violation
from theatrum.checks.report.context import NO_CONTEXT, Context
from theatrum.checks.report.dates import counted_in, is_date
from theatrum.checks.report.forbidden import forbidden_names
from theatrum.checks.report.identifiers import REWORDED, identifier_finding
from theatrum.checks.report.java import text_of
from theatrum.checks.report.phrases import contradicts_type, phrase, value_class
from theatrum.checks.report.places import Place, code_of, known_attributes, order_of, place_of
from theatrum.checks.report.suggestions import converted, nearest

LONGEST_VALUE = 200
_NUMERIC = ("integer", "number")


def word(
    schema: CompiledSchema, violations: Sequence[Violation], *, row: int | None = None, context: Context = NO_CONTEXT
) -> list[Finding]:
    """Return one finding for each thing to mend, in the order of the schema's attributes."""
    wrong_type = {violation.instance_path for violation in violations if violation.keyword == "type"}
    told = (item for item in violations if item.keyword != "enum" or item.instance_path not in wrong_type)
    findings = [finding for violation in told for finding in _findings(schema, violation, context)]
    order = order_of(schema, context)
    findings.sort(key=lambda finding: order.get(finding.column or "", len(order)))
    return findings if row is None else [replace(finding, row=row) for finding in findings]


def word_value(schema: CompiledSchema, violation: Violation, context: Context = NO_CONTEXT) -> list[Finding]:
    """Return the findings of one violated keyword, for all cells that hold the same value; without rows.

    Nothing is said of permissible values where the type is wrong already: that is told by itself.
    """
    if violation.keyword == "enum" and contradicts_type(violation.value, place_of(schema, violation, context).declared):
        return []
    return list(_findings(schema, violation, context))


def _findings(schema: CompiledSchema, violation: Violation, context: Context) -> Iterator[Finding]:
    """Yield one finding, or one for each name that a single keyword speaks of."""
    if violation.keyword == "additionalProperties" and isinstance(violation.fact, list):
        for name in map(str, violation.fact):
            yield _unknown(schema, violation, name, context)
        return
    place = place_of(schema, violation, context)
    names = forbidden_names(violation, place.declared)
    if names:
        yield from (_forbidden(place, name, context) for name in names)
    else:
        yield _in_terms_of_identifiers(_finding(schema, violation, place, context), context)


def _in_terms_of_identifiers(finding: Finding, context: Context) -> Finding:
    if finding.code not in REWORDED or context.identifiers is None or context.component is None:
        return finding
    return identifier_finding(context.identifiers, context.component, finding)


def _finding(schema: CompiledSchema, violation: Violation, place: Place, context: Context) -> Finding:
    missing = violation.keyword == "required"
    sentence, fix, suggestions, shown = _told(schema, violation, place)
    return Finding(
        code=place.code,
        severity=Severity.ERROR,
        message=sentence.removesuffix(".") + place.because + ".",
        fix=fix or place.advice,
        column=place.column,
        value_class="nothing" if missing else "calendar date" if not shown else value_class(violation.value),
        value=None if missing or not shown or not violation.instance_path else text_of(violation.value)[:LONGEST_VALUE],
        suggestions=suggestions,
        source=place.source,
        requirement=place.requirement,
        component=context.component,
    )


def _told(schema: CompiledSchema, violation: Violation, place: Place) -> tuple[str, str | None, tuple[str, ...], bool]:
    """Return sentence, fix, suggestions, and whether the value may be shown: a date of a person's life may not."""
    value = violation.value
    if violation.decided and isinstance(value, str | list):
        if violation.keyword == "type" and isinstance(value, str) and _is_numeric(place) and is_date(value):
            return _date(place)
        if place.choices is not None and (told := _several(violation, place)):
            return told
    suggestions = _suggestions(schema, violation, place)
    return phrase(violation, place.name, place.declared), _did_you_mean(suggestions, place), suggestions, True


def _is_numeric(place: Place) -> bool:
    return place.declared.get("type") in _NUMERIC


def _date(place: Place) -> tuple[str, str, tuple[str, ...], bool]:
    counted = counted_in(place.column or "")
    if counted is None:
        return f"{place.name} must be a number; it is a calendar date.", "Write a number, not a date.", (), False
    sentence = f"{place.name} counts {counted}; a calendar date stands there."
    tool = "theatrum dates counts them on your own machine" if "birth" in counted else "count them on your own machine"
    fix = f"Write the number of {counted}: {tool}; dates must not be sent."
    return sentence, fix, (), False


def _several(violation: Violation, place: Place) -> tuple[str, str, tuple[str, ...], bool] | None:
    """Several permissible values where one belongs, or several items that are not set apart by commas."""
    if place.choices is None or violation.keyword not in {"enum", "type", "const", "anyOf"}:
        return None
    listed = isinstance(violation.value, list)
    text = ",".join(map(str, violation.value)) if isinstance(violation.value, list) else str(violation.value)
    found = place.choices.several(text)
    if not found:
        return None
    if not listed and any(isinstance(step, int) for step in violation.instance_path):
        together = join_list(found)
        sentence = f"{place.name} holds several values that no comma sets apart."
        return sentence, f'Write them with commas: "{together}".', (together,), True
    kept = " or ".join(f'"{value}"' for value in found[:3])
    return f"{place.name} takes one value; several stand there.", f"Keep one of them: {kept}.", found[:3], True


def _suggestions(schema: CompiledSchema, violation: Violation, place: Place) -> tuple[str, ...]:
    if violation.keyword == "required" or not violation.decided:
        return ()
    if place.choices is not None:
        return nearest(violation.value, place.choices)
    if violation.keyword in {"type", "pattern"}:
        return converted(schema, violation.schema_path[:-1], violation.value, place.column or "")
    return ()


def _forbidden(place: Place, name: str, context: Context) -> Finding:
    """An attribute that must be empty under a condition."""
    return Finding(
        code=place.code,
        severity=Severity.ERROR,
        message=f"{name} must be left empty{place.because}.",
        fix="Empty it, or correct what the condition speaks of.",
        column=name,
        source=place.source,
        requirement=place.requirement,
        component=context.component,
    )


def _unknown(schema: CompiledSchema, violation: Violation, name: str, context: Context) -> Finding:
    near = known_attributes(schema, violation, context).nearest(name)
    fix = _quoted_or(near)
    return Finding(
        code=code_of(violation),
        severity=Severity.ERROR,
        message=phrase(violation, name, {}),
        fix=f"Did you mean {fix}?" if near else "Remove it.",
        column=str(violation.instance_path[0]) if violation.instance_path else name,
        suggestions=near,
        component=context.component,
    )


def _did_you_mean(suggestions: tuple[str, ...], place: Place) -> str | None:
    if not suggestions:
        return None
    return f"Did you mean {_quoted_or(suggestions, place)}?"


def _quoted_or(texts: tuple[str, ...], place: Place | None = None) -> str:
    return " or ".join(f'"{text}"{_label(text, place)}' for text in texts)


def _label(text: str, place: Place | None) -> str:
    label = place.vocabulary.labels.get(text) if place is not None and place.vocabulary is not None else None
    return f" ({label})" if label else ""
