"""What an entity and its annotations may look like. Pure predicates that raise with the place and the fix."""

import re
from collections.abc import Mapping

from theatrum.repository.entities.errors import AnnotationsAreInvalid, EntityIsInvalid

NAME_LIMIT = 256
_NAME = re.compile(r"[A-Za-z0-9 ,_\-.+'()]+")

KEY_LIMIT = 100
VALUES_LIMIT = 100
_KEY = re.compile(r"[A-Za-z0-9,_.]+")
_LONG = range(-(2**63), 2**63)
_TIMESTAMP_MS = range(-62135596800000, 253402300800000)
TEXT_LIMIT = 500_000

Annotations = dict[str, dict[str, object]]


def check_name(name: str) -> str:
    """Return the name without outer blanks. Raises EntityIsInvalid."""
    trimmed = name.strip()
    if not trimmed:
        raise EntityIsInvalid(reason="The name is empty: give it at least one character.")
    if len(trimmed) > NAME_LIMIT:
        raise EntityIsInvalid(reason=f"The name has {len(trimmed)} characters; {NAME_LIMIT} is the most.")
    if _NAME.fullmatch(trimmed) is None:
        bad = sorted(set(re.sub(_NAME, "", trimmed)))
        raise EntityIsInvalid(
            reason=f"Invalid Name: {trimmed!r}. A name may hold letters, digits, spaces and , _ - . + ' ( ) only;"
            f" take out {' '.join(repr(char) for char in bad)}."
        )
    return trimmed


def check_annotations(annotations: Mapping[str, object]) -> Annotations:
    """Return annotations in their stored form, or raise AnnotationsAreInvalid naming the key."""
    if len(annotations) > KEY_LIMIT:
        raise AnnotationsAreInvalid(
            reason=f"There are {len(annotations)} annotations; an entity holds {KEY_LIMIT} at most."
        )
    return {key: _check_annotation(key, value) for key, value in annotations.items()}


def _check_annotation(key: str, annotation: object) -> dict[str, object]:
    if len(key) > NAME_LIMIT:
        raise AnnotationsAreInvalid(
            reason=f"The annotation name {key[:40]!r}… has {len(key)} characters; {NAME_LIMIT} is the most."
        )
    if _KEY.fullmatch(key) is None:
        raise AnnotationsAreInvalid(
            reason=f"Invalid annotation name: {key!r}. A name may hold letters, digits, '_' and '.' only."
        )
    if not isinstance(annotation, dict):
        raise AnnotationsAreInvalid(reason=f"Annotation {key}: expected an object with type and value.")
    kind, values = annotation.get("type") or "STRING", annotation.get("value")
    if not isinstance(kind, str) or kind not in _READERS:
        known = ", ".join(_READERS)
        raise AnnotationsAreInvalid(reason=f"Annotation {key}: type {kind!r} is none of {known}.")
    if not isinstance(values, list):
        raise AnnotationsAreInvalid(reason=f"Annotation {key}: value must be a list, even of one.")
    if len(values) > VALUES_LIMIT:
        raise AnnotationsAreInvalid(reason=f"Annotation {key} has {len(values)} values; {VALUES_LIMIT} is the most.")
    return {"type": kind, "value": [_check_value(key, kind, value) for value in values]}


def _check_value(key: str, kind: str, value: object) -> str:
    try:
        text = _as_text(value)
        _READERS[kind](text)
    except ValueError as error:
        raise AnnotationsAreInvalid(reason=f"Annotation {key}: a value is not a {kind}: {error}") from error
    return text


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"expected text, found {type(value).__name__}")


def _read_string(text: str) -> None:
    if len(text) > TEXT_LIMIT:
        raise ValueError(f"{len(text)} characters are more than {TEXT_LIMIT}")
    if "\x00" in text:
        raise ValueError("it holds a NUL character")


def _read_long(text: str) -> None:
    if re.fullmatch(r"[+-]?[0-9]{1,20}", text) is None or int(text) not in _LONG:
        raise ValueError("expected a whole number of 64 bits")


def _read_double(text: str) -> None:
    if "_" in text:  # Python reads 1_000, no other language does
        raise ValueError("expected a number")
    float(text)


def _read_boolean(text: str) -> None:
    if text.lower() not in {"true", "false"}:
        raise ValueError("expected true or false")


def _read_timestamp(text: str) -> None:
    _read_long(text)
    if int(text) not in _TIMESTAMP_MS:
        raise ValueError("expected milliseconds since 1970 within the years 1 to 9999")


def _read_entity_id(text: str) -> None:
    if re.fullmatch(r"(?i:syn)[0-9]{1,18}(\.[0-9]{1,9})?", text) is None:
        raise ValueError("expected an entity id such as syn123")


_READERS = {
    "STRING": _read_string,
    "LONG": _read_long,
    "DOUBLE": _read_double,
    "BOOLEAN": _read_boolean,
    "TIMESTAMP_MS": _read_timestamp,
    "ENTITYID": _read_entity_id,
}
