"""Looks into the files of a submission, each with the row that describes it, and keeps what was read of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from theatrum.checks.findings import Finding
from theatrum.checks.formats.bytes import Stream
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked, Inspection
from theatrum.checks.formats.judging import Told, judge_inspection
from theatrum.checks.formats.sniffing import Content, look
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile
from theatrum.checks.submission.estimating import Estimate, estimate
from theatrum.checks.submission.found import FileRows, Found
from theatrum.checks.submission.linking import Row
from theatrum.checks.submission.seen import Seen
from theatrum.checks.submission.slides import Slides

# Bytes done, bytes in all, and the file that comes next.
Progress = Callable[[int, int, str], None]
Announce = Callable[[Estimate], None]
_LONG = 100_000_000  # bytes from which on it is worth saying how long it takes
_BY_HEADER = 1 << 20  # what a file counts for in progress where its header is read


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of one file: its first bytes, the inspection where one was asked for, and the findings.

    ``about_rows`` are those about what its row says, each with its column.
    """

    content: Content | None
    inspection: Inspection | None = None
    about_file: Sequence[Finding] = ()
    about_rows: Sequence[Finding] = ()


class FirstBytes:
    """Looks at the first bytes of files, and no further."""

    def expect(self, files: Sequence[Found]) -> None:
        """Do nothing: it is done soon."""

    def look(self, file: Found, _component: str | None, _rows: Sequence[Row]) -> Looked:
        """Look at a file. Raises OSError."""
        if not file.size:
            return Looked(None)
        with file.path.open("rb", buffering=0) as stream:
            return Looked(look(Stream(stream, file.size)))

    def finish(self) -> None:
        """Do nothing."""


@dataclass(slots=True)
class Inspecting:
    """Inspects files, each once. ``is_full`` reads all of them; ``judge`` says what identifying data lead to."""

    profile: Profile
    judge: Judge
    is_full: bool = False
    progress: Progress = field(default=lambda _done, _total, _name: None)
    announce: Announce | None = None
    looked: dict[Path, Inspection] = field(default_factory=dict)
    declared: dict[Path, Mapping[str, str]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    slides: Slides = field(init=False)
    _told: Told = field(default_factory=dict, repr=False)
    _done: int = 0
    _total: int = 0

    def __post_init__(self) -> None:
        self.slides = Slides(self.profile.inspections)

    def expect(self, files: Sequence[Found]) -> None:
        """Say which files will come, for the progress that is shown; where much is read, how long it takes."""
        self._total = sum(self._weight(file) for file in files)
        if self.is_full and self.announce is not None and self._total >= _LONG:
            self.announce(estimate(files))

    def look(self, file: Found, component: str | None, rows: Sequence[Row]) -> Looked:
        """Look at a file; a folder that is one file to its format is not opened. Raises OSError."""
        if not file.size:
            return Looked(None)
        self.progress(self._done, self._total, file.name)
        self._done += self._weight(file)
        declared = _declared(rows)
        asked = Asked(
            name=file.path.name,
            component=component,
            declared=declared,
            is_full=self.is_full,
            rules=self.profile.inspections,
            reads_texts=True,
        )
        with file.path.open("rb", buffering=0) as stream:
            opened = Stream(stream, file.size)
            content = look(opened)
            inspection = inspect_file(opened, asked)
        self.looked[file.path], self.declared[file.path] = inspection, declared
        self.seen.append(Seen(file, component, declared, inspection))
        found = judge_inspection(inspection, self.judge, asked, self.profile, told=self._told)
        self.slides.add(file, component)
        return Looked(
            content,
            inspection,
            [replace(finding, file=file.name) for finding in found if finding.column is None],
            [_on_row(finding, row) for finding in found if finding.column is not None for row in rows],
        )

    def finish(self) -> None:
        """Show that all is done."""
        self.progress(self._total, self._total, "")

    def _weight(self, file: Found) -> int:
        return (file.size or 0) if self.is_full else min(file.size or 0, _BY_HEADER)


def _on_row(finding: Finding, row: Row) -> Finding:
    table = row.table
    return replace(finding, file=table.file, sheet=table.sheet, component=table.component, row=row.number)


def _declared(rows: Sequence[Row]) -> dict[str, str]:
    """Return what the first row of a file says, without its empty cells."""
    if not rows:
        return {}
    table: FileRows = rows[0].table
    cells = table.frame.row(rows[0].number - table.first_row, named=True)
    return {name: str(cell) for name, cell in cells.items() if cell is not None and str(cell).strip()}
