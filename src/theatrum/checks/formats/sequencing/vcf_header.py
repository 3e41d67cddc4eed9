"""The header of variants: what it says of reference and samples, and what in it may say who, where and when."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.references import assembly_of
from theatrum.checks.formats.sequencing.samples import plain_path, tell_sample
from theatrum.checks.formats.told import shown
from theatrum.checks.privacy.hits import Kind

COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
_VERSION = re.compile(r"VCFv([0-9]\.[0-9])")
# Dates beside command lines: Date="March 4, 2021 10:11:12 AM UTC", or Date=Thu Mar  4 10:11:12 2021.
_DATE = re.compile(r"\b(?:date|time|epoch)\s*=\s*(\"[^\"]*\"|[^,>;\"]*)", re.IGNORECASE)
_DATE_KEY = re.compile(r"(^|[a-z_ .-])(date|time|timestamp)$", re.IGNORECASE)
_CONTIG = re.compile(r"\bID=([^,>]+).*?\blength=([0-9]{1,11})\b")
_CONTIG_TEXT = re.compile(r"\b(URL|assembly|Description|source)=(\"[^\"]*\"|[^,>]*)")
_REFERENCES = frozenset({"reference", "assembly", "genome", "refseq"})
_MOST_REPEATED = 200


@dataclass(slots=True)
class VcfHeader:
    """What is collected while the lines come; ``samples`` is None until their line came."""

    notes: Notes
    samples: int | None = None
    contigs: int = 0
    columns: int = 0
    has_reference: bool = False
    _number: int = 0
    _seen: set[str] = field(default_factory=set)

    def take_all(self, lines: Iterable[bytes]) -> None:
        """Look at all lines of a header. Raises Unreadable where the line of columns does not come."""
        for line in lines:
            if line and self.take(line):
                break
        if self.samples is None:
            raise Unreadable("header", "the line that begins with #CHROM is missing")

    def take(self, raw: bytes) -> bool:
        """Look at the next line; say whether it is the last one of the header. Raises Unreadable and BudgetSpent."""
        self._number += 1
        line = raw.decode("utf-8", errors="replace").rstrip("\r\0")
        if self._number == 1:
            self._first(line)
        elif line.startswith("##"):
            self._meta(line[2:])
        elif line.startswith("#CHROM"):
            self._columns(line.split("\t"))
            return True
        else:
            raise Unreadable(self._place, "the line that begins with #CHROM is missing")
        return False

    @property
    def _place(self) -> str:
        return f"header line {self._number}"

    def _first(self, line: str) -> None:
        key, _, value = line.partition("=")
        found = _VERSION.fullmatch(value.strip())
        if key != "##fileformat" or not found:
            raise Unreadable(self._place, "it does not begin with ##fileformat=VCF and a version")
        self.notes.fact("VCF_VERSION", found[1])

    def _meta(self, line: str) -> None:
        key, _, value = line.partition("=")
        name = shown(f"##{key}", "##")
        self.has_reference = self.has_reference or key in _REFERENCES
        if key == "contig":
            self._contig(value)
        elif _DATE_KEY.search(key):
            if value.strip():
                self.notes.forbid(Kind.DATE, self._place, name, value)
        else:
            if "ommand" in key or "ommand" in value:
                value = _DATE.sub(lambda found: self._dated(name, found), value)
            self.notes.text(self._place, name, plain_path(value) if name != "##" else line)

    def _dated(self, name: str, found: re.Match[str]) -> str:
        """Note a date beside a command line; return blanks for it, so that it is told once."""
        if text := found[1].strip('" '):
            self.notes.forbid(Kind.DATE, self._place, f"{name} Date", text)
        return " " * len(found[0])

    def _contig(self, value: str) -> None:
        self.notes.budget.spend(structures=1)
        self.contigs += 1
        if self.contigs > _MOST_REPEATED:
            return
        found = _CONTIG.search(value)
        if found and (assembly := assembly_of(found[1], int(found[2]))):
            self.notes.fact("GENOMIC_REFERENCE", assembly)
        for part in _CONTIG_TEXT.finditer(value):
            if part[0] not in self._seen:
                self._seen.add(part[0])
                self.notes.text(self._place, f"##contig {part[1]}", plain_path(part[2].strip('"')))

    def _whole(self) -> None:
        """Note what only the whole header tells."""
        if not self.contigs and not self.has_reference:
            message = "The header names neither a reference nor its sequences (##reference, ##contig)."
            fix = "Add them: `bcftools reheader --fai` does it from the index of the reference."
            self.notes.note("format.no_reference", Severity.NOTE, message, fix=fix, place="header")
        if self.samples:
            message = (
                f"The file has genotypes, of {self.samples} samples: those of inherited variants are a person's own."
            )
            fix = "Look whether they are somatic only, or whether access to the file is to be controlled."
            self.notes.note("format.genotypes", Severity.NOTE, message, fix=fix)

    def _columns(self, names: list[str]) -> None:
        if tuple(names[:8]) != COLUMNS or (len(names) > 8 and names[8] != "FORMAT"):
            raise Unreadable(self._place, "its columns are not those of VCF")
        samples = names[9:]
        self.samples, self.columns = len(samples), len(names)
        self.notes.fact("SAMPLES", len(samples))
        self.notes.fact("REFERENCE_SEQUENCES", self.contigs)
        self._whole()
        for number, sample in enumerate(samples, 10):
            tell_sample(self.notes, f"column {number}", "sample", sample)
