"""Inspects CZI: all of its metadata, and what is attached to the image: label, overview, times, events."""

import re
from dataclasses import replace

from theatrum.checks.classes import Kind
from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes, Part
from theatrum.checks.formats.czi.segments import Attachment, attachments_of, content_of, places_of, xml_of
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes, Picture
from theatrum.checks.formats.markup import Node, parsed
from theatrum.checks.formats.pictures import jpeg
from theatrum.checks.formats.tiff.texts import decoded, readable
from theatrum.checks.formats.told import Telling
from theatrum.checks.formats.window import Window

_MOST_XML = 32 * 1024 * 1024
_SAMPLE = 64 * 1024
_PICTURES = {"label": "label", "prescan": "macro", "slidepreview": "macro", "thumbnail": "thumbnail"}
_SIZES = ("SizeX", "SizeY", "SizeZ", "SizeC", "SizeT", "SizeS")
_PERSON = re.compile(
    r"/(?:User|Creator|Experimenter)(?:\[[0-9]+\])?/(?:DisplayName|(?:First|Middle|Last)Name|UserName)$"
)
_METERS = 1_000_000


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a CZI file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    telling, window = Telling(notes), Window(file)
    places = places_of(window)
    if places.is_pending:
        message = "The program that wrote the file did not come to its end."
        notes.note("format.unfinished", Severity.WARNING, message, fix="Write the file anew.")
    if places.attachments:
        for number, attachment in enumerate(attachments_of(window, places.attachments)):
            notes.budget.spend(structures=1)
            _attached(file, window, attachment, number, telling)
    if places.metadata:
        _facts(_tell(file, window, places.metadata, telling), notes)
    notes.was_full = notes.asked.is_full


def _attached(file: Bytes, window: Window, attachment: Attachment, number: int, telling: Telling) -> None:
    place = f"attachment {number}"
    telling.text(place, "attachment", attachment.name)
    kind = _PICTURES.get(attachment.name.casefold())
    if kind:
        telling.notes.pictures.append(Picture(kind, telling.notes.placed(place), number, 0, 0))
    offset, size = content_of(window, attachment)
    content = Part(file, offset, size)
    if attachment.kind in ("CZI", "ZISRAW"):
        _inner(content, place, telling.notes)
    elif attachment.kind == "JPG":
        _photo(content, place, telling.notes)
    else:
        telling.text(place, "content", readable(content.read_at(0, _SAMPLE)))


def _inner(content: Part, place: str, notes: Notes) -> None:
    """A label or an overview is a CZI of its own, with its own metadata, and no pictures."""
    window, telling = Window(content), Telling(replace(notes, place=notes.placed(place)))
    try:
        metadata = places_of(window).metadata
        if metadata:
            _tell(content, window, metadata, telling)
    except Unreadable as error:
        _broken(error, place, notes)


def _photo(content: Part, place: str, notes: Notes) -> None:
    """A picture as JPEG may have EXIF. That it is there is noted already."""
    inside = replace(notes, place=notes.placed(place), facts={}, pictures=[])
    try:
        jpeg.inspect(content, inside)
    except Unreadable as error:
        _broken(error, place, notes)


def _broken(error: Unreadable, place: str, notes: Notes) -> None:
    message = f"Something attached to the image cannot be read: {error.problem}."
    fix = "Export the image without its attachments."
    notes.note("format.embedded_broken", Severity.WARNING, message, fix=fix, place=place)


def _tell(file: Bytes, window: Window, offset: int, telling: Telling) -> Node:
    """Tell of all metadata. Whoever is logged in at the microscope stands in it."""
    text = decoded(xml_of(file, window, offset, _MOST_XML))
    root = parsed(text, place="metadata", budget=telling.notes.budget)
    for path, node in root.walk():
        if _PERSON.search(path) and not node.children:
            telling.forbid(Kind.NAME, f"metadata, {path}", node.name, node.text)
    telling.tree("metadata", root)
    return root


def _facts(root: Node, notes: Notes) -> None:
    for path, node in root.walk():
        if path.endswith(tuple(f"/Image/{name}" for name in _SIZES)) and node.text.isdecimal() and len(node.text) < 10:
            notes.fact(f"SIZE_{node.name[-1]}", int(node.text))
        elif node.name == "Distance" and node.attributes.get("Id") in ("X", "Y", "Z"):
            value = next((child.text for child in node.children if child.name == "Value"), "")
            _physical(node.attributes["Id"], value, notes)


def _physical(axis: str, text: str, notes: Notes) -> None:
    try:
        meters = float(text)
    except ValueError:
        return
    if 0 < meters < 1:
        notes.fact(f"PHYSICAL_SIZE_{axis}", round(meters * _METERS, 9))
