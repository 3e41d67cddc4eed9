"""Inspects FASTQ: reads of four lines, compressed or not; the first ones, or all."""

import hashlib
import re
import zlib
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import Lines, Plain, flow_of
from theatrum.checks.formats.gzip_header import tell_gzip_header
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bgzf import check_end, is_blocks
from theatrum.checks.formats.truncation import note_cut

SAMPLED = 1000
COMPARED = 100  # names that two files of a pair must have in common
_SHOWN = 3
# Reads of nanopores have millions of bases.
_LONGEST = 16 * 1024 * 1024
_TAIL = 256 * 1024
_MATES = (b"/1", b"/2", b".1", b".2", b"_1", b"_2")
# instrument:run:flow cell:lane:tile:x:y, as Illumina's machines write them, and what they add behind a blank.
_ILLUMINA = re.compile(
    r"@[^:\s]+:[0-9]+:((?:0{9}-)?(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,10}):([0-9]{1,2}):[0-9]+:[0-9]+:[0-9]+"
    r"(?:\s([12]):[YN]:[0-9]+:)?"
)


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a FASTQ file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    flow = flow_of(file, notes.budget)
    tell_gzip_header(file, notes)
    lines = Lines(flow, longest=_LONGEST)
    reads = Reads(notes)
    try:
        is_whole = reads.take(lines)
    finally:
        # What was seen is told although the rest is damaged.
        reads.finish()
    if is_whole:
        _end(reads, lines, notes)
        notes.was_full = notes.asked.is_full
    elif isinstance(flow, Plain):
        _check_tail(file, flow, notes)
    if is_blocks(file):
        check_end(file, notes)


def _end(reads: "Reads", lines: Lines, notes: Notes) -> None:
    notes.fact("TOTAL_READS", reads.count)
    notes.fact("READ_NAMES", f"{reads.names:08x}")
    if reads.rest:
        note_cut(notes, f"its last read has {reads.rest} lines instead of four", place=f"read {reads.count + 1}")
    elif reads.count == 0:
        message, fix = "The file has no reads.", "Look whether the program that made it came to its end."
        notes.note("format.no_records", Severity.WARNING, message, fix=fix)
    elif lines.was_cut:
        message, fix = "Its last line has no end.", "Compare the file's size and checksum with the original."
        notes.note("format.last_line", Severity.NOTE, message, fix=fix, place=f"read {reads.count}")


def _check_tail(file: Bytes, flow: Plain, notes: Notes) -> None:
    """Look whether the last lines are those of a read."""
    start = max(flow.offset, file.size - _TAIL)
    lines = file.read_at(start, file.size - start).split(b"\n")
    last = [line.removesuffix(b"\r") for line in (lines if lines[-1] else lines[:-1])[-4:]]
    if len(lines) > 5 and not _is_read(last):
        note_cut(notes, "its last four lines are not those of a read", place="end of the file")


def _is_read(lines: list[bytes]) -> bool:
    title, bases, plus, qualities = lines
    return title.startswith(b"@") and plus.startswith(b"+") and len(bases) == len(qualities)


@dataclass(slots=True)
class Reads:
    """The reads: a sample, or all. ``rest`` is how many lines are left over at the end."""

    notes: Notes
    count: int = 0
    rest: int = 0
    names: int = 0
    _lengths: set[int] = field(default_factory=set)
    _cells: set[str] = field(default_factory=set)
    _lanes: set[str] = field(default_factory=set)
    _mates: set[str] = field(default_factory=set)
    _first: list[bytes] = field(default_factory=list)

    def take(self, lines: Lines) -> bool:
        """Look at reads; say whether all were looked at. Raises Unreadable where one is none."""
        waiting: list[bytes] = []
        for block in lines.blocks():
            waiting += block
            whole = len(waiting) // 4 * 4
            self._block(waiting[:whole])
            del waiting[:whole]
            if self.count >= SAMPLED and not self.notes.asked.is_full:
                return False
        while waiting and not waiting[-1]:
            waiting.pop()  # empty lines at the end
        self.rest = len(waiting)
        return True

    def finish(self) -> None:
        """Note what the reads that were looked at have in common."""
        for name, values in (("FLOW_CELL_BARCODE", self._cells), ("READ_OF_PAIR", self._mates)):
            if len(values) == 1:
                self.notes.fact(name, next(iter(values)))
        if len(self._lanes) == 1:
            self.notes.fact("LANE_NUMBER", int(next(iter(self._lanes))))
        if len(self._lengths) == 1:
            self.notes.fact("READ_LENGTH", next(iter(self._lengths)))
        if self._first:
            # The names themselves stay in the file; mates have the same ones.
            digest = hashlib.sha256(b"\n".join(self._first))
            self.notes.fact("FIRST_READ_NAMES", f"{len(self._first)}:{digest.hexdigest()[:32]}")

    def _block(self, lines: list[bytes]) -> None:
        titles, bases, plus, qualities = lines[0::4], lines[1::4], lines[2::4], lines[3::4]
        if not _are_reads(titles, bases, plus, qualities):
            wrong = next(number for number in range(len(titles)) if not _is_read(lines[4 * number : 4 * number + 4]))
            raise Unreadable(f"read {self.count + wrong + 1}", "its four lines are not those of a read")
        if self.count < SAMPLED:
            self._sample(titles, bases)
        self.names = zlib.crc32(b"\n".join(map(_plain_name, titles)) + b"\n", self.names)
        self.count += len(titles)

    def _sample(self, titles: list[bytes], bases: list[bytes]) -> None:
        for number, title in enumerate(titles[: SAMPLED - self.count], self.count + 1):
            text = title[:1000].decode("latin-1")
            if number <= _SHOWN:
                self.notes.text(f"read {number}", "read name", text[1:])
            if len(self._first) < COMPARED:
                self._first.append(_plain_name(title))
            if found := _ILLUMINA.match(text):
                self._cells.add(found[1])
                self._lanes.add(found[2])
                self._mates.update(filter(None, [found[3]]))
        self._lengths.update(map(len, bases[: SAMPLED - self.count]))


def _are_reads(titles: list[bytes], bases: list[bytes], plus: list[bytes], qualities: list[bytes]) -> bool:
    marks = {title[:1] for title in titles} <= {b"@"} and {sign[:1] for sign in plus} <= {b"+"}
    return marks and list(map(len, bases)) == list(map(len, qualities))


def _plain_name(title: bytes) -> bytes:
    """Return the name of a read without what tells its mate."""
    name = title.split(None, 1)[0] if title else title
    return name[:-2] if name.endswith(_MATES) else name
