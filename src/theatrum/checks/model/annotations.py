"""Annotation values as the wire has them: a type and a list of texts; and what they are in JSON."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from theatrum.checks.model.errors import AnnotationUnreadable
from theatrum.kernel.clock import epoch_milliseconds, wire_time
from theatrum.kernel.jsontext import JsonValue

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class AnnotationType(StrEnum):
    """The types an annotation can have."""

    STRING = "STRING"
    LONG = "LONG"
    DOUBLE = "DOUBLE"
    BOOLEAN = "BOOLEAN"
    TIMESTAMP_MS = "TIMESTAMP_MS"
    ENTITYID = "ENTITYID"


class AnnotationValue(NamedTuple):
    """One annotation: its type, and its values as text."""

    type: AnnotationType
    value: tuple[str, ...]

    @classmethod
    def from_wire(cls, wire: Mapping[str, object]) -> "AnnotationValue":
        """Read ``{"type": "STRING", "value": ["a"]}``. Raises ValueError for an unknown type."""
        texts = wire.get("value")
        listed = texts if isinstance(texts, Sequence) and not isinstance(texts, str) else ()
        return cls(AnnotationType(str(wire.get("type"))), tuple(map(str, listed)))


def to_json(key: str, kind: AnnotationType, text: str) -> JsonValue:
    """Return one value as JSON has it. Raises AnnotationUnreadable."""
    try:
        return _READERS[kind](text)
    except (ValueError, OverflowError, OSError) as error:
        raise AnnotationUnreadable(key=key, type=kind, fix=_FORMS[kind]) from error


def from_json(value: JsonValue) -> AnnotationValue | None:
    """Return a JSON value as an annotation; None for null, objects and empty lists, which have no such form."""
    items = value if isinstance(value, list) else [value]
    found = [_written(item) for item in items]
    if not found or None in found:
        return None
    kinds = {kind for kind, _ in filter(None, found)}
    texts = tuple(text for _, text in filter(None, found))
    return AnnotationValue(_common(kinds), texts)


def _common(kinds: set[AnnotationType]) -> AnnotationType:
    if len(kinds) == 1:
        return next(iter(kinds))
    return AnnotationType.DOUBLE if kinds == {AnnotationType.DOUBLE, AnnotationType.LONG} else AnnotationType.STRING


def _written(item: JsonValue) -> tuple[AnnotationType, str] | None:
    match item:
        case bool():
            return AnnotationType.BOOLEAN, str(item).lower()
        case int():
            return AnnotationType.LONG, str(item)
        case float():
            return AnnotationType.DOUBLE, str(item)
        case str() if _DATE_TIME.fullmatch(item):
            return _timestamp(item)
        case str():
            return AnnotationType.STRING, item
        case _:
            return None


def _timestamp(text: str) -> tuple[AnnotationType, str]:
    try:
        return AnnotationType.TIMESTAMP_MS, str(epoch_milliseconds(datetime.fromisoformat(text)))
    except ValueError:
        return AnnotationType.STRING, text


def _double(text: str) -> JsonValue:
    number = float(text)
    if math.isfinite(number):
        return number
    # JSON has no such numbers: they become the words that Java has for them.
    return "NaN" if math.isnan(number) else ("-" if number < 0 else "") + "Infinity"


def _instant(text: str) -> JsonValue:
    milliseconds = int(text)
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC).replace(microsecond=milliseconds % 1000 * 1000)
    return wire_time(moment)


_READERS: dict[AnnotationType, Callable[[str], JsonValue]] = {
    AnnotationType.STRING: str,
    AnnotationType.ENTITYID: str,
    AnnotationType.LONG: int,
    AnnotationType.DOUBLE: _double,
    AnnotationType.BOOLEAN: lambda text: text.lower() == "true",
    AnnotationType.TIMESTAMP_MS: _instant,
}
_FORMS: dict[AnnotationType, str] = {
    AnnotationType.STRING: "Write text.",
    AnnotationType.ENTITYID: "Write an entity id, such as syn123.",
    AnnotationType.LONG: "Write a whole number without separators.",
    AnnotationType.DOUBLE: "Write a number with a point, such as 1.5.",
    AnnotationType.BOOLEAN: "Write true or false.",
    AnnotationType.TIMESTAMP_MS: "Write milliseconds since 1970 as a whole number.",
}
