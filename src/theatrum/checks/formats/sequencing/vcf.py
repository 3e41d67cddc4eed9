"""Inspects VCF, compressed or not: the header, and the first variants or all."""

import re
from collections.abc import Iterator
from itertools import chain

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import GZIP, Lines, flow_of
from theatrum.checks.formats.gzip_header import tell_gzip_header
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bgzf import check_end, is_blocks
from theatrum.checks.formats.sequencing.vcf_header import VcfHeader
from theatrum.checks.formats.truncation import note_cut

SAMPLED = 500
# A line has a part for each of many thousand samples.
_LONGEST = 16 * 1024 * 1024
# A sequence, a place, a name, bases, and alleles.
_VARIANT = re.compile(rb"[^\t]+\t[0-9]+\t[^\t]+\t[ACGTNRYSWKMBDHVacgtnryswkmbdhv]+\t[^\t]+\t")


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a VCF file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    tell_gzip_header(file, notes)
    lines = Lines(flow_of(file, notes.budget), longest=_LONGEST)
    blocks = lines.blocks()
    header = VcfHeader(notes)
    waiting = _header(blocks, header)
    count = 0
    for block in chain([waiting], blocks):
        variants = [line for line in block if line] if b"" in block else block
        _check(variants, count, header, lines)
        count += len(variants)
        if count >= SAMPLED and not notes.asked.is_full:
            break
    else:
        _all_seen(count, lines, notes)
    if is_blocks(file):
        check_end(file, notes)
    elif file.read_at(0, 2) == GZIP:
        message = "The file is compressed by plain gzip: indexes, and programs that use them, need blocks (BGZF)."
        notes.note("format.not_blocks", Severity.NOTE, message, fix="Compress it with bgzip.")


def _header(blocks: Iterator[list[bytes]], header: VcfHeader) -> list[bytes]:
    """Look at the header, and return the lines that were read beyond it."""
    for block in blocks:
        rest = iter(block)
        for line in rest:
            if line and header.take(line):
                return list(rest)
    raise Unreadable("header", "the line that begins with #CHROM is missing")


def _check(variants: list[bytes], count: int, header: VcfHeader, lines: Lines) -> None:
    tabs, is_variant = header.columns - 1, _VARIANT.match
    for number, line in enumerate(variants, count + 1):
        if line.count(b"\t") != tabs or not is_variant(line):
            if not lines.was_cut or number < count + len(variants):
                raise Unreadable(f"variant {number}", "it has not the columns of a variant")
            note_cut(header.notes, "its last line is not whole", place=f"variant {number}")


def _all_seen(count: int, lines: Lines, notes: Notes) -> None:
    notes.fact("VARIANTS", count)
    notes.was_full = notes.asked.is_full
    if lines.was_cut and not any(one.code == "format.truncated" for one in notes.noted):
        message, fix = "Its last line has no end.", "Compare the file's size and checksum with the original."
        notes.note("format.last_line", Severity.NOTE, message, fix=fix)
    if not count:
        message, fix = "The file has no variants.", "Look whether the program that made it came to its end."
        notes.note("format.no_records", Severity.NOTE, message, fix=fix)
