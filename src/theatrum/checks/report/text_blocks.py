"""One thing to mend, as a block of lines: what is wrong, where, and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from theatrum.checks.findings import Finding, Group
from theatrum.checks.report.clusters import Cluster
from theatrum.checks.report.look import Look, printable, shown_value
from theatrum.checks.report.matches import match_text
from theatrum.checks.report.numbers import RANGES, counted, row_ranges

VALUES_SHOWN = 5
FILES_SHOWN = 5
ALL_RANGES = 200
_LABEL = 9
_INDENT = " " * (_LABEL + 2)


def block(cluster: Cluster, look: Look) -> Iterator[str]:
    """Yield the lines of one thing to mend."""
    yield from _headed(_with_column(cluster), cluster, look)
    shown = cluster.groups if look.show_all else cluster.groups[:VALUES_SHOWN]
    shared = _shared_fix(cluster)
    for group in shown:
        yield from _matches(group, look) if group.matches else _place(group, cluster, look)
        if group.finding.fix != shared and (fix := _new(group.finding.fix, cluster.message)):
            yield from _advice(fix, look, _INDENT + "  ")
    rest = cluster.groups[len(shown) :]
    if rest:
        yield _INDENT + _left(rest)
    if shared and (fix := _new(shared, cluster.message)):
        yield from _advice(fix, look, _INDENT)
    yield from _address(cluster.finding, look)


def _address(finding: Finding, look: Look) -> Iterator[str]:
    """Yield where to read on, in a line of its own whatever its length: terminals make a link of it."""
    if address := look.address(finding):
        yield look.faint(f"{_INDENT}{address}")


def _left(groups: Sequence[Group]) -> str:
    """Say how much is not shown; a group without a value stands for any number of them."""
    cells = counted(sum(group.count for group in groups), "cell")
    is_counted = all(group.finding.value is not None for group in groups)
    return f"and {cells} with {counted(len(groups), 'other value') if is_counted else 'other values'}"


def renamed_block(clusters: Sequence[Cluster], look: Look) -> Iterator[str]:
    """Yield the lines for several columns whose headers are not quite the model's: one block for all of them."""
    yield from _headed(f"{len(clusters):,} columns are not named exactly as in the data model.", clusters[0], look)
    for cluster in clusters:
        yield from _with_bold(f'"{cluster.finding.column}"', cluster.finding.fix or "", look)
    yield from _address(replace(clusters[0].finding, column=None), look)


def missing_block(clusters: Sequence[Cluster], look: Look) -> Iterator[str]:
    """Yield the lines for several columns that lack, or are empty in every row: one block for all of them."""
    message = f"{len(clusters):,} required columns are missing, or empty in every row."
    yield from _headed(message, clusters[0], look)
    for cluster in clusters:
        what = (cluster.finding.fix or "").removeprefix("Add it: ")
        yield from _with_bold(cluster.finding.column or "", what, look)
    yield from _address(replace(clusters[0].finding, column=None), look)


def file_block(cluster: Cluster, look: Look) -> Iterator[str]:
    """Yield the lines of one thing to mend about whole files, or about what is in none of them."""
    yield from _headed(_with_column(cluster), cluster, look)
    nowhere = [group.finding.value for group in cluster.groups if not group.finding.file and group.finding.value]
    names = [*map(printable, _placed(cluster)), *map(shown_value, nowhere)]
    shown = names if look.show_all else names[:FILES_SHOWN]
    for name in shown:
        yield _INDENT + look.bold(name)
    if left := len(names) - len(shown):
        what = "more place" if len(names) > len(cluster.files) else "more file"
        yield f"{_INDENT}and {counted(left, what) if cluster.files else f'{left:,} more'}"
    shared = _shared_fix(cluster)
    if fix := _new(shared, cluster.message):
        yield from _advice(fix, look, _INDENT)
    elif shared is None:
        yield from _several_fixes(cluster, look)


def _several_fixes(cluster: Cluster, look: Look) -> Iterator[str]:
    """Yield what to do about each kind of file, where that differs: the files are named by one of them."""
    files: dict[str, list[str]] = {}
    for group in cluster.groups:
        if group.finding.fix and group.finding.file:
            files.setdefault(group.finding.fix, []).append(group.finding.file)
    for fix, names in list(files.items())[: None if look.show_all else FILES_SHOWN]:
        others = len(set(names)) - 1
        named = f"{printable(names[0])} and {others:,} more" if others else printable(names[0])
        yield from _advice(f"{named}: {fix}", look, _INDENT)


