"""What a cell of text is, by what the schema declares: the one reading for CSV, XLSX, grid and API.

- An empty cell is absent: its attribute is not there.
- A number is written as JSON writes it: digits, a point, an exponent; no separators, no unit, no leading zeros.
- ``true`` and ``false`` are booleans in any case.
- A list stands in one cell, see ``lists``.
- A word for missing (``NA``, ``null`` ...) is empty wherever the model would not take it as a value.
- Everything else is the text as it stands. A text in a column of numbers is a text there, and the verdict says so.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.checks.columns.lists import split_list
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.model.walk import depth_first, resolve
from theatrum.kernel.jsontext import JsonObject, JsonValue

NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
# Numbers that are the same in 64 bits: no exponent, no more digits before the point than are exact.
PLAIN_NUMBER = r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,30})?$"
MISSING_WORDS = frozenset(
    [
        "NA",
        "N/A",
        "n/a",
        "na",
        "#N/A",
        "<NA>",
        "NaN",
        "nan",
        "NAN",
        "null",
        "NULL",
        "Null",
        "None",
        "none",
        "NONE",
        "-",
        "--",
        ".",
    ]
)
_NUMBER = re.compile(NUMBER.removeprefix("^").removesuffix("$"))
_WHOLE = re.compile(r"-?[0-9]+")
_JSON_TYPES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "array": "array"}
_NUMERIC = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TEXTUAL = ("pattern", "minLength", "maxLength", "format")
_LISTED = ("items", "contains", "minItems", "maxItems", "uniqueItems", "prefixItems")
_DEEPEST = 16
LONGEST_NUMBER = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of one column are read: the JSON types its texts may stand for."""

    types: frozenset[str]
    items: "Reading | None" = None
    # Permissible texts that hold a separator: they are one item.
    whole: frozenset[str] = frozenset()
    # Words for missing that the model does not take as a value.
    missing: frozenset[str] = frozenset()


TEXT = Reading(frozenset({"string"}))


def read_cell(reading: Reading, text: str | None) -> JsonValue:
    """Return what a cell stands for; None where it is empty."""
    return None if text is None or text in reading.missing or not text.strip() else read_text(reading, text)


def read_text(reading: Reading, text: str) -> JsonValue:
    """Return what a text stands for, words for missing included; None for a list without items."""
    types = reading.types
    if "array" in types:
        items = [_item(reading.items or TEXT, item) for item in split_list(text, reading.whole)]
        if len(items) > 1 or "string" not in types or text.lstrip().startswith("["):
            return items or None
    if "number" in types and _NUMBER.fullmatch(text):
        return _number(text)
    if "boolean" in types and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text


def read_row(readings: Mapping[str, Reading], cells: Mapping[str, str | None]) -> JsonObject:
    """Return a row of cells as the JSON object that a schema judges; empty cells are left out."""
    found: JsonObject = {}
    for name, text in cells.items():
        # Most cells of a row are empty, or mean what they say.
        if text is not None and (value := read_cell(readings.get(name, TEXT), text)) is not None:
            found[name] = value
    return found


def readings_of(schema: CompiledSchema) -> dict[str, Reading]:
    """Return the reading of every attribute that a schema speaks of."""
    declared: dict[str, list[JsonValue]] = {}
    for part in depth_first(schema.schema):
        for name, shape in _properties(part).items():
            declared.setdefault(name, []).append(shape)
    root = _properties(schema.schema)
    return {
        name: _with_missing(schema, name, _reading(schema, root.get(name), shapes)) for name, shapes in declared.items()
    }


def _properties(part: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    found = part.get("properties")
    return found if isinstance(found, dict) else {}


def _reading(schema: CompiledSchema, root: JsonValue, shapes: list[JsonValue]) -> Reading:
    """The declaration at the root decides; where it leaves the type open, the conditions that test the attribute."""
    types = _types(schema, root) or frozenset[str]().union(*(_types(schema, shape) for shape in shapes))
    if "array" not in types:
        return Reading(types or TEXT.types)
    inside = [item for shape in ([root] if root is not None else shapes) for item in _items(schema, shape)]
    item_types = frozenset[str]().union(*(_types(schema, item) for item in inside)) - {"array"}
    texts = [value for item in inside for value in _permissible(item)]
    whole = frozenset(text for text in texts if "," in text or ";" in text)
    return Reading(types, Reading(item_types or TEXT.types), whole)


def _with_missing(schema: CompiledSchema, name: str, reading: Reading) -> Reading:
    path = ("properties", name)
    if not schema.has_part(path):
        return reading
    is_taken = schema.acceptor(path)
    refused = {word for word in MISSING_WORDS if not is_taken(read_text(reading, word))}
    return Reading(reading.types, reading.items, reading.whole, frozenset(refused))


def _types(schema: CompiledSchema, shape: JsonValue, depth: int = 0) -> frozenset[str]:
    """Return the JSON types that a declaration speaks of, null and object left out: no cell stands for them."""
    if not isinstance(shape, dict) or depth > _DEEPEST:
        return frozenset()
    if isinstance(shape.get("$ref"), str):
        found = resolve(schema.schema, str(shape["$ref"]))
        return _types(schema, found[1], depth + 1) if found else frozenset()
    if "type" in shape:
        named = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        return frozenset(_JSON_TYPES[str(name)] for name in named if str(name) in _JSON_TYPES)
    values = shape.get("enum") if isinstance(shape.get("enum"), list) else [shape["const"]] if "const" in shape else []
    found_types = {_type_of(value) for value in values if value is not None} if isinstance(values, list) else set()
    for keywords, kind in ((_NUMERIC, "number"), (_TEXTUAL, "string"), (_LISTED, "array")):
        found_types |= {kind} if any(keyword in shape for keyword in keywords) else set()
    branches = [
        branch for key in ("allOf", "anyOf", "oneOf") if isinstance(held := shape.get(key), list) for branch in held
    ]
    return frozenset(found_types - {""}).union(
        *(_types(schema, branch, depth + 1) for branch in [*branches, shape.get("not")])
    )


def _type_of(value: JsonValue) -> str:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return ""


def _items(schema: CompiledSchema, shape: JsonValue, depth: int = 0) -> list[JsonValue]:
    if not isinstance(shape, dict) or depth > _DEEPEST:
        return []
    if isinstance(shape.get("$ref"), str):
        found = resolve(schema.schema, str(shape["$ref"]))
        return _items(schema, found[1], depth + 1) if found else []
    held = [shape.get(keyword) for keyword in ("items", "contains", "prefixItems")]
    own = [item for part in held for item in (part if isinstance(part, list) else [part]) if item is not None]
    branches = [
        branch for key in ("allOf", "anyOf", "oneOf") if isinstance(listed := shape.get(key), list) for branch in listed
    ]
    return own + [item for branch in branches for item in _items(schema, branch, depth + 1)]


def _permissible(item: JsonValue) -> list[str]:
    if not isinstance(item, dict):
        return []
    values = item.get("enum")
    return [value for value in (values if isinstance(values, list) else [item.get("const")]) if isinstance(value, str)]


def _item(reading: Reading, item: JsonValue) -> JsonValue:
    return read_text(reading, item) if isinstance(item, str) else item


def _number(text: str) -> JsonValue:
    # Python reads whole numbers of more than 4,300 digits with an error; such a one is no measurement.
    if _WHOLE.fullmatch(text) and len(text) <= LONGEST_NUMBER:
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else text
