"""Inspects BAM: the header's text, the reference, the first records or all, and the block that marks the end."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import Inflated, Taken
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bgzf import check_end
from theatrum.checks.formats.sequencing.sam_header import SamHeader

LARGEST_HEADER = 32 * 1024 * 1024
SAMPLED = 200
_MAGIC = b"BAM\1"
_RECORD = struct.Struct("<iiBBHHHiiii")
_WHOLE = struct.Struct("<i" + _RECORD.format.removeprefix("<"))
_LARGEST_RECORD = 64 * 1024 * 1024
_UNMAPPED, _NOT_PRIMARY = 0x4, 0x900
_SHOWN = 3


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a BAM file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    content = Taken(Inflated(file, notes.budget))
    if content.exactly(4, "header") != _MAGIC:
        raise Unreadable("header", "it does not begin as BAM does")
    header = SamHeader(notes)
    header.take(header_text(content).split(b"\n"))
    references = _references(content, notes)
    header.finish(references)
    if references != header.sequences and header.sequences:
        message = f"The header's text lists {header.sequences} sequences of a reference, its list has {references}."
        fix = "Write the header anew with samtools reheader."
        notes.note("format.bam_references", Severity.WARNING, message, fix=fix, place="header")
    records = Records(notes, references)
    records.take(content)
    check_end(file, notes)
    notes.was_full = notes.asked.is_full


def header_text(content: Taken) -> bytes:
    """Return the text of the header, whose length stands before it. Raises Unreadable."""
    length: int = struct.unpack("<i", content.exactly(4, "header"))[0]
    if not 0 <= length <= LARGEST_HEADER:
        raise Unreadable("header", f"its text is said to have {length} bytes; at most {LARGEST_HEADER} are read")
    return content.exactly(length, "header").rstrip(b"\0")


def _references(content: Taken, notes: Notes) -> int:
    count: int = struct.unpack("<i", content.exactly(4, "references"))[0]
    if count < 0:
        raise Unreadable("references", "their number is negative")
    notes.budget.spend(structures=count)
    following = content.exactly(4, "reference 1") if count else b""
    for number in range(1, count + 1):
        place = f"reference {number}"
        length: int = struct.unpack("<i", following)[0]
        if not 1 <= length <= 10_000:
            raise Unreadable(place, "the length of its name cannot be true")
        # A name, the length of the sequence, and the length of the next name.
        following = content.exactly(length + 4 + 4 * (number < count), place)[-4:]
    return count


@dataclass(slots=True)
class Records:
    """The alignments: a sample of them, or all."""

    notes: Notes
    references: int
    count: int = 0
    reads: int = 0
    unmapped: int = 0
    _lengths: set[int] = field(default_factory=set)

    def take(self, content: Taken) -> None:
        """Look at records. Raises Unreadable where one cannot be true, BudgetSpent."""
        for body in self._sample(content):
            self.count += 1
            self._look(body)
        if self.notes.asked.is_full:
            self._count_all(content)
            self.notes.fact("TOTAL_READS", self.reads)
            self.notes.fact("TOTAL_UNMAPPED_READS", self.unmapped)
        if len(self._lengths) == 1:
            self.notes.fact("READ_LENGTH", next(iter(self._lengths)))
        if not self.count:
            message, fix = "The file has no reads.", "Look whether the program that made it came to its end."
            self.notes.note("format.no_records", Severity.WARNING, message, fix=fix)

    def _sample(self, content: Taken) -> Iterator[bytes]:
        while self.count < SAMPLED and content.fill(1):
            place = f"record {self.count + 1}"
            (length,) = struct.unpack("<i", content.exactly(4, place))
            if not _RECORD.size < length <= _LARGEST_RECORD:
                raise Unreadable(place, "its length cannot be true")
            yield content.exactly(length, place)

    def _look(self, body: bytes) -> None:
        fields = _RECORD.unpack_from(body)
        if not self._is_sound(len(body), fields):
            raise Unreadable(f"record {self.count}", "its fields contradict each other")
        self._lengths.add(fields[7])
        self._name(body, fields[2])
        self.reads += not fields[6] & _NOT_PRIMARY
        self.unmapped += bool(fields[6] & _UNMAPPED)

    def _is_sound(self, length: int, fields: tuple[int, ...]) -> bool:
        reference, _, name_length, _, _, operations, _, bases, mate, _, _ = fields
        needed = _RECORD.size + name_length + 4 * operations + (bases + 1) // 2 + bases
        last = self.references
        return name_length > 0 and bases >= 0 and needed <= length and -1 <= reference < last and -1 <= mate < last

    def _count_all(self, content: Taken) -> None:
        """Look at all records that are left, in place: there may be a thousand million."""
        held = 0
        while True:
            data = content.more()
            if len(data) == held:
                break
            content.drop(self._count_held(data))
            held = len(data)
        if held:
            raise Unreadable(f"record {self.count + 1}", "the content ends in the middle of it")

    def _count_held(self, data: bytearray) -> int:
        """Count the records that are whole, and return how many bytes they are."""
        at, end = 0, len(data)
        count, reads, unmapped = self.count, self.reads, self.unmapped
        while at + _WHOLE.size <= end:
            length, *fields = _WHOLE.unpack_from(data, at)
            if not _RECORD.size < length <= _LARGEST_RECORD or not self._is_sound(length, tuple(fields)):
                raise Unreadable(f"record {count + 1}", "its fields contradict each other")
            if at + 4 + length > end:
                break
            at += 4 + length
            count += 1
            flag = fields[6]
            reads += not flag & _NOT_PRIMARY
            unmapped += (flag & _UNMAPPED) >> 2
        self.count, self.reads, self.unmapped = count, reads, unmapped
        return at

    def _name(self, body: bytes, length: int) -> None:
        if self.count <= _SHOWN:
            name = body[_RECORD.size : _RECORD.size + length - 1].decode("latin-1")
            self.notes.text(f"record {self.count}", "read name", name)
