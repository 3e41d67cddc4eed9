"""BAM: aligned reads in BGZF, with a header, a reference and the block that marks the end. CRAM: a header alone."""

import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

from theatrum.checks.synthesis.contents import blocks
from theatrum.checks.synthesis.contents.content import Content, filler

_REFERENCE, _REFERENCE_LENGTH = "chr1", 248_956_422
_LENGTH = 100
PLATFORM = "ILLUMINA"
_RECORDS = 2000
# The empty container that ends a CRAM 3.
_CRAM_END = bytes.fromhex("0f000000ffffffff0fe0454f4600000000010005bdd94f0001000606010001000100ee63014b")


def bam(content: Content) -> bytes:
    """Return an alignment of reads of a sample to a part of one chromosome."""
    return bam_with(content, ())


def bam_with(content: Content, lines: Sequence[str]) -> bytes:
    """Return an alignment with further lines in its header."""
    text = header_text(content, lines).encode()
    name = _REFERENCE.encode() + b"\0"
    references = struct.pack("<ii", 1, len(name)) + name + struct.pack("<i", _REFERENCE_LENGTH)
    head = blocks.packed(b"BAM\1" + struct.pack("<i", len(text)) + text + references)
    body = _records()
    count = max(1, -(-content.least // len(body)))
    return head + body * count + blocks.END


def cram_with(content: Content, lines: Sequence[str]) -> bytes:
    """Return a CRAM 3.0 without reads: the definition, the container with the header, and the one that ends it."""
    text = header_text(content, lines).encode()
    data = struct.pack("<i", len(text)) + text
    block = bytes((0, 0, 0)) + _itf8(len(data)) * 2 + data
    block += struct.pack("<I", zlib.crc32(block))
    head = struct.pack("<i", len(block)) + bytes(6) + _itf8(1) + _itf8(1) + _itf8(0)
    return (
        b"CRAM\3\0"
        + content.sample.encode()[:20].ljust(20, b"\0")
        + head
        + struct.pack("<I", zlib.crc32(head))
        + block
        + _CRAM_END
    )


def header_text(content: Content, lines: Sequence[str] = ()) -> str:
    """Return the header as SAM has it, with further lines."""
    text = (
        "@HD\tVN:1.6\tSO:unsorted\n"
        f"@SQ\tSN:{_REFERENCE}\tLN:{_REFERENCE_LENGTH}\n"
        f"@RG\tID:{content.seed % 1000}\tSM:{content.sample}\tPL:{PLATFORM}\n"
        "@PG\tID:aligner\tPN:aligner\tVN:1.0\n"
    )
    return text + "".join(f"{line}\n" for line in lines)


def _itf8(number: int) -> bytes:
    """Return a number as CRAM writes small ones: up to 28 bits."""
    if number < 0x80:
        return bytes((number,))
    if number < 0x4000:
        return struct.pack(">H", 0x8000 | number)
    return struct.pack(">I", 0xC00000 | number)[1:] if number < 0x200000 else struct.pack(">I", 0xE0000000 | number)


@lru_cache(maxsize=1)
def _records() -> bytes:
    return blocks.packed(b"".join(_record(number, 10_000 + 37 * number) for number in range(_RECORDS)))


def _record(number: int, place: int) -> bytes:
    name = f"read:{number}".encode() + b"\0"
    cigar = struct.pack("<I", _LENGTH << 4)
    # Two bases a byte; 1, 2, 4 and 8 are A, C, G and T.
    bases = filler(_LENGTH // 2 + number % 7, bytes(a << 4 | b for a in (1, 2, 4, 8) for b in (1, 2, 4, 8)))
    qualities = filler(_LENGTH + number % 11, bytes(range(2, 41)))
    fields = struct.pack("<iiBBHHHiiii", 0, place, len(name), 60, _bin(place), 1, 0, _LENGTH, -1, -1, 0)
    body = fields + name + cigar + bases[: _LENGTH // 2] + qualities[:_LENGTH]
    return struct.pack("<i", len(body)) + body


def _bin(place: int) -> int:
    """Return the bin of the format's index that holds a read here."""
    end = place + _LENGTH - 1
    for shift, offset in ((14, 4681), (17, 585), (20, 73), (23, 9), (26, 1)):
        if place >> shift == end >> shift:
            return offset + (place >> shift)
    return 0
