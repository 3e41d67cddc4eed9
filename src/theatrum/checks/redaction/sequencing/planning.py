"""Cleaned copies of alignments and variants: the header is written anew, and all records stay."""

import struct
from collections.abc import Callable

from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.redaction.pieces import Kept
from theatrum.checks.redaction.sequencing.sam_lines import clean_sam
from theatrum.checks.redaction.sequencing.sources import LARGEST_HEADER, Source, need, source_of
from theatrum.checks.redaction.sequencing.vcf_lines import clean_vcf
from theatrum.checks.redaction.wishes import Find, Plan, Taken, Wishes

_MAGIC = b"BAM\1"
_LONGEST_NAME = 10_000
INDEX = "An index of it points to places of the original: make it anew."
Clean = Callable[[list[bytes], Find], tuple[list[bytes], list[Taken]]]


def plan_bam(file: Bytes, wishes: Wishes, budget: Budget) -> Plan:
    """Plan a copy of a BAM file. Raises Refused, Unreadable, BudgetSpent, OSError."""
    source = source_of(file, budget)
    need(source, 8, "header")
    if source.content[:4] != _MAGIC:
        raise Unreadable("header", "it does not begin as BAM does")
    end = 8 + _number(source, 4)
    need(source, end, "header")
    text = bytes(source.content[8:end]).rstrip(b"\0")
    total = _references(source, end, budget)
    lines, taken = clean_sam(text.splitlines(), wishes.find)
    cleaned = b"".join(line + b"\n" for line in lines)
    header = _MAGIC + struct.pack("<i", len(cleaned)) + cleaned + source.content[end:total]
    return _plan("BAM", source, (file, header, total), taken)


def _references(source: Source, at: int, budget: Budget) -> int:
    """Return where the list of references, which begins at a place, ends."""
    count, at = _number(source, at), at + 4
    for _ in range(count):
        budget.spend(structures=1)
        length = _number(source, at)
        if not 1 <= length <= _LONGEST_NAME:
            raise Unreadable("references", "the length of a name cannot be true")
        at += 8 + length
    need(source, at, "references")
    return at


def _number(source: Source, at: int) -> int:
    need(source, at + 4, "header")
    (number,) = struct.unpack_from("<i", source.content, at)
    if not 0 <= number <= LARGEST_HEADER:
        raise Unreadable("header", "a length in it cannot be true")
    return int(number)


def plan_sam(file: Bytes, wishes: Wishes, budget: Budget) -> Plan:
    """Plan a copy of a SAM file. Raises Refused, Unreadable, BudgetSpent, OSError."""
    return _plan_text(file, wishes, budget, ("SAM", b"@", clean_sam))


def plan_vcf(file: Bytes, wishes: Wishes, budget: Budget) -> Plan:
    """Plan a copy of a VCF file. Raises Refused, Unreadable, BudgetSpent, OSError."""
    return _plan_text(file, wishes, budget, ("VCF", b"##", clean_vcf))


def _plan_text(file: Bytes, wishes: Wishes, budget: Budget, how: tuple[str, bytes, Clean]) -> Plan:
    label, sign, clean = how
    source = source_of(file, budget)
    end = _end_of_lines(source, sign)
    lines, taken = clean(bytes(source.content[:end]).splitlines(), wishes.find)
    ending = b"\r\n" if b"\r\n" in source.content[:end] else b"\n"
    header = b"".join(line + ending for line in lines)
    return _plan(label, source, (file, header, end), taken)


def _end_of_lines(source: Source, sign: bytes) -> int:
    """Return where the lines end that begin with a sign. Raises Unreadable."""
    at = 0
    while True:
        while len(source.content) < at + len(sign) and source.more():
            pass
        if source.content[at : at + len(sign)] != sign:
            return at
        found = source.content.find(b"\n", at)
        while found < 0:
            searched = len(source.content)
            if searched > LARGEST_HEADER or not source.more():
                raise Unreadable("header", "its last line has no end")
            found = source.content.find(b"\n", searched)
        at = found + 1


def _plan(label: str, source: Source, written: tuple[Bytes, bytes, int], taken: list[Taken]) -> Plan:
    file, header, length = written
    if not taken:
        return Plan(label, (Kept(0, file.size),), ())
    return Plan(label, source.pieces(header, length), tuple(taken), advice=INDEX)
