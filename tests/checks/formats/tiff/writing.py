"""Writes small TIFFs tag by tag, and inspects them."""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.tiff.inspecting import inspect

ASCII, BYTE, SHORT, LONG, RATIONAL, UNDEFINED, FLOAT = 2, 1, 3, 4, 5, 7, 11
Value = str | bytes | int | float | Sequence[int]
Tags = Mapping[int, Value | tuple[int, Value]]
"""Values by tag; with a type where it is not the usual one: text, bytes, whole numbers of 4 bytes, floats."""
_CODES = {BYTE: "B", SHORT: "H", LONG: "I", RATIONAL: "I", FLOAT: "f"}
_WIDTHS = {RATIONAL: 8, SHORT: 2, LONG: 4, FLOAT: 4}


def image(width: int = 64, height: int = 48, *, samples: int = 1, tile: int = 0, **more: Any) -> dict[int, Any]:
    """Return the tags of an image without pixels of its own; ``t306="..."`` adds a tag."""
    tags: dict[int, Any] = {
        256: width,
        257: height,
        258: (SHORT, [8] * samples),
        259: (SHORT, 1),
        262: (SHORT, 2 if samples == 3 else 1),
        277: (SHORT, samples),
    }
    if tile:
        count = -(-width // tile) * -(-height // tile)
        tags |= {322: tile, 323: tile, 324: [8] * count, 325: [4] * count}
    else:
        tags |= {273: 8, 278: height, 279: 4}
    return tags | {int(key[1:]): value for key, value in more.items()}


def tiff(*pages: Tags, order: str = "<", below: Mapping[int, Mapping[int, Sequence[Tags]]] | None = None) -> bytes:
    """Return a file of these pages; ``below`` gives, by number of a page, directories below it and the tag for them."""
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + b"\0\0\0\0PIXELS")
    field = 4
    for number, page in enumerate(pages):
        tags = dict(page)
        for tag, under in (below or {}).get(number, {}).items():
            tags[tag] = [_write(out, each, order)[0] for each in under]
        start, next_at = _write(out, tags, order)
        struct.pack_into(order + "I", out, field, start)
        field = next_at
    return bytes(out)


def _write(out: bytearray, tags: Tags, order: str) -> tuple[int, int]:
    """Append values and a directory; return where it starts, and where the offset of the next one stands."""
    entries = b""
    for tag, given in sorted(tags.items()):
        kind, raw = _encoded(given, order)
        count = len(raw) // _WIDTHS.get(kind, 1)
        field = raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack(order + "I", len(out))
        if len(raw) > 4:
            out += raw + b"\0" * (len(raw) % 2)
        entries += struct.pack(order + "HHI", tag, kind, count) + field
    start = len(out)
    out += struct.pack(order + "H", len(tags)) + entries + b"\0\0\0\0"
    return start, len(out) - 4


def _encoded(given: Value | tuple[int, Value], order: str) -> tuple[int, bytes]:
    kind, value = given if isinstance(given, tuple) else (0, given)
    if isinstance(value, str):
        return kind or ASCII, value.encode() + b"\0"
    if isinstance(value, bytes):
        return kind or UNDEFINED, value
    kind = kind or (FLOAT if isinstance(value, float) else LONG)
    numbers = [value] if isinstance(value, int | float) else list(value)
    return kind, struct.pack(f"{order}{len(numbers)}{_CODES[kind]}", *numbers)


def look(content: bytes, name: str = "image.tiff", *, is_full: bool = False, budget: Budget | None = None) -> Notes:
    """Inspect bytes as a file of a name."""
    budget = budget or Budget()
    notes = Notes(Asked(name, is_full=is_full), budget)
    inspect(Counted(Held(content), budget), notes)
    return notes


def forbidden(notes: Notes) -> set[tuple[Kind, str]]:
    """Return class and place of each field that must be empty."""
    return {(each.kind, each.place) for each in notes.forbidden}


def codes(notes: Notes) -> set[str]:
    """Return the codes of what is wrong with the file, but for what only a profile makes something of."""
    quiet = {"format.not_ome", "format.not_rgb", "format.mask_type", "format.mask_channels"}
    return {each.code for each in notes.noted} - quiet


def told(notes: Notes) -> set[str]:
    """Return all texts that were handed to the detectors."""
    return {each.text for each in notes.texts}
