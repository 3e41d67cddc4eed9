"""The beginning of a file as it reads, compressed in blocks or not, and the pieces of a copy that begins otherwise."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import GZIP
from theatrum.checks.formats.sequencing.bgzf import is_blocks
from theatrum.checks.redaction.pieces import Kept, New, Piece
from theatrum.checks.redaction.wishes import Refused

LARGEST_HEADER = 64 * 1024**2
_STEP = 256 * 1024
_HEAD = 18
_TAIL = 8
_BLOCK = 65_280  # bytes that are packed into one block, as htslib does
_BEFORE_SIZE = bytes.fromhex("1f8b08040000000000ff060042430200")


class Source(Protocol):
    """A file as it reads, from its beginning on."""

    content: bytearray

    def more(self) -> bool:
        """Read on; False at the end. Raises Unreadable, BudgetSpent, OSError."""

    def pieces(self, header: bytes, length: int) -> tuple[Piece, ...]:
        """Return a copy whose first bytes, ``length`` as they read, are replaced by a header."""


def need(source: Source, length: int, place: str) -> None:
    """Have so many bytes at hand. Raises Unreadable where the file ends first, or they are more than any header is."""
    if length > LARGEST_HEADER:
        raise Unreadable(place, f"the header is said to go on to byte {length}, further than any does")
    while len(source.content) < length:
        if not source.more():
            raise Unreadable(place, "the file ends in it")


@dataclass(slots=True)
class Straight:
    """A file that is not compressed."""

    of: Bytes
    content: bytearray = field(default_factory=bytearray, repr=False)

    def more(self) -> bool:
        """See ``Source``."""
        found = self.of.read_at(len(self.content), _STEP)
        self.content += found
        return bool(found)

    def pieces(self, header: bytes, length: int) -> tuple[Piece, ...]:
        """See ``Source``."""
        return New(header), Kept(length, self.of.size - length)


@dataclass(slots=True)
class Blocks:
    """A file in blocks of BGZF. ``at`` is behind the last block that was read."""

    of: Bytes
    budget: Budget
    content: bytearray = field(default_factory=bytearray, repr=False)
    at: int = 0

    def more(self) -> bool:
        """See ``Source``."""
        head = self.of.read_at(self.at, _HEAD)
        if not head:
            return False
        place = f"byte {self.at}"
        if len(head) < _HEAD or head[:16] != _BEFORE_SIZE[:4] + head[4:10] + _BEFORE_SIZE[10:]:
            raise Unreadable(place, "no block of BGZF begins here")
        size = int.from_bytes(head[16:18], "little") + 1
        raw = self.of.read_at(self.at, size)
        if len(raw) < size or size < _HEAD + _TAIL:
            raise Unreadable(place, "the block is cut off")
        self.content += self._unpacked(raw, place)
        self.at += size
        return True

    def _unpacked(self, raw: bytes, place: str) -> bytes:
        check, length = struct.unpack("<II", raw[-_TAIL:])
        try:
            found = zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw[_HEAD:-_TAIL], 1 + 65_536)
        except zlib.error:
            raise Unreadable(place, "the compression is damaged") from None
        if len(found) != length or zlib.crc32(found) != check:
            raise Unreadable(place, "the block is not what its checksum says")
        self.budget.spend(bytes=len(found), structures=1)
        return found

    def pieces(self, header: bytes, length: int) -> tuple[Piece, ...]:
        """See ``Source``. Records that share the last block of the header are packed anew, all others stay."""
        packed = b"".join(_packed(header)) + b"".join(_packed(bytes(self.content[length:])))
        return New(packed), Kept(self.at, self.of.size - self.at)


def source_of(file: Bytes, budget: Budget) -> Source:
    """Return a file as it reads. Raises Refused for compression in one go, which a copy could not keep."""
    if is_blocks(file):
        return Blocks(file, budget)
    if file.read_at(0, 2) == GZIP:
        raise Refused(
            "It is compressed in one go, so no part of it can stay as it is.", "Compress it with bgzip first."
        )
    return Straight(file)


def _packed(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _BLOCK):
        part = content[start : start + _BLOCK]
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        inner = packer.compress(part) + packer.flush()
        size = len(inner) + _HEAD + _TAIL - 1
        yield _BEFORE_SIZE + struct.pack("<H", size) + inner + struct.pack("<II", zlib.crc32(part), len(part))
