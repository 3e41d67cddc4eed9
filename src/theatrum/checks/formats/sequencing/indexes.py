"""Inspects the indexes beside alignments and variants: BAI, CSI, TBI and CRAI, told by their first bytes."""

import struct

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import GZIP, Flow, Lines, Taken, flow_of
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bgzf import check_end

_BAI, _CSI, _TBI = b"BAI\1", b"CSI\1", b"TBI\1"
_SUMMARY = 37450  # the bin of BAI that holds how many reads are aligned
_MOST = 1 << 24
_SAMPLED = 1000


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at an index. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    content = Taken(flow_of(file, notes.budget))
    is_packed = file.read_at(0, 2) == GZIP
    sign = content.exactly(4, "header")
    if sign == _BAI and not is_packed:
        _bai(content, notes)
    elif sign == _CSI and is_packed:
        content.skip(8, "header")
        content.skip(_number(content, "header"), "header")
        notes.fact("REFERENCE_SEQUENCES", _number(content, "header"))
        check_end(file, notes)
    elif sign == _TBI and is_packed:
        notes.fact("REFERENCE_SEQUENCES", _number(content, "header"))
        check_end(file, notes)
    elif sign[:1].isdigit() or sign[:1] == b"-":
        _crai(flow_of(file, notes.budget), notes)
    else:
        raise Unreadable("header", "it does not begin as an index of alignments does")


def _number(content: Taken, place: str) -> int:
    (number,) = struct.unpack("<i", content.exactly(4, place))
    if not 0 <= number <= _MOST:
        raise Unreadable(place, "a number in it cannot be true")
    return int(number)


def _bai(content: Taken, notes: Notes) -> None:
    count = _number(content, "header")
    notes.fact("REFERENCE_SEQUENCES", count)
    if not notes.asked.is_full:
        return
    reads = unmapped = 0
    for number in range(count):
        place = f"reference {number + 1}"
        for _ in range(_number(content, place)):
            notes.budget.spend(structures=1)
            (name,) = struct.unpack("<I", content.exactly(4, place))
            chunks = _number(content, place)
            if name == _SUMMARY and chunks == 2:
                _, _, aligned, other = struct.unpack("<4Q", content.exactly(32, place))
                reads, unmapped = reads + aligned + other, unmapped + other
            else:
                content.skip(16 * chunks, place)
        content.skip(8 * _number(content, place), place)
    if content.fill(8):
        (elsewhere,) = struct.unpack("<Q", content.exactly(8, "end"))
        reads, unmapped = reads + elsewhere, unmapped + elsewhere
    notes.fact("INDEXED_RECORDS", reads)
    notes.fact("INDEXED_UNMAPPED_RECORDS", unmapped)
    notes.was_full = True


def _crai(flow: Flow, notes: Notes) -> None:
    for number, line in enumerate(Lines(flow), 1):
        fields = line.split(b"\t")
        if len(fields) != 6 or not all(part.removeprefix(b"-").isdigit() for part in fields):
            raise Unreadable(f"line {number}", "it has not the six numbers of a line of CRAI")
        if number == _SAMPLED and not notes.asked.is_full:
            return
    notes.was_full = notes.asked.is_full
