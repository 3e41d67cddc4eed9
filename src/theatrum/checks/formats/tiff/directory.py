"""A directory of a TIFF and its entries, with the place of each in the file: so can be read, and overwritten."""

import struct
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from theatrum.checks.formats.tiff.layout import WIDTHS, Layout

MOST_ENTRIES = 4096


class Kind(StrEnum):
    """How a directory is reached, and so what its tags mean."""

    MAIN = "IFD"  # in the chain that begins in the header
    SUB = "SubIFD"
    EXIF = "EXIF"
    GPS = "GPS"
    INTEROP = "Interop"


# Tags whose values are offsets of directories.
POINTERS = {330: Kind.SUB, 400: Kind.SUB, 34665: Kind.EXIF, 34853: Kind.GPS, 40965: Kind.INTEROP}


@dataclass(frozen=True, slots=True)
class Entry:
    """A tag. All places are bytes from the start of the file.

    ``at`` is where the entry stands, ``value_at`` where its value begins (inside the entry where it is short), ``size``
    how many bytes the value has. ``high_at`` is where NDPI keeps the high half of the field, None elsewhere; ``high``
    is that half. ``inline`` is the value where it stands in the entry.
    """

    tag: int
    type: int
    count: int
    at: int
    value_at: int
    size: int
    is_inline: bool
    high_at: int | None = None
    high: int = 0
    inline: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory.

    ``number`` is that of its IFD in the chain, from 0; ``along`` is how far it is in a chain below one. ``at`` is where
    it begins and ``end`` the byte behind it; ``pointer_at`` is where the offset stands that leads to it, of
    ``pointer_size`` bytes; ``next_at`` where the offset of the next one stands, which is ``next``, 0 at the end.
    """

    kind: Kind
    base: str
    along: int
    number: int
    depth: int
    at: int
    end: int
    pointer_at: int
    pointer_size: int
    next_at: int
    next: int
    entries: tuple[Entry, ...]

    @property
    def place(self) -> str:
        """Its name for people, such as ``IFD 0, SubIFD 1``."""
        return f"{self.base}, next {self.along}" if self.along else self.base

    def entry(self, tag: int) -> Entry | None:
        """Return the first entry with a tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


def entries_of(raw: bytes, high: bytes, *, at: int, layout: Layout) -> tuple[Entry, ...]:
    """Return the entries that bytes hold, which begin at a place; ``high`` are the high halves of NDPI."""
    step, width = layout.entry_size, layout.field_size
    field_at = 4 + width
    order: Literal["little", "big"] = "little" if layout.order == "<" else "big"
    found = []
    for index, (tag, kind, count, inline) in enumerate(struct.iter_unpack(layout.entry_code, raw)):
        place = at + index * step
        size = count * WIDTHS.get(kind, 1)
        upper, high_at = 0, None
        if layout.is_ndpi:
            upper = int.from_bytes(high[4 * index : 4 * index + 4], "little")
            high_at = at + len(raw) + layout.next_size + 4 * index
        is_inline = size <= width
        value_at = place + field_at if is_inline else int.from_bytes(inline, order) + (upper << 32)
        held = inline[:size] if is_inline else b""
        found.append(Entry(tag, kind, count, place, value_at, size, is_inline, high_at, upper, held))
    return tuple(found)
