"""The one order of findings in every report: two runs over the same data can be compared line by line."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import polars as pl

from theatrum.checks.findings import Finding, Group

_SLICE = 100_000


def in_order(groups: Iterable[Group]) -> list[Group]:
    """Sort groups by file, sheet, first row, column, code, message and value."""
    return sorted(groups, key=_group_key)


def places(groups: Sequence[Group]) -> Iterator[tuple[Group, int | None]]:
    """Yield every single place of groups that are in order: by file, sheet, row, column, code, message.

    A place without a row (a table, a file) comes first. Needs eight bytes a place, not an object each.
    """
    for _, table in groupby(groups, key=lambda group: (group.finding.file or "", group.finding.sheet or "")):
        yield from _in_table(sorted(table, key=lambda group: _key(group.finding)))


def _in_table(groups: Sequence[Group]) -> Iterator[tuple[Group, int | None]]:
    yield from ((group, None) for group in groups if len(group.rows) == 0)
    keys, ranks = array("Q"), len(groups)
    for rank, group in enumerate(groups):
        keys.extend(row * ranks + rank for row in group.rows)
    ordered = pl.Series("key", keys, dtype=pl.UInt64).sort()
    for start in range(0, len(ordered), _SLICE):
        for key in ordered.slice(start, _SLICE).to_list():
            yield groups[key % ranks], key // ranks


def _group_key(group: Group) -> tuple[str, str, int, tuple[str, str, str, str]]:
    finding = group.finding
    first = group.rows[0] if len(group.rows) else 0
    return finding.file or "", finding.sheet or "", first, _key(finding)


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.column or "", finding.code, finding.message, finding.value or ""
