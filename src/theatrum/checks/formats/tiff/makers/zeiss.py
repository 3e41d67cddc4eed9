"""Zeiss LSM: a block of its own away from the tags, which knows who recorded the image, and when."""

import struct
from collections.abc import Iterator

from theatrum.checks.classes import Kind
from theatrum.checks.formats.tiff.page import Page
from theatrum.checks.formats.tiff.slide import Maker, Slide
from theatrum.checks.formats.tiff.tags import LSM
from theatrum.checks.formats.tiff.texts import decoded

_SCAN_AT = 124  # in the value of the tag: where the block about the scan stands in the file
_BLOCK = 256 * 1024
_TEXT, _DOUBLE = 2, 5
_SCAN, _TIME, _USER = 0x10000000, 0x10000036, 0x10000047


def is_zeiss(page: Page) -> bool:
    """Say whether the first image has the tag of LSM files."""
    return page.directory.entry(LSM) is not None


def read(page: Page, slide: Slide) -> None:
    """Tell of a description, and of the block about the scan."""
    slide.telling.text(f"{page.place}, ImageDescription", "ImageDescription", page.description)
    entry = page.directory.entry(LSM)
    head = slide.structure.raw(entry, _SCAN_AT + 4) if entry else b""
    if len(head) < _SCAN_AT + 4:
        return
    place = f"{page.place}, CZ_LSMINFO, scan"
    for number, kind, value in _items(slide.structure.near.read_at(_little(head[_SCAN_AT:]), _BLOCK)):
        slide.notes.budget.spend(structures=1)
        if kind == _TEXT:
            name = "User" if number == _USER else "LSM text"
            slide.telling.field(f"{place}, {name}", name, decoded(value))
        elif number == _TIME and kind == _DOUBLE and len(value) == 8:
            days = struct.unpack("<d", value)[0]
            # Days since the end of 1899; a moment after the first scan of the file is less than a year.
            if 10_000 < days < 100_000:
                slide.telling.forbid(Kind.DATE, f"{place}, Sample0time", "Sample0time", f"{days:g}")


def conclude(slide: Slide) -> None:
    """Take the small copies of each image for what they are."""
    for page in slide.mains:
        if page.is_reduced:
            slide.beside[page.directory.at] = "copy"


def _items(block: bytes) -> Iterator[tuple[int, int, bytes]]:
    if _little(block[:4]) != _SCAN:
        return
    at = 0
    while at + 12 <= len(block):
        number, kind, size = struct.unpack_from("<III", block, at)
        yield number, kind, block[at + 12 : at + 12 + size]
        at += 12 + size


def _little(raw: bytes) -> int:
    return int.from_bytes(raw[:4], "little")


ZEISS = Maker("Zeiss LSM", is_zeiss, read, conclude, frozenset({LSM}))
