"""Inspects SAM: alignments as text, compressed or not."""

from collections.abc import Iterable, Iterator

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import Lines, flow_of
from theatrum.checks.formats.gzip_header import tell_gzip_header
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bam import SAMPLED
from theatrum.checks.formats.sequencing.sam_header import SamHeader
from theatrum.checks.formats.truncation import note_cut

_FIELDS = 11
_SHOWN = 3
_NOT_PRIMARY, _UNMAPPED = 0x900, 0x4


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a SAM file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    tell_gzip_header(file, notes)
    lines = Lines(flow_of(file, notes.budget))
    split = _Split(iter(lines))
    header = SamHeader(notes)
    header.take(split.header())
    header.finish()
    reads = unmapped = 0
    for count, line in enumerate(split.records(), 1):
        flag = _flag(line, count, is_last=lines.was_cut)
        if flag is None:
            note_cut(notes, "its last line is not whole", place=f"record {count}")
            break
        reads, unmapped = reads + (not flag & _NOT_PRIMARY), unmapped + bool(flag & _UNMAPPED)
        if count <= _SHOWN:
            notes.text(f"record {count}", "read name", line.split(b"\t", 1)[0].decode("latin-1"))
        if count >= SAMPLED and not notes.asked.is_full:
            return
    if notes.asked.is_full:
        notes.fact("TOTAL_READS", reads)
        notes.fact("TOTAL_UNMAPPED_READS", unmapped)
        notes.was_full = True


def _flag(line: bytes, count: int, *, is_last: bool) -> int | None:
    fields = line.split(b"\t", _FIELDS)
    if len(fields) >= _FIELDS and len(fields[1]) < 6 and fields[1].isdigit() and fields[3].isdigit():
        bases, qualities = fields[9], fields[10]
        if b"*" in (bases, qualities) or len(bases) == len(qualities):
            return int(fields[1])
    if is_last:
        return None
    raise Unreadable(f"record {count}", "it has not the fields of an alignment")


class _Split:
    """Lines, first those of the header, then the others."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._first: list[bytes] = []

    def header(self) -> Iterator[bytes]:
        for line in self._lines:
            if not line.startswith(b"@"):
                self._first.append(line)
                return
            yield line

    def records(self) -> Iterable[bytes]:
        yield from self._first
        yield from self._lines
