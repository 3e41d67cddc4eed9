"""Inspects VCF, compressed or not: the header, and the first variants or all."""

import re
from collections.abc import Iterator

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import GZIP, Lines, flow_of
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bgzf import check_end, is_blocks
from theatrum.checks.formats.sequencing.vcf_header import VcfHeader
from theatrum.checks.formats.truncation import note_cut

SAMPLED = 500
# A line has a part for each of many thousand samples.
_LONGEST = 16 * 1024 * 1024
_BASES = re.compile(rb"[ACGTNRYSWKMBDHVacgtnryswkmbdhv]+")


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a VCF file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    lines = Lines(flow_of(file, notes.budget), longest=_LONGEST)
    waiting = iter(lines)
    header = VcfHeader(notes)
    header.take_all(waiting)
    count = 0
    for count, line in enumerate(_variants(waiting), 1):
        if not _is_variant(line, header.columns):
            if not lines.was_cut:
                raise Unreadable(f"variant {count}", "it has not the columns of a variant")
            note_cut(notes, "its last line is not whole", place=f"variant {count}")
        if count >= SAMPLED and not notes.asked.is_full:
            break
    else:
        _all_seen(count, lines, notes)
    if is_blocks(file):
        check_end(file, notes)
    elif file.read_at(0, 2) == GZIP:
        message = "The file is compressed by plain gzip: indexes, and programs that use them, need blocks (BGZF)."
        notes.note("format.not_blocks", Severity.NOTE, message, fix="Compress it with bgzip.")


def _all_seen(count: int, lines: Lines, notes: Notes) -> None:
    notes.fact("VARIANTS", count)
    notes.was_full = notes.asked.is_full
    if lines.was_cut and not any(one.code == "format.truncated" for one in notes.noted):
        message, fix = "Its last line has no end.", "Compare the file's size and checksum with the original."
        notes.note("format.last_line", Severity.NOTE, message, fix=fix)
    if not count:
        message, fix = "The file has no variants.", "Look whether the program that made it came to its end."
        notes.note("format.no_records", Severity.NOTE, message, fix=fix)


def _variants(lines: Iterator[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line)


def _is_variant(line: bytes, columns: int) -> bool:
    fields = line.split(b"\t", 4)
    return (
        line.count(b"\t") == columns - 1
        and len(fields) == 5
        and fields[1].isdigit()
        and bool(_BASES.fullmatch(fields[3]))
    )
