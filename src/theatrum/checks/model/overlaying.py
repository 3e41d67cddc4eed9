"""Parts of the overlay that are said once for many components, written into the schema of one.

Ages, formats of files and list-valued cells: each counts only where the model left something open.
"""

import re

from theatrum.checks.profile.file_shapes import AcceptedFormats
from theatrum.checks.profile.overlay_shapes import Overlay
from theatrum.kernel.jsontext import JsonObject, JsonValue

FORMATS = "file-formats"
_WORDS = frozenset({"description", "title", "$comment"})
_SAYS_WHAT = frozenset({"enum", "const", "pattern", "anyOf", "oneOf", "$ref"})


def mark(rule: str, requirement: str | None) -> JsonObject:
    """Return the comment by which a part of a schema is known to be the overlay's."""
    return {"$comment": f"overlay {rule}" + (f" {requirement}" if requirement else "")}


def type_ages(properties: JsonObject, overlay: Overlay, version: str) -> None:
    """Make whole numbers of ages that have no type."""
    ages = overlay.ages
    if ages is None or not ages.concerns(version):
        return
    whole: JsonObject = {"type": "integer", "minimum": ages.minimum, **mark(ages.rule, ages.requirement)}
    for name, declared in properties.items():
        if re.search(ages.attributes, name) and isinstance(declared, dict) and _is_open(declared):
            properties[name] = {**declared, **whole}


def list_formats(properties: JsonObject, overlay: Overlay, component: str, version: str) -> None:
    """Make permissible values of the accepted formats, where any text is one."""
    name = overlay.files.attribute
    declared = properties.get(name) if name else None
    accepted = overlay.files.accepted_for(component, version)
    if name is None or accepted is None or not isinstance(declared, dict) or not declared.keys().isdisjoint(_SAYS_WHAT):
        return
    values = _spellings(overlay, accepted)
    properties[name] = {**declared, "enum": values, **mark(FORMATS, accepted.requirement)}


def _spellings(overlay: Overlay, accepted: AcceptedFormats) -> list[JsonValue]:
    shapes = [overlay.files.format(name) for name in accepted.all_formats()]
    return [text for shape in shapes for text in (shape.format, *shape.spellings)]


def make_lists(properties: JsonObject, overlay: Overlay, component: str, version: str) -> None:
    """Make lists of attributes that take several values in one cell; each item is what the one value was."""
    for rule in overlay.lists:
        declared = properties.get(rule.attribute)
        if not rule.concerns(component, version) or not isinstance(declared, dict) or "type" not in declared:
            continue
        if declared["type"] == "array":
            continue
        items: JsonObject = {keyword: value for keyword, value in declared.items() if keyword not in _WORDS}
        words: JsonObject = {keyword: value for keyword, value in declared.items() if keyword in _WORDS}
        properties[rule.attribute] = {**words, "type": "array", "items": items, **mark(rule.rule, rule.requirement)}


def _is_open(declared: JsonObject) -> bool:
    return "type" not in declared and declared.keys().isdisjoint(_SAYS_WHAT)
