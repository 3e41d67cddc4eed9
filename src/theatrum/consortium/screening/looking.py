"""Looking at one file: names, header, cells, text. Outside of any transaction; nothing that was found leaves here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from theatrum.checks.findings import Finding, Match, Verdict
from theatrum.checks.formats.inspecting import STOPPED, UNREADABLE, Inspection, inspect_file
from theatrum.checks.formats.inspection import Asked, Fact
from theatrum.checks.formats.judging import judge_inspection
from theatrum.checks.formats.registry import MODULES
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.hits import Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.tables.headers import match_headers
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import TableKind, kind_of
from theatrum.checks.tables.table import Table
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening import reading_texts
from theatrum.consortium.screening.engine import judge_of
from theatrum.consortium.screening.hiding import strongest
from theatrum.consortium.screening.models import FILE_NAME
from theatrum.consortium.screening.shapes import safe, shape_of
from theatrum.consortium.screening.stored import opened
from theatrum.consortium.screening.subjects import Subject
from theatrum.consortium.screening.talk import may_stand
from theatrum.repository.records.errors import RowsUnreadable
from theatrum.repository.records.reading import read_all
from theatrum.repository.records.stored import source_of

# So many places are kept of a file; all are counted.
MOST_PLACES = 1000
_TEXTS = frozenset({"", "text", "gzip"})
# What is said of tables that were not read, or not whole.
_UNREAD = frozenset({"table.unreadable", "table.too_large", "table.old_format", "table.password"})
_BINARY = frozenset({TableKind.XLSX, TableKind.PARQUET})
_LONGEST_FACT = 200

# Bytes done, bytes in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding as it is kept, with the shape of what stands there."""

    finding: Finding
    shape: str = ""


