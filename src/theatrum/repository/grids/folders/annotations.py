"""Annotations of a file as cells of a grid, and back: a cell is read as in a CSV of the component. Pure."""

import json
from collections.abc import Mapping

from theatrum.checks.columns.lists import join_list
from theatrum.checks.columns.reading import TEXT, Reading, read_cell
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.entities.policy import Annotations

Readings = Mapping[str, Reading]


def cell_of(stored: Mapping[str, object] | None) -> str | None:
    """Return the cell of a stored annotation: several values as a list, none as an empty cell."""
    values = _values(stored)
    text = values[0] if len(values) == 1 else join_list(values)
    if stored is not None and stored.get("type") == "BOOLEAN":
        text = text.lower()
    return text if text.strip() else None


def list_cell_of(stored: Mapping[str, object] | None) -> str | None:
    """Return the same where the component declares a list: a single value that holds a comma stands in quotes."""
    return join_list(_values(stored)) or None


def changed(present: Annotations, cells: Mapping[str, str | None], readings: Readings) -> Annotations:
    """Return annotations with cells written into them, by name; those whose values stay keep their types."""
    found = dict(present)
    for name, text in cells.items():
        wanted = annotation_of(readings.get(name, TEXT), text)
        if wanted is None:
            found.pop(name, None)
        elif _values(wanted) != _values(found.get(name)):
            found[name] = wanted
    return found


def annotation_of(reading: Reading, text: str | None) -> dict[str, object] | None:
    """Return a cell in the stored form; None for an empty one. What is no number stays text, for the verdict to say."""
    value = read_cell(reading, text)
    items = [item for item in value if item is not None] if isinstance(value, list) else [value]
    if value is None or not items:
        return None
    types = {_type(item) for item in items}
    kind = types.pop() if len(types) == 1 else "DOUBLE" if types == {"LONG", "DOUBLE"} else "STRING"
    return {"type": kind, "value": [_text(item) for item in items]}


def are_same(reading: Reading, one: str | None, other: str | None) -> bool:
    """Tell whether two cells stand for the same annotation."""
    return annotation_of(reading, one) == annotation_of(reading, other)


def _values(stored: Mapping[str, object] | None) -> list[str]:
    values = stored.get("value") if stored else None
    return list(map(str, values)) if isinstance(values, list) else []


def _type(item: JsonValue) -> str:
    match item:
        case bool():
            return "BOOLEAN"
        case int():
            return "LONG" if abs(item) < 2**63 else "DOUBLE"
        case float():
            return "DOUBLE"
        case _:
            return "STRING"


def _text(item: JsonValue) -> str:
    return item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
