"""Values of JSON as cells of text: numbers keep the digits that were written."""

import json
from collections.abc import Iterable, Mapping, Sequence

# A cell is a value, or an array of values; a few levels more are told as what they are.
DEEPEST = 64


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class NotANumber(Number):
    """NaN or an infinity, which JSON does not have."""

    __slots__ = ()


class Repeating(dict[str, object]):
    """An object that had a key twice; the last value counts."""


def decoder() -> json.JSONDecoder:
    """Return a decoder that answers with the types of this module."""
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_float=Number, parse_int=Number, parse_constant=NotANumber, strict=False
    )


def cell_text(value: object) -> str | None:
    """Return a value as a cell: text as it is, arrays and objects as JSON text, null as an empty cell."""
    if value is None:
        return None
    return str(value) if isinstance(value, str) else json_text(value)


def json_text(value: object) -> str:
    """Return a value as JSON text without blanks."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Number():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            return "{" + ",".join(f"{json_text(str(key))}:{json_text(item)}" for key, item in value.items()) + "}"
        case Sequence():
            return "[" + ",".join(json_text(item) for item in value) + "]"
        case _:
            raise TypeError(type(value).__name__)


def is_too_deep(value: object) -> bool:
    """Whether arrays and objects stand inside each other more than ``DEEPEST`` levels deep."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: dict[str, object] | list[object]) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value


def has_object(value: object) -> bool:
    """Whether a value is an object, or an array with one inside."""
    return isinstance(value, dict) or (isinstance(value, list) and any(has_object(item) for item in value))


def has_not_a_number(value: object) -> bool:
    """Whether a value is NaN or infinite, or an array with such a one inside."""
    return isinstance(value, NotANumber) or (isinstance(value, list) and any(has_not_a_number(item) for item in value))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeating(found)
