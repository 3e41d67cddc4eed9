"""A report for people at a terminal: by table, what to do first, and at the end where to begin."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.findings import Group, Severity
from theatrum.checks.report.asides import Asides, set_aside
from theatrum.checks.report.clusters import RENAMED, Cluster, Urgency, clusters_of, missing_columns
from theatrum.checks.report.document import Input, Report
from theatrum.checks.report.look import Look, printable
from theatrum.checks.report.numbers import counted
from theatrum.checks.report.text_blocks import block, file_block, missing_block, renamed_block
from theatrum.checks.report.text_summary import closing

MOST_BLOCKS = 20
# Notes on a whole table, and the like, that differ by a name only.
MOST_ALIKE = 3
CLEAN_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Section:
    """One table and what is to be mended in it. Without an ``input``: all other files together, or the submission."""

    title: str
    input: Input | None
    clean: int | None
    clusters: Sequence[Cluster]

    @property
    def urgency(self) -> Urgency:
        """The urgency of the first thing to mend."""
        return min((cluster.urgency for cluster in self.clusters), default=Urgency.NOTE)


def text_lines(report: Report, look: Look) -> Iterator[str]:
    """Yield the lines of the report, without line ends."""
    asides = set_aside(report, show_all=look.show_all, is_final=look.is_final)
    sections = _sections(report, asides.shown)
    for section in sections:
        if section.clusters:
            yield from _section(section, look)
            yield ""
    yield from _clean(_passed(report, asides), look)
    yield from closing(report, asides, [section.clusters for section in sections], look)


def _sections(report: Report, shown: Sequence[Group]) -> list[Section]:
    """Return a section for each table, for the other files, and for the whole: what cannot be read first."""
    by_place: dict[tuple[str | None, str | None], list[Group]] = {}
    for group in shown:
        by_place.setdefault((group.finding.file, group.finding.sheet), []).append(group)
    whole = by_place.pop((None, None), [])
    sections = [
        Section(_name(one), one, clean, clusters_of(by_place.pop((one.file, one.sheet), ()), one.rows))
        for one, clean in zip(report.inputs, report.clean_rows(), strict=True)
        if one.rows is not None
    ]
    others = [group for groups in by_place.values() for group in groups]
    sections.append(Section("Files", None, None, clusters_of(others, None)))
    sections.append(Section("The submission as a whole", None, None, clusters_of(whole, None)))
    return sorted(sections, key=lambda section: section.urgency is not Urgency.UNREADABLE)


def _section(section: Section, look: Look) -> Iterator[str]:
    yield from _title(section, look)
    lacking = missing_columns(section.clusters)
    lacking = lacking if len(lacking) > 1 else []
    renamed = [cluster for cluster in section.clusters if cluster.finding.code == RENAMED]
    blocks = [cluster for cluster in section.clusters if cluster not in (*lacking, *renamed[1:])]
    shown, alike = (blocks, 0) if look.show_all else _without_alike(blocks)
    left = [] if look.show_all else shown[MOST_BLOCKS:]
    lines = block if section.input is not None else file_block
    for cluster in shown[: len(shown) - len(left)]:
        if lacking and cluster.urgency >= Urgency.HEADER:
            yield from missing_block(lacking, look)
            lacking = []
        yield from renamed_block(renamed, look) if cluster in renamed and renamed[1:] else lines(cluster, look)
    if lacking:
        yield from missing_block(lacking, look)
    if left or alike:
        places = counted(sum(cluster.count for cluster in left) + alike, "place")
        yield f"  ... and more to mend, at {places}: --all shows it."


def _without_alike(clusters: Sequence[Cluster]) -> tuple[list[Cluster], int]:
    """Leave out what is said of a table in nearly the same words again and again; return how much that is."""
    seen: Counter[tuple[str, Severity]] = Counter()
    shown: list[Cluster] = []
    for cluster in clusters:
        kind = (cluster.finding.code, cluster.finding.severity)
        seen[kind] += not cluster.has_rows
        if cluster.has_rows or seen[kind] <= MOST_ALIKE:
            shown.append(cluster)
    return shown, len(clusters) - len(shown)


def _title(section: Section, look: Look) -> Iterator[str]:
    one = section.input
    if one is None:
        yield look.bold(section.title)
        return
    name = section.title
    facts = ", ".join(_facts(one, section.clean))
    lines = list(look.wrapped(f"{name}: {facts}" if facts else name, "", "  "))
    shown = lines[0][: len(name)]
    yield look.bold(shown) + lines[0][len(shown) :]
    yield from lines[1:]
    if one.component and one.how_recognised:
        yield from (
            look.faint(line) for line in look.wrapped(f"read as {one.component}, {one.how_recognised}", "  ", "  ")
        )


def _facts(one: Input, clean: int | None) -> Iterator[str]:
    if one.component:
        yield one.component
    if one.rows is not None and clean is not None:
        yield f"{clean:,} of {counted(one.rows, 'row')} {'is' if 1 in (clean, one.rows) else 'are'} clean"


def _name(one: Input) -> str:
    return printable(one.file if one.sheet is None else f"{one.file}, sheet {one.sheet}")


def _passed(report: Report, asides: Asides) -> list[Input]:
    """Return the inputs that were looked at and of which nothing was told above."""
    told = {(group.finding.file, group.finding.sheet) for group in asides.shown}
    unseen = {one.file for one in report.not_checked}
    return [one for one in report.inputs if (one.file, one.sheet) not in told and one.file not in unseen]


def _clean(found: Sequence[Input], look: Look) -> Iterator[str]:
    """Yield what passed; what was not checked is not among it."""
    tables = [one for one in found if one.rows is not None]
    shown = tables if look.show_all else tables[:CLEAN_SHOWN]
    told = [f"{_name(one)}: {f'{one.component}, ' if one.component else ''}{_rows(one)}" for one in shown]
    if len(tables) > len(shown):
        told.append(counted(len(tables) - len(shown), "more table"))
    if len(found) > len(tables):
        told.append(counted(len(found) - len(tables), "other file"))
    for text in told:
        lines = list(look.wrapped(text, "clean  ", "       "))
        yield look.good("clean") + lines[0].removeprefix("clean")
        yield from lines[1:]
    if found:
        yield ""


def _rows(one: Input) -> str:
    return counted(one.rows or 0, "row")
