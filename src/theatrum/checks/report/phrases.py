"""Our own words for a violated keyword: what is asked, what was found, what to do. Never the value itself."""

import json
import re
from collections.abc import Callable, Mapping

from theatrum.checks.model.violations import Violation
from theatrum.kernel.jsontext import JsonValue

Schema = Mapping[str, JsonValue]
# In a sentence; advice may list more, since somebody has to choose from it.
LISTED = 12
LISTED_IN_ADVICE = 40
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "empty",
}
_ANYTHING = "a value"
# A pattern that only one text matches.
_LITERAL = re.compile(r"\^((?:[A-Za-z0-9 _-]|\\[^A-Za-z0-9])+)\$")
_FORMATS = {
    "date-time": "a date and time, such as 2024-05-01T12:00:00Z",
    "date": "a date, such as 2024-05-01",
    "time": "a time with its zone, such as 12:00:00Z",
    "email": "an e-mail address",
    "uri": "a web address, such as https://example.org/protocol",
}
_ABOUT_TEXT = frozenset({"enum", "const", "pattern", "format", "minLength"})
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_ADVICE = {
    "undecided": "Shorten it.",
    "not": "Write another value, or leave it empty.",
    "additionalProperties": "Remove it.",
    "falseSchema": "Remove it.",
    "unevaluatedProperties": "Remove it.",
    "uniqueItems": "Remove the repeated ones.",
}
_CLASSES: dict[type, str] = {
    type(None): "empty",
    bool: "true or false",
    int: "a whole number",
    float: "a decimal number",
    str: "text",
    list: "a list",
    dict: "an object",
}


def value_class(value: JsonValue) -> str:
    """Say what kind of value was found, without showing it."""
    return "empty text" if value == "" else _CLASSES[type(value)]


def quoted(value: JsonValue) -> str:
    """Write a permissible value as it has to be written."""
    return json.dumps(value, ensure_ascii=False)


def permissible(declared: Schema) -> list[JsonValue] | None:
    """Return the values that a property may have, where the schema lists them: as enum, const, or anyOf of const."""
    allowed = declared.get("enum")
    if isinstance(allowed, list):
        return allowed
    if isinstance(declared.get("const"), str):
        return [declared["const"]]
    branches = declared.get("anyOf")
    listed = [branch for branch in branches if isinstance(branch, dict)] if isinstance(branches, list) else []
    if listed and isinstance(branches, list) and len(listed) == len(branches):
        return [branch["const"] for branch in listed] if all("const" in branch for branch in listed) else None
    return None


def contradicts_type(value: JsonValue, declared: Schema) -> bool:
    """Return whether a value is not of the one type that is declared beside its permissible values."""
    kinds = _PYTHON_TYPES.get(str(declared.get("type")))
    return kinds is not None and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds))


def expectation(declared: Schema, listed: int = LISTED) -> str:
    """Say in a few words what a property's value must be."""
    if "const" in declared:
        return quoted(declared["const"])
    if (allowed := permissible(declared)) is not None:
        return one_of(allowed, listed)
    if (meant := literal(declared.get("pattern"))) is not None:
        return quoted(meant)
    wording = _type_words(declared.get("type"))
    bounds = [f"at least {declared['minimum']}"] if "minimum" in declared else []
    bounds += [f"at most {declared['maximum']}"] if "maximum" in declared else []
    return f"{wording}, {' and '.join(bounds)}" if bounds else wording


def literal(pattern: JsonValue) -> str | None:
    """Return the one text that a pattern takes; None where it takes several."""
    found = _LITERAL.fullmatch(pattern) if isinstance(pattern, str) else None
    return re.sub(r"\\(.)", r"\1", found[1]) if found else None


def one_of(allowed: list[JsonValue], listed: int = LISTED) -> str:
    """List permissible values, or say how many there are."""
    if len(allowed) > listed:
        return f"one of {len(allowed):,} permissible values"
    return "one of " + ", ".join(map(quoted, allowed))


def phrase(violation: Violation, name: str, declared: Schema) -> str:
    """Say what is wrong with ``name``, whose schema is ``declared``."""
    wording = _PHRASES.get(violation.keyword)
    if not violation.decided:
        return f"{name} is too long or too intricate to be checked."
    if violation.value == "" and violation.keyword in _ABOUT_TEXT:
        return f"{name} is empty."
    if wording is None:
        return f'{name} breaks the rule "{violation.keyword}" of the schema.'
    return wording(violation, name, declared)