@dataclass(slots=True)
class Look:
    """What was seen of a file. ``is_unreadable``: not enough could be looked at to call it clear."""

    label: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    pictures: list[list[object]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    # What was found in each name, the strongest alone: for who hides it.
    names: dict[str, Verdict | None] = field(default_factory=dict, repr=False)
    is_unreadable: bool = False
    # Whether people write to each other here.
    is_talk: bool = False

    def add(self, finding: Finding, *, shape: str = "") -> None:
        """Count a finding, and keep it while there is room: what leads to more than a note always comes first."""
        if self.is_talk and may_stand(finding):
            finding = replace(finding, verdict=Verdict.NOTE)
        verdict = finding.verdict.value if finding.verdict else ""
        self.counts[verdict] = self.counts.get(verdict, 0) + 1
        if self.counts[verdict] <= MOST_PLACES:
            self.seen.append(Seen(finding, shape))

    def add_all(self, findings: Iterable[Finding]) -> None:
        """Count and keep several, as ``add`` does."""
        for finding in findings:
            self.add(finding)


def look_at(subject: Subject, progress: Progress) -> Look:
    """Look at a file in the store, or at the names of one elsewhere. Raises BlobNotFound, OSError."""
    judge, look = judge_of(subject.model), Look(is_talk=subject.is_talk)
    for name in subject.names:
        findings = judge.text(name, Context(Where.NAME, component=subject.component))
        look.names[name] = strongest(findings)
        for finding in findings:
            look.add(replace(finding, place=FILE_NAME), shape=_shape(replace(finding, place=name), {name: name}))
    if subject.handle.is_link:
        for finding in judge.text(subject.handle.url, Context(Where.NAME, name="url", component=subject.component)):
            look.add(replace(finding, place="address"))
        return look
    kind = TableKind.CSV if subject.is_record_set else kind_of(source_of(subject.handle))
    _look_inside(subject, judge, look, is_table=kind is not None)
    # A table is no text that somebody wrote to others, wherever it was put.
    is_talk, look.is_talk = look.is_talk, False
    if not _look_at_tables(subject, judge, look, progress, kind) and look.label in _TEXTS:
        look.is_talk = is_talk
        _look_at_text(subject, judge, look, progress)
    progress(subject.handle.size, subject.handle.size)
    look.seen = [_kept(judge, one) for one in look.seen]
    return look


def _look_inside(subject: Subject, judge: Judge, look: Look, *, is_table: bool) -> None:
    asked = Asked(
        name=subject.names[0],
        component=subject.component,
        declared=subject.declared,
        rules=in_force().inspections,
        # Cells of tables are read elsewhere, all of them.
        reads_texts=not is_table,
    )
    with opened(subject.handle) as file:
        inspection = inspect_file(file, asked)
    look.label = inspection.label or ""
    # Nor is a picture, or a program's file.
    look.is_talk = look.is_talk and look.label in _TEXTS
    look.facts = _safe_facts(judge, inspection)
    look.pictures = [
        [one.kind, safe(judge, one.place, longest=200), one.index, one.width, one.height] for one in inspection.pictures
    ]
    look.is_unreadable = any(one.code in {UNREADABLE, STOPPED} for one in inspection.noted)
    texts = {one.place: one.text for one in inspection.texts}
    texts |= {one.place: one.text for one in inspection.forbidden}
    for finding in judge_inspection(inspection, judge, asked, in_force()):
        look.add(finding, shape=_shape(finding, texts))


def _look_at_tables(subject: Subject, judge: Judge, look: Look, progress: Progress, kind: TableKind | None) -> bool:
    """Judge the cells of a table; tells whether it is one. A name alone makes no table of reads or pictures."""
    if kind is None or (kind not in _BINARY and look.label in MODULES):
        return False
    rows = 0
    try:
        for table in _tables(subject):
            is_unread = any(group.finding.code in _UNREAD for group in table.groups)
            if is_unread and look.label in _TEXTS:
                return False
            # Nobody else reads it: without a look it is not called clear.
            look.is_unreadable |= is_unread
            _look_at_table(subject, judge, look, table)
            rows += table.frame.height
            progress(min(rows, subject.handle.size), subject.handle.size)
    except RowsUnreadable:
        return False
    return True


def _tables(subject: Subject) -> Iterator[Table]:
    if subject.is_record_set and subject.descriptor:
        return read_all(subject.handle, subject.descriptor)
    return read_tables(source_of(subject.handle))


def _look_at_table(subject: Subject, judge: Judge, look: Look, table: Table) -> None:
    described = in_force().component(subject.component or "", subject.model or "")
    names = match_headers(table.frame.columns, list(described.attributes)).names if described else {}
    if table.first_row == 1:
        for header in table.frame.columns:
            for finding in judge.text(header, Context(Where.HEADER, component=subject.component)):
                look.add(replace(finding, place="header", sheet=table.sheet))
    for group in judge.table(table, subject.component, names):
        for finding in group.findings():
            look.add(replace(finding, file=None))


def _look_at_text(subject: Subject, judge: Judge, look: Look, progress: Progress) -> None:
    known: set[tuple[str, int]] = set()
    with opened(subject.handle) as file:
        for start, text in reading_texts.pieces_of(file):
            # What stands where two pieces overlap is found in both.
            fresh = {_place(one): one for one in _in_text(judge, subject, start, text) if _place(one) not in known}
            known |= fresh.keys()
            look.add_all(fresh.values())
            progress(min(start, subject.handle.size), subject.handle.size)


def _place(finding: Finding) -> tuple[str, int]:
    return finding.code, finding.match.offset if finding.match else 0


def _in_text(judge: Judge, subject: Subject, start: int, text: str) -> Iterator[Finding]:
    """Yield what a piece of a text holds, with places in the whole of it."""
    for finding in judge.text(text, Context(Where.TEXT, component=subject.component)):
        match = finding.match
        moved = match and Match(start + match.offset, match.length, match.digest)
        yield replace(finding, place="text", match=moved)


def _shape(finding: Finding, texts: dict[str, str]) -> str:
    text, match = texts.get(finding.place or ""), finding.match
    if text is None or match is None or finding.verdict is not Verdict.HOLD:
        return ""
    return shape_of(text[match.offset : match.offset + match.length])


def _kept(judge: Judge, seen: Seen) -> Seen:
    """Return a finding without anything that the file says, in places too."""
    finding = seen.finding
    place, column, sheet = (
        safe(judge, text, longest=longest)
        for text, longest in ((finding.place, 300), (finding.column, 200), (finding.sheet, 100))
    )
    kept = replace(finding, value=None, suggestions=(), place=place, column=column, sheet=sheet)
    said = ((finding.place or "")[:300], (finding.column or "")[:200], (finding.sheet or "")[:100])
    if (place, column, sheet) != said:
        # Words may name the column.
        kept = replace(kept, message="What stands here identifies, and so does the name of the place.", fix=None)
    return Seen(kept, seen.shape)


def _safe_facts(judge: Judge, inspection: Inspection) -> dict[str, Fact]:
    return {name: fact for name, fact in inspection.facts.items() if _is_safe(judge, name, fact)}


def _is_safe(judge: Judge, name: str, fact: Fact) -> bool:
    texts = [fact] if isinstance(fact, str) else list(fact) if isinstance(fact, tuple) else []
    context = Context(Where.HEADER, name=name)
    return all(len(text) <= _LONGEST_FACT and not judge.text(text, context) for text in texts)
