"""A photo as PNG without its metadata, for who reviews it; and the small copy that stands in its EXIF."""

import io

from theatrum.checks.formats.bytes import Budget, Bytes, Counted, Held
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.tiff.directory import Kind
from theatrum.checks.formats.tiff.piece import decoded_stream
from theatrum.checks.formats.tiff.structure import Structure

_MOST_BYTES = 64 * 1024 * 1024
_MOST_PIXELS = 64 * 1024 * 1024
_OFFSET, _LENGTH = 513, 514
_EXIF = b"Exif\0\0"
_HEAD = 1024 * 1024  # EXIF stands before the pixels


def label_picture(file: Bytes, picture: Picture, *, largest: int) -> bytes:
    """Return a picture that an inspection noted as PNG, no side of it longer than ``largest`` pixels.

    Raises Unreadable where it cannot be decoded or is too large, BudgetSpent and OSError.
    """
    if file.size > _MOST_BYTES:
        raise Unreadable(picture.place, "the picture is too large to be shown")
    budget = Budget(bytes=2 * _MOST_BYTES)
    counted = Counted(file, budget)
    if picture.kind == "thumbnail":
        content = _thumbnail(counted.read_at(0, _HEAD), picture, budget)
    else:
        content = counted.read_at(0, file.size)
    found = decoded_stream(content, picture.place, _MOST_PIXELS)
    out = io.BytesIO()
    found.reduce(max(1, -(-max(found.size) // largest))).save(out, "PNG")
    return out.getvalue()


def _thumbnail(head: bytes, picture: Picture, budget: Budget) -> bytes:
    start = head.find(_EXIF)
    start = start + len(_EXIF) if start >= 0 else head.find(b"eXIf") + 4
    structure = Structure.of(Held(head[start:]), budget)
    for directory in structure.directories():
        if directory.kind is Kind.MAIN and directory.number > 0:
            offset = structure.number(directory.entry(_OFFSET)) or 0
            length = structure.number(directory.entry(_LENGTH)) or 0
            return head[start + offset : start + offset + length]
    raise Unreadable(picture.place, "the picture is not there any more")
