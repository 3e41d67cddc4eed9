"""What in OME-XML may identify a person: times, experimenters, serial numbers, and all texts that people wrote."""

import re

from theatrum.checks.classes import Kind
from theatrum.checks.formats.markup import REMARK, Node
from theatrum.checks.formats.ome.schema import schema
from theatrum.checks.formats.told import Telling, shown

# Attributes and texts that must be empty, by element and name.
FORBIDDEN = {
    ("AcquisitionDate", ""): Kind.DATE,
    ("CreationDate", ""): Kind.DATE,  # of versions of the schema before 2011
    ("Experimenter", "FirstName"): Kind.NAME,
    ("Experimenter", "MiddleName"): Kind.NAME,
    ("Experimenter", "LastName"): Kind.NAME,
    ("Experimenter", "DisplayName"): Kind.NAME,
    ("Experimenter", "UserName"): Kind.NAME,
    ("Experimenter", "Email"): Kind.EMAIL,
    ("PlateAcquisition", "StartTime"): Kind.DATE,
    ("PlateAcquisition", "EndTime"): Kind.DATE,
    ("ScreenAcquisition", "StartTime"): Kind.DATE,
    ("ScreenAcquisition", "EndTime"): Kind.DATE,
}
# Attributes whose values are texts like any other, whatever the same names say elsewhere: the creator is a program.
TEXTS = frozenset({("OME", "Creator"), ("UUID", "FileName"), ("BinaryOnly", "MetadataFile")})
TEXT_NAMES = frozenset({"Name", "ID", "K"})
# Of numbers and words of the schema: thousands of them, and nothing that anybody wrote.
_BARE = frozenset({"Plane", "TiffData", "BinData", "HashSHA1", "AnnotationRef"})
PLAIN = re.compile(
    r"[0-9]{1,7}(\.[0-9]+)?([eE][+-]?[0-9]+)?|-[0-9]+(\.[0-9]+)?|true|false|[A-Za-z]+(:[0-9]{1,6}){1,4}"
    r"|urn:uuid:[0-9a-fA-F-]{36}|-?INF|NaN"
)


def tell_document(root: Node, place: str, telling: Telling) -> None:
    """Tell of all that a document holds. Raises BudgetSpent."""
    words = {word for values in schema().values.values() for word in values}
    done: set[int] = set()
    for path, node in root.walk():
        if node.name in _BARE or id(node) in done:
            continue
        _tell(node, f"{place}, {path}", words, telling)
        if _pair(node) is not None:
            done.update(id(child) for child in node.children)


def _tell(node: Node, place: str, words: set[str], telling: Telling) -> None:
    key = _pair(node)
    if key is not None:
        telling.field(place, key, (node.first("Value") or node).text)
        return
    for name, value in node.attributes.items():
        if name in node.foreign or PLAIN.fullmatch(value) or value in words:
            continue
        _told(node, name, value, f"{place}@{shown(name)}", telling)
    if node.name == "M":
        telling.field(place, node.attributes.get("K", "M"), node.text)
    elif node.text and node.name != "Key":
        _told(node, "", node.text, place, telling)


def _pair(node: Node) -> str | None:
    """Return the key of a pair of key and value, as programs write what they found in a scanner's own header."""
    names = [child.name for child in node.children]
    return node.children[0].text[:200] if names == ["Key", "Value"] else None


def _told(node: Node, name: str, value: str, place: str, telling: Telling) -> None:
    kind = FORBIDDEN.get((node.name, name))
    label = name or ("comment" if node.name == REMARK else node.name)
    if kind is None and node.name == "Value" and "TimestampAnnotation" in place:
        kind = Kind.DATE
    if kind is None and (name in TEXT_NAMES or (node.name, name) in TEXTS):
        telling.text(place, label, value)
    elif kind is None:
        telling.field(place, label, value)
    else:
        telling.forbid(kind, place, label, value)