def advice(violation: Violation, declared: Schema) -> str:
    """Say what to do where no better value is known."""
    keyword = violation.keyword if violation.decided else "undecided"
    if keyword == "required":
        asked = expectation(declared, LISTED_IN_ADVICE)
        return (f"Add it: {asked}." if asked != _ANYTHING else "Add it.") + _about(declared)
    if keyword == "pattern":
        if (meant := literal(violation.fact)) is not None:
            return f"Write {quoted(meant)}.{_about(declared)}"
        return _about(declared).lstrip() or f"It must match {violation.fact}."
    allowed = permissible(declared)
    if allowed is not None and len(allowed) > LISTED_IN_ADVICE:
        return f"Write one of {len(allowed):,} permissible values, such as {_examples(allowed)}."
    return _ADVICE.get(keyword) or f"Write {expectation(declared, LISTED_IN_ADVICE)}."


def _examples(allowed: list[JsonValue]) -> str:
    """Return a few values from all over a long list."""
    return ", ".join(quoted(allowed[len(allowed) * part // 4]) for part in (1, 2, 3))


def _about(declared: Schema) -> str:
    """Return what the model says of an attribute, where a list of values does not say enough."""
    about = declared.get("description")
    return f" {about.rstrip('. ')}." if isinstance(about, str) and about and "enum" not in declared else ""


def _type_words(declared: JsonValue) -> str:
    names = declared if isinstance(declared, list) else [declared]
    return " or ".join(_TYPES.get(str(name), _ANYTHING) for name in names)


def _size(value: JsonValue) -> int:
    return len(value) if isinstance(value, str | list | dict) else 0


def _enum(_violation: Violation, name: str, declared: Schema) -> str:
    allowed = declared.get("enum")
    return f"{name} must be {one_of(allowed) if isinstance(allowed, list) else 'a permissible value'}."


def _length(relation: str, unit: str) -> Callable[[Violation, str, Schema], str]:
    return lambda violation, name, _declared: (
        f"{name} must have {relation} {violation.fact} {unit}; it has {_size(violation.value)}."
    )


def _bound(relation: str) -> Callable[[Violation, str, Schema], str]:
    return lambda violation, name, _declared: f"{name} must be {relation} {violation.fact}."


_PHRASES: dict[str, Callable[[Violation, str, Schema], str]] = {
    "required": lambda _violation, name, _declared: f"{name} is missing.",
    "type": lambda violation, name, declared: (
        f"{name} must be {_type_words(declared.get('type', violation.fact))}; it is {value_class(violation.value)}."
    ),
    "enum": _enum,
    "const": lambda violation, name, _declared: f"{name} must be {quoted(violation.fact)}.",
    "pattern": lambda violation, name, _declared: (
        f"{name} must be {quoted(meant)}."
        if (meant := literal(violation.fact)) is not None
        else f"{name} is not written in the form that is asked for."
    ),
    "format": lambda violation, name, _declared: (
        f"{name} must be {_FORMATS.get(str(violation.fact), f'of the form {violation.fact}')}."
    ),
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "exclusiveMaximum": _bound("less than"),
    "multipleOf": _bound("a multiple of"),
    "minLength": _length("at least", "characters"),
    "maxLength": _length("at most", "characters"),
    "minItems": _length("at least", "items"),
    "maxItems": _length("at most", "items"),
    "uniqueItems": lambda _violation, name, _declared: f"{name} lists an item more than once.",
    "contains": lambda _violation, name, _declared: f"{name} lacks an item that must be in it.",
    "additionalProperties": lambda _violation, name, _declared: f"{name} is no attribute of this component.",
    "falseSchema": lambda _violation, name, _declared: f"{name} must be left out.",
    "not": lambda _violation, name, _declared: f"{name} has a value that is ruled out.",
    "anyOf": lambda _violation, name, declared: (
        f"{name} must be {one_of(allowed)}."
        if (allowed := permissible(declared)) is not None
        else f"{name} fits none of the allowed forms."
    ),
    "oneOf": lambda _violation, name, _declared: f"{name} does not fit exactly one of the allowed forms.",
}
