"""The texts of the Java library for a single violated keyword. They are asserted literally by clients."""

import json
from collections.abc import Callable, Mapping

from theatrum.checks.model.violations import Violation
from theatrum.checks.report.java import EXPECTED, class_of, text_of
from theatrum.kernel.jsontext import JsonValue

_DATE_TIME = "yyyy-MM-dd'T'HH:mm:ss"
_FORMATS = {
    "date-time": (
        "date-time. Expected "
        f"[{_DATE_TIME}Z, {_DATE_TIME}.[0-9]{{1,9}}Z, {_DATE_TIME}[+-]HH:mm, {_DATE_TIME}.[0-9]{{1,9}}[+-]HH:mm]"
    ),
    "date": "date. Expected [yyyy-MM-dd]",
    "time": "time. Expected [HH:mm:ssZ, HH:mm:ss.[0-9]{1,9}Z, HH:mm:ss[+-]HH:mm, HH:mm:ss.[0-9]{1,9}[+-]HH:mm]",
    "email": "email address",
    "hostname": "hostname",
    "ipv4": "ipv4 address",
    "ipv6": "ipv6 address",
    "json-pointer": "JSON pointer",
    "relative-json-pointer": "relative JSON Pointer",
    "regex": "regular expression",
    "uri": "URI",
    "uri-reference": "URI reference",
    "uri-template": "URI template",
}
# Where the keyword that is reported is not the one that was violated.
_REPORTED_AS = {"falseSchema": "false", "additionalItems": "items"}


def message_of(violation: Violation, node: JsonValue) -> str:
    """Return the text for one violated keyword of the schema ``node``."""
    if not violation.decided:
        return _undecided(violation)
    if _is_dependency(violation):
        return f"property [{violation.fact}] is required"
    wording = _WORDINGS.get(violation.keyword)
    if wording is None:
        return f"{text_of(violation.value)} does not satisfy the keyword {violation.keyword}"
    return wording(violation, node if isinstance(node, dict) else {})


def keyword_of(violation: Violation) -> str:
    """Return the keyword as the library reports it."""
    if _is_dependency(violation):
        return "dependencies"
    return _REPORTED_AS.get(violation.keyword, violation.keyword)


def type_message(expected: str, value: JsonValue) -> str:
    """Return the text for a value of the wrong type."""
    if expected == "null":
        return f"expected: null, found: {class_of(value)}"
    return f"expected type: {EXPECTED.get(expected, expected)}, found: {class_of(value)}"


def _is_dependency(violation: Violation) -> bool:
    steps = {"dependencies", "dependentRequired"}
    return violation.keyword == "required" and not steps.isdisjoint(violation.evaluation_path[-2:])


def _undecided(violation: Violation) -> str:
    if isinstance(violation.fact, int):
        return f"string of {_size(violation.value)} characters is too long to be matched, at most {violation.fact}"
    return f"string [{text_of(violation.value)}] is too costly to match against the pattern of the schema"


def _size(value: JsonValue) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


def _type(violation: Violation, node: Mapping[str, JsonValue]) -> str:
    declared = node.get("type", violation.fact)
    return type_message(str(declared[0] if isinstance(declared, list) else declared), violation.value)


def _format(violation: Violation, _node: Mapping[str, JsonValue]) -> str:
    name = str(violation.fact)
    return f"[{text_of(violation.value)}] is not a valid {_FORMATS.get(name, name)}"


def _additional_items(violation: Violation, _node: Mapping[str, JsonValue]) -> str:
    return f"expected: [{violation.fact}] array items, found: [{_size(violation.value)}]"


def _compared(relation: str) -> Callable[[Violation, Mapping[str, JsonValue]], str]:
    return lambda violation, _node: f"{text_of(violation.value)} is not {relation} {text_of(violation.fact)}"


def _counted(template: str) -> Callable[[Violation, Mapping[str, JsonValue]], str]:
    return lambda violation, _node: template.format(limit=violation.fact, found=_size(violation.value))


_WORDINGS: dict[str, Callable[[Violation, Mapping[str, JsonValue]], str]] = {
    "type": _type,
    "enum": lambda violation, _node: f"{text_of(violation.value)} is not a valid enum value",
    "const": lambda _violation, _node: "",
    "required": lambda violation, _node: f"required key [{violation.fact}] not found",
    "pattern": lambda violation, _node: f"string [{text_of(violation.value)}] does not match pattern {violation.fact}",
    "format": _format,
    "minLength": _counted("expected minLength: {limit}, actual: {found}"),
    "maxLength": _counted("expected maxLength: {limit}, actual: {found}"),
    "minItems": _counted("expected minimum item count: {limit}, found: {found}"),
    "maxItems": _counted("expected maximum item count: {limit}, found: {found}"),
    "minProperties": _counted("minimum size: [{limit}], found: [{found}]"),
    "maxProperties": _counted("maximum size: [{limit}], found: [{found}]"),
    "minimum": _compared("greater or equal to"),
    "exclusiveMinimum": _compared("greater than"),
    "maximum": _compared("less or equal to"),
    "exclusiveMaximum": _compared("less than"),
    "multipleOf": _compared("a multiple of"),
    "uniqueItems": lambda _violation, _node: "array items are not unique",
    "additionalItems": _additional_items,
    "contains": lambda _violation, _node: "expected at least one array item to match 'contains' schema",
    "falseSchema": lambda _violation, _node: "false schema always fails",
    "not": lambda _violation, node: (
        f"subject must not be valid against schema {json.dumps(node.get('not'), separators=(',', ':'))}"
    ),
}
