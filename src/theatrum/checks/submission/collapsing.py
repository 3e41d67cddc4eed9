"""Keeps a report short: what is wrong with hundreds of files of one folder is said once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from theatrum.checks.findings import Finding, Group, grouped

# So many places are told one by one.
SHOWN = 20
_EXAMPLES = 3


def by_folder(findings: Iterable[Finding]) -> list[Group]:
    """Put findings about whole files together where a folder has many of the same kind.

    They must be about a file each, in ``file``, and their messages be true of any number of files.
    """
    kinds: dict[tuple[str, str, str | None], list[Finding]] = defaultdict(list)
    for finding in findings:
        kinds[finding.code, (finding.file or "").rpartition("/")[0], finding.message].append(finding)
    return [group for same in kinds.values() for group in _files(same)]


def by_table(findings: Iterable[Finding]) -> list[Group]:
    """Put findings about rows together where many differ in their values only; the values then are not shown."""
    groups = grouped(findings)
    kinds: dict[Finding, list[Group]] = defaultdict(list)
    for group in groups:
        kinds[replace(group.finding, value=None, suggestions=(), fix=None)].append(group)
    return [group for kind, same in kinds.items() for group in _rows(kind, same)]


def _files(same: Sequence[Finding]) -> list[Group]:
    files = list(dict.fromkeys(finding.file or "" for finding in same))
    if len(files) <= SHOWN:
        return [Group(finding) for finding in same]
    first = same[0]
    folder = files[0].rpartition("/")[0]
    examples = ", ".join(file.rpartition("/")[2] for file in files[:_EXAMPLES])
    message = f"{first.message} This concerns {len(files):,} files of this folder, such as {examples}."
    summary = replace(first, file=folder or ".", message=message, value=None, suggestions=(), place=None, match=None)
    return [Group(summary)]


def _rows(kind: Finding, same: Sequence[Group]) -> list[Group]:
    plain = [group for group in same if not group.finding.suggestions]
    if len(plain) <= SHOWN:
        return list(same)
    rows = tuple(sorted(row for group in plain for row in group.rows))
    suggested = [group for group in same if group.finding.suggestions]
    return [*suggested, Group(replace(kind, fix=plain[0].finding.fix), rows)]
