"""Inspects BCF, the binary form of VCF: its header is that of VCF."""

import struct

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import Inflated, Taken
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bam import header_text
from theatrum.checks.formats.sequencing.bgzf import check_end
from theatrum.checks.formats.sequencing.vcf import SAMPLED
from theatrum.checks.formats.sequencing.vcf_header import VcfHeader

_LEAST = 24  # bytes of what each variant has
_MOST = 256 * 1024 * 1024


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a BCF file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    content = Taken(Inflated(file, notes.budget))
    if content.exactly(5, "header")[:4] != b"BCF\2":
        raise Unreadable("header", "it does not begin as version 2 of BCF does")
    header = VcfHeader(notes)
    header.take_all(header_text(content).split(b"\n"))
    count = 0
    while content.fill(1):
        if count == SAMPLED and not notes.asked.is_full:
            break
        count += 1
        shared, rest = struct.unpack("<II", content.exactly(8, f"variant {count}"))
        if not _LEAST <= shared <= _MOST or rest > _MOST:
            raise Unreadable(f"variant {count}", "its lengths cannot be true")
        content.skip(shared + rest, f"variant {count}")
    else:
        notes.fact("VARIANTS", count)
        notes.was_full = notes.asked.is_full
    check_end(file, notes)
