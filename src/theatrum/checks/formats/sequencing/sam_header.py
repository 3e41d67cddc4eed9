"""The header of alignments: what it says of the reference, and what in it may say who, where and when."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.references import assembly_of
from theatrum.checks.formats.sequencing.samples import plain_path, tell_sample
from theatrum.checks.privacy.hits import Kind

# Fields that are bases, counts or names of sequences, and are not handed to the detectors.
_PLAIN = frozenset({"@RG FO", "@RG KS", "@RG PI", "@RG PL", "@RG PG", "@PG PP", "@HD VN", "@HD SO", "@HD GO", "@HD SS"})
# Nor those that are told in another way.
_ELSEWHERE = _PLAIN | {"@RG DT", "@RG SM"}
_SEQUENCE_PLAIN = frozenset({"SN", "LN", "M5", "TP", "AH", "AN", "SP", "AS"})
_KIND = re.compile(r"@[A-Z][A-Z]")
_PLATFORMS = {
    "CAPILLARY": "CAPILLARY",
    "DNBSEQ": "BGISEQ",
    "HELICOS": "HELICOS",
    "ILLUMINA": "ILLUMINA",
    "IONTORRENT": "ION_TORRENT",
    "LS454": "LS454",
    "ONT": "OXFORD_NANOPORE",
    "PACBIO": "PACBIO_SMRT",
    "SOLID": "ABI_SOLID",
}
_ORDERS = frozenset({"unknown", "unsorted", "queryname", "coordinate"})
# What the lines of a thousand sequences repeat is handed over once.
_MOST_REPEATED = 200
_COUNTED = 100


@dataclass(slots=True)
class SamHeader:
    """What is collected while the lines come."""

    notes: Notes
    lines: Counter[str] = field(default_factory=Counter)
    _platforms: set[str] = field(default_factory=set)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def sequences(self) -> int:
        """How many sequences of a reference there are."""
        return self.lines["@SQ"]

    def take(self, lines: Iterable[bytes]) -> None:
        """Look at lines. Raises BudgetSpent."""
        for number, raw in enumerate(lines, 1):
            line = raw.decode("utf-8", errors="replace")
            kind = line[:3]
            self.lines[kind] += 1
            if kind == "@SQ":
                self._sequence(number, line)
            elif kind == "@CO":
                self.notes.text(f"header line {number}, @CO", "@CO", line[4:])
            elif line.strip("\0 "):
                self._fields(number, kind, line)

    def finish(self, listed: int = 0) -> None:
        """Note the facts; ``listed`` is how many sequences a list beside the text has, which may be empty."""
        sequences = self.sequences or listed
        self.notes.fact("IS_ALIGNED", sequences > 0)
        self.notes.fact("REFERENCE_SEQUENCES", sequences)
        self.notes.fact("READ_GROUPS", self.lines["@RG"])
        if len(self._platforms) == 1:
            self.notes.fact("SEQUENCING_PLATFORM", next(iter(self._platforms)))
        if sequences:
            message = "The header lists a reference (@SQ): the reads are aligned, or were made to look so."
            fix = "Submit aligned reads where aligned reads are asked for; `samtools reset` takes the alignment off."
            self.notes.note("format.reads_aligned", Severity.NOTE, message, fix=fix)
        else:
            message = "The header lists no reference (@SQ): the reads are not aligned."
            fix = "Submit unaligned reads where raw reads are asked for."
            self.notes.note("format.reads_unaligned", Severity.NOTE, message, fix=fix)

    def _sequence(self, number: int, line: str) -> None:
        """Look at a sequence of the reference: there may be many thousand, so they are counted by the hundred."""
        count = self.lines["@SQ"]
        if count % _COUNTED == 0:
            self.notes.budget.spend(structures=_COUNTED)
        name, length = "", ""
        for part in line.split("\t")[1:]:
            tag, value = part[:2], part[3:]
            if tag == "SN":
                name = value
            elif tag == "LN":
                length = value
            elif tag not in _SEQUENCE_PLAIN and (tag, value) not in self._seen and len(self._seen) < _MOST_REPEATED:
                self._seen.add((tag, value))
                label = f"@SQ {tag}" if tag.isalnum() and tag.isascii() else "@SQ"
                self.notes.text(f"header line {number}, {label}", label, plain_path(value))
        if count <= _MOST_REPEATED and length.isascii() and length.isdigit() and len(length) < 12:
            assembly = assembly_of(name, int(length))
            if assembly:
                self.notes.fact("GENOMIC_REFERENCE", assembly)

    def _fields(self, number: int, kind: str, line: str) -> None:
        if not _KIND.fullmatch(kind):
            self.notes.text(f"header line {number}", "header", line)
            return
        for part in line.split("\t")[1:]:
            tag, _, value = part.partition(":")
            name = f"{kind} {tag}" if len(tag) == 2 and tag.isascii() and tag.isalnum() else kind
            place = f"header line {number}, {name}"
            if name == "@RG DT":
                if value.strip():
                    self.notes.forbid(Kind.DATE, place, name, value)
            elif name == "@RG PL":
                self._platforms.update(filter(None, [_PLATFORMS.get(value.strip().upper())]))
            elif name == "@HD SO" and value in _ORDERS:
                self.notes.fact("SORT_ORDER", value)
            elif name == "@RG SM":
                self._sample(place, value)
            if name not in _ELSEWHERE:
                self.notes.text(place, name, value if name != kind else part)

    def _sample(self, place: str, value: str) -> None:
        """A thousand read groups may be of one sample."""
        if ("SM", value) not in self._seen:
            self._seen.add(("SM", value))
            tell_sample(self.notes, place, "@RG SM", value)
