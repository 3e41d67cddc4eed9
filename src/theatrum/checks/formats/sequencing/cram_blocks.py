"""Containers and blocks of CRAM, versions 2 and 3."""

import bz2
import lzma
import struct
import zlib
from dataclasses import dataclass

from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.sequencing.varints import itf8, ltf8
from theatrum.checks.formats.window import Window

_HEAD = 4 + 10 * 9  # more than the numbers before the list of slices need
_MOST_SLICES = 100_000
_END_OF_FILE = 4_542_278  # where the slices of the container that marks the end are said to begin: "EOF"


@dataclass(frozen=True, slots=True)
class Container:
    """Blocks that belong together. ``start`` and ``end`` are the bytes of the blocks; ``records`` is their number."""

    start: int
    end: int
    reference: int
    position: int
    records: int
    blocks: int

    @property
    def is_end(self) -> bool:
        """Whether it is the one that marks the end of the file."""
        return self.reference == -1 and self.position == _END_OF_FILE and self.records == 0


@dataclass(frozen=True, slots=True)
class Block:
    """A block: ``start`` and ``end`` of what is packed, sizes in bytes; ``next`` is the offset behind the block."""

    method: int
    content_type: int
    start: int
    end: int
    unpacked: int
    next: int


def container_at(window: Window, offset: int, version: int) -> Container:
    """Read the head of a container. Raises Unreadable, BudgetSpent and OSError."""
    place = f"container at byte {offset}"
    length_bytes = window.exactly(offset, 4, place)
    (length,) = struct.unpack("<i", length_bytes)
    data = window.read_at(offset, _HEAD)
    reference, at = itf8(data, 4)
    position, at = itf8(data, at)
    _, at = itf8(data, at)
    records, at = itf8(data, at)
    _, at = (ltf8 if version >= 3 else itf8)(data, at)
    _, at = ltf8(data, at)
    blocks, at = itf8(data, at)
    slices, at = itf8(data, at)
    if not 0 <= slices <= _MOST_SLICES or length < 0 or blocks < 0 or records < 0:
        raise Unreadable(place, "its numbers cannot be true")
    data = window.read_at(offset, at + 5 * slices + 4)
    for _ in range(slices):
        _, at = itf8(data, at)
    if version >= 3:
        _check(data[:at], data[at : at + 4], place)
        at += 4
    start = offset + at
    if start + length > window.size:
        raise Unreadable(place, f"the file ends {start + length - window.size} bytes too early")
    return Container(start, start + length, reference, position, records, blocks)


def block_at(window: Window, offset: int, version: int, limit: int) -> Block:
    """Read the head of a block, which must end before ``limit``. Raises Unreadable, BudgetSpent and OSError."""
    place = f"block at byte {offset}"
    data = window.read_at(offset, 2 + 15)
    if len(data) < 5:
        raise Unreadable(place, "it is cut off")
    _, at = itf8(data, 2)
    packed, at = itf8(data, at)
    unpacked, at = itf8(data, at)
    start = offset + at
    end = start + packed
    behind = end + (4 if version >= 3 else 0)
    if packed < 0 or unpacked < 0 or behind > limit:
        raise Unreadable(place, "its length leads behind the end of its container")
    return Block(data[0], data[1], start, end, unpacked, behind)


def check_block(window: Window, offset: int, block: Block) -> None:
    """Hold a block against its checksum. Raises Unreadable."""
    sum_, at = 0, offset
    while at < block.end:
        part = window.exactly(at, min(window.length, block.end - at), f"block at byte {offset}")
        sum_ = zlib.crc32(part, sum_)
        at += len(part)
    if struct.pack("<I", sum_) != window.exactly(block.end, 4, f"block at byte {offset}"):
        raise Unreadable(f"block at byte {offset}", "its checksum differs from its content")


def content_of(window: Window, block: Block, budget: Budget, most: int) -> bytes:
    """Return what a block holds. Raises Unreadable where it is packed in a way that headers are not, or too large."""
    place = f"block at byte {block.start}"
    if max(block.unpacked, block.end - block.start) > most:
        raise Unreadable(place, f"it is said to have {block.unpacked} bytes; at most {most} are read")
    data = window.exactly(block.start, block.end - block.start, place)
    try:
        found = _unpacked(data, block.method, most)
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError):
        raise Unreadable(place, "its compression is damaged") from None
    if found is None:
        raise Unreadable(place, f"it is compressed by method {block.method}, which is not read here")
    budget.spend(bytes=len(found))
    if len(found) != block.unpacked:
        raise Unreadable(place, "it has another length than it says")
    return found


def _unpacked(data: bytes, method: int, most: int) -> bytes | None:
    match method:
        case 0:
            return data
        case 1:
            return zlib.decompressobj(wbits=31).decompress(data, most)
        case 2:
            return bz2.BZ2Decompressor().decompress(data, most)
        case 3:
            return lzma.LZMADecompressor(memlimit=256 * 1024 * 1024).decompress(data, most)
        case _:
            return None


def _check(data: bytes, expected: bytes, place: str) -> None:
    if struct.pack("<I", zlib.crc32(data)) != expected:
        raise Unreadable(place, "its checksum differs from its content")
