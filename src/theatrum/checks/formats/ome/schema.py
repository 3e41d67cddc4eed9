"""What the OME schema of June 2016 asks for: elements, their order, attributes, values, and references that lead on.

``schema_2016_06.json`` holds the facts of the published schema (Open Microscopy Environment, CC BY 3.0): by element its
children as groups of names with least and most, its attributes with types (``!`` marks those that must be there), the
type of its text, and whether it refers to another. An element whose form depends on its parent has both names.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TypedDict

from theatrum.checks.formats.markup import REMARK, Node
from theatrum.checks.formats.ome.values import fits, is_identifier, wording

NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"
_ANY = "*"
# Of these, elements of one name only may stand in a parent.
_APART = frozenset({"BinData", "TiffData", "MetadataOnly"})
# The published schema leaves these references unchecked, or some of them.
_FREE = frozenset({"ROIID", "ImageID", "DatasetID", "WellSampleID"})


class Form(TypedDict, total=False):
    """The form of an element."""

    children: list[tuple[list[str], int, int]]
    attributes: dict[str, str]
    text: str
    refers: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """Forms by name of element, or of parent and element; values by name of type."""

    elements: dict[str, Form]
    values: dict[str, list[str]]

    def form(self, parent: str, name: str) -> tuple[str, Form] | None:
        """Return the key and the form of an element below a parent's key."""
        key = next((key for key in (f"{parent}/{name}", name) if key in self.elements), None)
        return (key, self.elements[key]) if key else None


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong, the same for all places of it; ``path`` leads to the first."""

    path: str
    message: str
    count: int = 1


@dataclass(slots=True)
class _Seen:
    """Identifiers that are defined, and those that are referred to, by type."""

    defined: Counter[tuple[str, str]] = field(default_factory=Counter)
    referred: dict[tuple[str, str], str] = field(default_factory=dict)


@cache
def schema() -> Schema:
    """Return the facts of the schema."""
    text = (files("theatrum.checks.formats.ome") / "schema_2016_06.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    return Schema(loaded["elements"], loaded["values"])


def violations(root: Node) -> list[Violation]:
    """Return how a document differs from the schema, each kind of difference once. No value is in a message."""
    found: dict[str, Violation] = {}
    for path, message in _all(root):
        known = found.get(message)
        found[message] = Violation(known.path, message, known.count + 1) if known else Violation(path, message)
    return list(found.values())


def _all(root: Node) -> Iterator[tuple[str, str]]:
    facts = schema()
    if root.name != "OME" or root.space != NAMESPACE:
        yield root.name, "The outermost element is not OME of the schema of June 2016."
        return
    seen = _Seen()
    waiting: list[tuple[str, str, Node]] = [("OME", "", root)]
    while waiting:
        path, parent, node = waiting.pop()
        known = facts.form(parent, node.name)
        if known is None:
            continue  # its parent has said so
        key, form = known
        yield from ((path, message) for message in _attributes(facts, node, form, seen, path))
        yield from ((path, message) for message in _children(node, form))
        yield from ((path, message) for message in _text(node, form))
        if [group[0] for group in form.get("children", [])] != [[_ANY]]:
            waiting.extend((f"{path}/{child.name}", key, child) for child in reversed(node.children))
    yield from _references(seen)


def _attributes(facts: Schema, node: Node, form: Form, seen: _Seen, path: str) -> Iterator[str]:
    if not form:
        return  # of any type
    allowed = form.get("attributes", {})
    for name, kind in allowed.items():
        if kind.startswith("!") and name not in node.attributes:
            yield f"{node.name} lacks the attribute {name}."
    for name, value in node.attributes.items():
        if name in node.foreign:
            continue
        kind = allowed.get(name, "").removeprefix("!")
        if not kind:
            yield f"{node.name} has an attribute that the schema does not know."
            continue
        yield from _value(facts, f"{node.name}@{name}", value, kind)
        if is_identifier(kind) and (name == "ID" or form.get("refers")):
            _remember(seen, (kind, value.strip()), path, is_reference=bool(form.get("refers")))


def _value(facts: Schema, name: str, value: str, kind: str) -> Iterator[str]:
    values = facts.values.get(kind.removesuffix("*"))
    if values is None:
        if not fits(value, kind):
            yield f"{name} must be {wording(kind)}."
        return
    given = value.split() if kind.endswith("*") else [value]
    if not set(given) <= set(values):
        some = ", ".join(values[:12]) + (" ..." if len(values) > 12 else "")
        yield f"{name} must be one of: {some}."


def _remember(seen: _Seen, key: tuple[str, str], path: str, *, is_reference: bool) -> None:
    if is_reference:
        seen.referred.setdefault(key, path)
    else:
        seen.defined[key] += 1


def _children(node: Node, form: Form) -> Iterator[str]:
    groups = form.get("children", [])
    if groups and groups[0][0] == [_ANY]:
        return
    kinds = [child.name for child in node.children if child.name in _APART]
    if len(set(kinds)) > 1 or kinds.count("MetadataOnly") > 1:
        yield f"{node.name} has pixels of several kinds: BinData, TiffData and one MetadataOnly exclude each other."
    counts = [0] * len(groups)
    at = 0
    for child in node.children:
        if child.name == REMARK:
            continue
        place = next((number for number, group in enumerate(groups) if child.name in group[0]), None)
        if place is None:
            yield f"{node.name} has an element inside that the schema does not know there."
            continue
        if place < at:
            yield f"In {node.name}, the element {child.name} stands too late: the schema has an order."
        at = max(at, place)
        counts[place] += 1
    for (names, least, most), count in zip(groups, counts, strict=True):
        if count < least:
            yield f"{node.name} lacks {' or '.join(names)}."
        if 0 <= most < count:
            yield f"{node.name} has more than {most} {' or '.join(names)}."


def _text(node: Node, form: Form) -> Iterator[str]:
    kind = form.get("text")
    if kind and not fits(node.text, kind):
        yield f"The text of {node.name} must be {wording(kind)}."


def _references(seen: _Seen) -> Iterator[tuple[str, str]]:
    for (kind, _), count in seen.defined.items():
        if count > 1:
            yield "OME", f"Two elements have the same ID of {kind.removesuffix('ID')}."
    for key, path in seen.referred.items():
        if key not in seen.defined and key[0] not in _FREE:
            yield path, f"It refers to a {key[0].removesuffix('ID')} that the document does not hold."
