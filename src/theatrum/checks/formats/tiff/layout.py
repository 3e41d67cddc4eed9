"""How numbers stand in a TIFF: classic, BigTIFF, or the classic form with 64-bit offsets that NDPI uses."""

import struct
from dataclasses import dataclass

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable

# Bytes of one value, and its code for ``struct``, by type of a tag. What is not here counts as bytes.
WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
INTEGERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
FRACTIONS = {5: "I", 10: "i"}
FLOATS = {11: "f", 12: "d"}
ASCII = 2
BYTE_TYPES = frozenset({1, 6, 7})
_NDPI_TAG = 65420
_MOST_OF_FIRST = 200  # entries of the first directory that are looked at to tell NDPI


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of a TIFF: ``order`` is ``<`` or ``>``; sizes in bytes.

    A directory is a count, entries, and the offset of the next directory; in NDPI four more bytes an entry follow, the
    high half of each value or offset.
    """

    order: str
    is_big: bool
    is_ndpi: bool
    first_at: int
    first_size: int

    @property
    def count_size(self) -> int:
        """Bytes of the number of entries."""
        return 8 if self.is_big else 2

    @property
    def entry_size(self) -> int:
        """Bytes of an entry."""
        return 20 if self.is_big else 12

    @property
    def field_size(self) -> int:
        """Bytes of the field of an entry that holds a value or its offset."""
        return 8 if self.is_big else 4

    @property
    def entry_code(self) -> str:
        """An entry for ``struct``: tag, type, count, field."""
        return f"{self.order}HHQ8s" if self.is_big else f"{self.order}HHI4s"

    @property
    def next_size(self) -> int:
        """Bytes of the offset of the next directory."""
        return 8 if self.is_big or self.is_ndpi else 4

    def number(self, raw: bytes) -> int:
        """Return the unsigned number of 2, 4 or 8 bytes."""
        return int.from_bytes(raw, "little" if self.order == "<" else "big")

    def numbers(self, raw: bytes, code: str) -> tuple[int | float, ...]:
        """Return what bytes hold, by a code of ``struct``; a rest that is no whole number is left out."""
        count = len(raw) // struct.calcsize(code)
        return struct.unpack_from(f"{self.order}{count}{code}", raw)


def layout_of(file: Bytes) -> Layout:
    """Read the header. Raises Unreadable, OSError, and BudgetSpent where reading is counted."""
    head = file.read_at(0, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        raise Unreadable("header", "it does not begin as a TIFF")
    plain = Layout(order, is_big=False, is_ndpi=False, first_at=4, first_size=4)
    version = plain.number(head[2:4])
    if version == 43:
        return _big(order, plain, head)
    if version != 42:
        raise Unreadable("header", "its version is neither that of TIFF nor of BigTIFF")
    if order == "<" and _is_ndpi(file, int.from_bytes(head[4:12], "little")):
        return Layout(order, is_big=False, is_ndpi=True, first_at=4, first_size=8)
    return plain


def _big(order: str, plain: Layout, head: bytes) -> Layout:
    if len(head) < 16 or plain.number(head[4:6]) != 8 or plain.number(head[6:8]) != 0:
        raise Unreadable("header", "its offsets are not of 8 bytes, as those of a BigTIFF are")
    return Layout(order, is_big=True, is_ndpi=False, first_at=8, first_size=8)


def _is_ndpi(file: Bytes, first: int) -> bool:
    """Say whether the first directory, its offset read as 8 bytes, has the tag of NDPI."""
    if not 8 <= first < file.size:
        return False
    raw = file.read_at(first, 2 + 12 * _MOST_OF_FIRST)
    count = min(int.from_bytes(raw[:2], "little"), _MOST_OF_FIRST)
    tags = {int.from_bytes(raw[2 + 12 * place : 4 + 12 * place], "little") for place in range(count)}
    return _NDPI_TAG in tags
