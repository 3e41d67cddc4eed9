"""BAM: aligned reads in BGZF, with a header, a reference and the block that marks the end."""

import struct
from functools import lru_cache

from theatrum.checks.synthesis.contents import blocks
from theatrum.checks.synthesis.contents.content import Content, filler

_REFERENCE, _REFERENCE_LENGTH = "chr1", 248_956_422
_LENGTH = 100
_RECORDS = 2000


def bam(content: Content) -> bytes:
    """Return an alignment of reads of a sample to a part of one chromosome."""
    head = blocks.packed(_header(content))
    body = _records()
    count = max(1, -(-content.least // len(body)))
    return head + body * count + blocks.END


def _header(content: Content) -> bytes:
    text = (
        "@HD\tVN:1.6\tSO:unsorted\n"
        f"@SQ\tSN:{_REFERENCE}\tLN:{_REFERENCE_LENGTH}\n"
        f"@RG\tID:{content.seed % 1000}\tSM:{content.sample}\tPL:ILLUMINA\n"
        "@PG\tID:aligner\tPN:aligner\tVN:1.0\n"
    ).encode()
    name = _REFERENCE.encode() + b"\0"
    references = struct.pack("<ii", 1, len(name)) + name + struct.pack("<i", _REFERENCE_LENGTH)
    return b"BAM\1" + struct.pack("<i", len(text)) + text + references


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
