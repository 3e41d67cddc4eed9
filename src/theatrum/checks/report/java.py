"""How Java writes JSON values and names their classes: the wire's messages are those of a Java library."""

import json
import math
from collections.abc import Iterable

from theatrum.kernel.jsontext import JsonValue

# The class each schema type is checked against, and the class each JSON value arrives as.
EXPECTED = {
    "string": "String",
    "integer": "Integer",
    "number": "Number",
    "boolean": "Boolean",
    "array": "JSONArray",
    "object": "JSONObject",
}
_CLASSES: dict[type, str] = {
    type(None): "Null",
    bool: "Boolean",
    int: "Long",
    float: "Double",
    str: "String",
    list: "JSONArray",
    dict: "JSONObject",
}


def class_of(value: JsonValue) -> str:
    """Return the simple name of the Java class that a JSON value has. Whole numbers are Longs."""
    return _CLASSES[type(value)]


def text_of(value: JsonValue) -> str:
    """Return what Java's string concatenation makes of a JSON value."""
    match value:
        case str():
            return value
        case float():
            return double_text(value)
        case list():
            return "[" + ",".join(map(_json, value)) + "]"
        case dict():
            return "{" + ",".join(f"{_json(key)}:{_json(item)}" for key, item in value.items()) + "}"
        case _:
            return json.dumps(value)


def double_text(number: float) -> str:
    """Write a number as ``Double.toString`` does: plain between 0.001 and ten million, else ``1.0E10``."""
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else ("-" if number < 0 else "") + "Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        return repr(number)
    exponent = f"{number:.16e}".partition("e")[2]
    return f"{_shortest_mantissa(number)}E{int(exponent)}"


def pointer(path: Iterable[str | int]) -> str:
    """Write a path as everit does: a JSON pointer that also escapes backslash and quote."""
    escaped = (
        str(step).replace("~", "~0").replace("/", "~1").replace("\\", "\\\\").replace('"', '\\"') for step in path
    )
    return "/".join(("#", *escaped))


def _json(value: JsonValue) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return text_of(value)


def _shortest_mantissa(number: float) -> str:
    """Return the shortest digits that read back as the same number, with one digit before the point."""
    digits = repr(abs(number)).partition("e")[0].replace(".", "").strip("0") or "0"
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}"
