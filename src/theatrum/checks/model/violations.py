"""What a schema has against an object: one record a violated keyword, free of any library's types."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import jsonschema_rs

from theatrum.kernel.jsontext import JsonValue

Path = tuple[str | int, ...]

# Facts that are large and stand in the schema anyway: a dictionary of 20,000 values would be copied a finding.
_FACTS_LEFT_IN_THE_SCHEMA = frozenset({"enum", "not", "anyOf", "oneOf", "propertyNames"})


@dataclass(frozen=True, slots=True)
class Violation:
    """One violated keyword.

    ``evaluation_path`` is the way through the schema as it was walked (with ``$ref`` steps),
    ``schema_path`` where the keyword stands; both end in the keyword. ``fact`` is what the keyword
    asked for (missing property, limit, pattern, types ...). ``branches`` holds why each branch of
    anyOf and oneOf failed, or why a property's name did. ``decided`` is False where a pattern was
    given up as too costly: that is neither valid nor invalid, and never passes.
    """

    keyword: str
    instance_path: Path
    evaluation_path: Path
    schema_path: Path
    value: JsonValue = None
    fact: JsonValue = None
    branches: tuple[tuple["Violation", ...], ...] = ()
    decided: bool = True


def violation_of(error: jsonschema_rs.ValidationError, instance: JsonValue) -> Violation:
    """Translate one error of jsonschema-rs about ``instance``."""
    kind = error.kind
    name_error = kind.error if isinstance(kind, jsonschema_rs.ValidationErrorKind.PropertyNames) else None
    name = str(name_error.instance) if name_error else None
    value = _value(instance, error, name)
    if _refuses_all(error) and isinstance(value, dict):
        path = tuple(error.schema_path)
        here = tuple(error.instance_path)
        return Violation("additionalProperties", here, tuple(error.evaluation_path), path, value, list(value))
    return Violation(
        keyword=kind.name,
        instance_path=tuple(error.instance_path),
        evaluation_path=tuple(error.evaluation_path),
        schema_path=tuple(error.schema_path),
        value=value,
        fact=_fact(kind),
        branches=_branches(kind, instance, name_error),
        decided=not isinstance(kind, jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded),
    )


def _value(instance: JsonValue, error: jsonschema_rs.ValidationError, name: str | None) -> JsonValue:
    if name is not None:
        return name
    if instance is None:
        # Either null itself is judged, or a name, for which no instance is given: all that is inside is that text.
        return None if error.instance is None else str(error.instance)
    return value_at(instance, error.instance_path)


def _refuses_all(error: jsonschema_rs.ValidationError) -> bool:
    """Return whether ``additionalProperties: false`` is reported, as it is where nothing else is declared."""
    is_false = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema)
    # A property of that name can have a false schema too; then the instance's path ends in it.
    here = ["additionalProperties"]
    return is_false and error.schema_path[-1:] == here and error.instance_path[-1:] != here


def value_at(instance: JsonValue, path: Sequence[str | int]) -> JsonValue:
    """Return the value at a path that is known to exist."""
    for step in path:
        instance = instance[step]  # type: ignore[index]  # the validator walked this very path
    return instance


def _fact(kind: jsonschema_rs.ValidationErrorKind) -> JsonValue:
    names: tuple[str, ...] = getattr(kind, "__match_args__", ())
    if kind.name in _FACTS_LEFT_IN_THE_SCHEMA or not names:
        return None
    fact: JsonValue | Decimal = getattr(kind, names[0])
    return float(fact) if isinstance(fact, Decimal) else fact


def _branches(
    kind: jsonschema_rs.ValidationErrorKind, instance: JsonValue, name_error: jsonschema_rs.ValidationError | None
) -> tuple[tuple[Violation, ...], ...]:
    if name_error is not None:
        # What is judged is the name itself: nothing is at the path within it.
        return ((replace(violation_of(name_error, None), value=str(name_error.instance)),),)
    contexts: list[list[jsonschema_rs.ValidationError]] = getattr(kind, "context", [])
    return tuple(tuple(violation_of(error, instance) for error in branch) for branch in contexts)
