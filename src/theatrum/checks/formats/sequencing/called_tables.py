"""Inspects the tables of calls beside VCF: MAF (mutations) and SEG (segments of copy number), compressed or not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.flow import Lines, flow_of
from theatrum.checks.formats.gzip_header import tell_gzip_header
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bgzf import check_end, is_blocks
from theatrum.checks.formats.sequencing.samples import tell_sample
from theatrum.checks.formats.told import shown
from theatrum.checks.formats.truncation import note_cut

SAMPLED = 1000
_ROW_TEXTS = 1000  # different texts of a column that are handed over
_VERSION = re.compile(r"#\s*version\s+([0-9][0-9.a-z-]{0,15})", re.IGNORECASE)
_BUILDS = re.compile(r"(grch|hg|grcm|mm)?[0-9]{2}(\.p[0-9]{1,2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of table has. ``required`` are columns in lower case, each with the other names that it may have.

    ``whole`` are columns of whole numbers; ``texts`` matches the names of those that may say who or when, ``samples``
    those of them that name samples.
    """

    what: str
    required: tuple[frozenset[str], ...]
    whole: frozenset[str]
    texts: re.Pattern[str]
    samples: re.Pattern[str]


MAF = Shape(
    "MAF",
    tuple(
        frozenset({name})
        for name in (
            "hugo_symbol",
            "chromosome",
            "start_position",
            "end_position",
            "reference_allele",
            "tumor_seq_allele2",
            "tumor_sample_barcode",
        )
    ),
    frozenset({"start_position", "end_position"}),
    re.compile(r"barcode|uuid|sample|center|sequencer|_file|date|patient|case|donor|comment", re.IGNORECASE),
    re.compile(r"sample_barcode$", re.IGNORECASE),
)
SEG = Shape(
    "SEG",
    (
        frozenset({"chrom", "chromosome", "chr"}),
        frozenset({"loc.start", "start", "start_position", "startpos"}),
        frozenset({"loc.end", "end", "end_position", "endpos"}),
        frozenset({"seg.mean", "segment_mean", "copy_number", "mean", "seg.cn", "log2"}),
    ),
    frozenset({"loc.start", "loc.end", "start", "end"}),
    re.compile(r"^('?id|sample|name|gdc_aliquot)|barcode|sample|patient|case|donor|date|comment", re.IGNORECASE),
    re.compile(r"^('?id|sample|gdc_aliquot)", re.IGNORECASE),
)


@dataclass(slots=True)
class CalledTable:
    """One table while it is read."""

    shape: Shape
    notes: Notes
    columns: list[str] = field(default_factory=list)
    count: int = 0
    _fewest: int = 0
    _whole: list[int] = field(default_factory=list)
    _seen: dict[int, set[str]] = field(default_factory=dict)

    def inspect(self, file: Bytes) -> None:
        """Look at a file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
        tell_gzip_header(file, self.notes)
        lines = Lines(flow_of(file, self.notes.budget))
        rows = self._rows(iter(lines))
        for cells in rows:
            self.count += 1
            if lines.was_cut and len(cells) < len(self.columns):
                note_cut(self.notes, "its last line is not whole", place=f"row {self.count}")
            elif not self._is_row(cells):
                raise Unreadable(f"row {self.count}", f"it has not the columns of {self.shape.what}")
            if self.count <= SAMPLED:
                self._sample(cells)
            elif not self.notes.asked.is_full:
                break
        else:
            self._all_seen()
        if is_blocks(file):
            check_end(file, self.notes)

    def _all_seen(self) -> None:
        self.notes.fact("ROWS", self.count)
        self.notes.was_full = self.notes.asked.is_full
        if not self.columns:
            raise Unreadable("header", "the line of columns is missing")
        if not self.count:
            message, fix = "The file has no rows.", "Look whether the program that made it came to its end."
            self.notes.note("format.no_records", Severity.NOTE, message, fix=fix)

    def _rows(self, lines: Iterator[bytes]) -> Iterator[list[str]]:
        for number, line in enumerate(lines, 1):
            text = line.decode("utf-8", errors="replace")
            if text.startswith("#"):
                self._comment(number, text)
            elif not self.columns:
                self._header(number, text)
            elif text.strip():
                yield text.split("\t")

    def _comment(self, number: int, text: str) -> None:
        if found := _VERSION.match(text):
            self.notes.fact(f"{self.shape.what}_VERSION", found[1])
        self.notes.text(f"line {number}", "comment", text.lstrip("# "))

    def _header(self, number: int, text: str) -> None:
        self.columns = [name.strip().strip("\"'") for name in text.removeprefix("\ufeff").split("\t")]
        folded = {name.casefold() for name in self.columns}
        missing = [min(names) for names in self.shape.required if not names & folded]
        if missing:
            raise Unreadable(f"line {number}", f"it lacks the columns {', '.join(missing)} of {self.shape.what}")
        needed = frozenset().union(*self.shape.required)
        self._fewest = 1 + max(place for place, name in enumerate(self.columns) if name.casefold() in needed)
        self._whole = [place for place, name in enumerate(self.columns) if name.casefold() in self.shape.whole]
        for place, name in enumerate(self.columns, 1):
            self.notes.text(f"column {place}", "column", name)

    def _is_row(self, cells: list[str]) -> bool:
        """Say whether cells may be a row: programs leave empty ones at its end out."""
        return len(self.columns) >= len(cells) >= self._fewest and all(
            _is_number(cells[place]) for place in self._whole if place < len(cells)
        )

    def _sample(self, cells: list[str]) -> None:
        for place, (name, cell) in enumerate(zip(self.columns, cells, strict=False)):
            text = cell.strip().strip('"')
            if name.casefold() == "ncbi_build" and _BUILDS.fullmatch(text):
                self.notes.fact("GENOMIC_REFERENCE", f"GRCh{text}" if text.isdigit() else text)
            seen = self._seen.setdefault(place, set())
            if self.shape.texts.search(name) and text and text not in seen and len(seen) < _ROW_TEXTS:
                seen.add(text)
                where = f"row {self.count}, column {place + 1}"
                if self.shape.samples.search(name):
                    tell_sample(self.notes, where, "sample", text)
                else:
                    self.notes.text(where, shown(name), text)


def _is_number(cell: str) -> bool:
    """Say whether a cell is a number, as R writes them too, or says that there is none."""
    text = cell.strip().strip('"')
    try:
        return text in ("", "NA") or float(text) >= 0
    except ValueError:
        return False