def _placed(cluster: Cluster) -> list[str]:
    """Return the files of a cluster, each place in them apart where places are told."""
    if all(group.finding.place is None for group in cluster.groups):
        return cluster.files
    return [_in_file(group.finding) for group in cluster.groups if group.finding.file]


def _in_file(finding: Finding) -> str:
    return ", ".join(part for part in (finding.file or "", _told_place(finding)) if part)


def _told_place(finding: Finding) -> str:
    """Return the place in a file or a header, and of a match where it stands there."""
    where = (finding.place or "", match_text(finding.match) if finding.match else "")
    return ", ".join(part for part in where if part)


def _headed(message: str, cluster: Cluster, look: Look) -> Iterator[str]:
    head = f"  {cluster.finding.severity.value:<{_LABEL}}"
    lines = list(look.wrapped(message, head, _INDENT))
    yield look.severity(cluster.finding.severity, head) + lines[0][len(head) :]
    yield from lines[1:]


def _place(group: Group, cluster: Cluster, look: Look) -> Iterator[str]:
    value, where = group.finding.value, _where(group, cluster, look) or _told_place(group.finding)
    if value is not None:
        yield from _with_bold(shown_value(value), where, look)
    elif any(other.finding.value is not None for other in cluster.groups):
        yield from _with_bold("(values not shown)", where, look)
    elif where:
        yield from look.wrapped(where, _INDENT, _INDENT)


def _matches(group: Group, look: Look) -> Iterator[str]:
    """Yield where in its cells something identifying stands, a line a place."""
    places = list(zip(group.rows, group.matches, strict=True))
    shown = places if look.show_all else places[:VALUES_SHOWN]
    for row, match in shown:
        yield from look.wrapped(f"row {row}, {match_text(match)}", _INDENT, _INDENT + "  ")
    if left := len(places) - len(shown):
        yield f"{_INDENT}and {counted(left, 'more place')}"


def _with_column(cluster: Cluster) -> str:
    """Return the message, led by its column where it does not name it; where its header differs, that is told too."""
    column, header = cluster.finding.column, cluster.header
    message = cluster.message if column is None or column in cluster.message else f"{column}: {cluster.message}"
    return message if header is None else f'{message} (Its header: "{header}".)'


def _where(group: Group, cluster: Cluster, look: Look) -> str:
    if len(group.rows) == 0:
        return ""
    if cluster.is_everywhere and group.finding.value is None and group.count > 1:
        return f"all {counted(len(group.rows), 'row')}"
    ranges = row_ranges(group.rows, ALL_RANGES if look.show_all else RANGES)
    if group.count == 1:
        return f"row {ranges}"
    if group.finding.value is None:
        return f"{group.count:,} rows: {ranges}"
    return f"{group.count:,} cells: rows {ranges}"


def _with_bold(name: str, text: str, look: Look) -> Iterator[str]:
    name = printable(name)
    lines = list(look.wrapped(text, f"{_INDENT}{name}  ", _INDENT + "  "))
    yield _INDENT + look.bold(name) + lines[0][len(_INDENT) + len(name) :]
    yield from lines[1:]


def _advice(fix: str, look: Look, indent: str) -> Iterator[str]:
    for line in look.wrapped(fix, f"{indent}-> ", f"{indent}   "):
        yield line[: len(indent)] + look.advice(line[len(indent) :])


def _shared_fix(cluster: Cluster) -> str | None:
    """Return the advice for all values that have none of their own; None where there are several."""
    fixes = {group.finding.fix for group in cluster.groups}
    if len(fixes) > 1:
        fixes = {group.finding.fix for group in cluster.groups if not group.finding.suggestions and group.finding.fix}
    return fixes.pop() if len(fixes) == 1 else None


def _new(fix: str | None, message: str) -> str:
    """Return the advice, unless the message has said all of it already."""
    text = fix or ""
    return "" if text.removeprefix("Write ").rstrip(".") in message else text
