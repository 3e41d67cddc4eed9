"""The one order of findings in every report: two runs over the same data can be compared line by line."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import polars as pl

from theatrum.checks.findings import Finding, Group, Match

_SLICE = 100_000
Place = tuple[Group, int | None, Match | None]


def in_order(groups: Iterable[Group]) -> list[Group]:
    """Sort groups by file, sheet, first row, column, code, message and value."""
    return sorted(groups, key=_group_key)


def places(groups: Sequence[Group]) -> Iterator[Place]:
    """Yield every single place of groups that are in order: by file, sheet, row, column, code, message.

    A place without a row (a table, a file) comes first; with a place comes the match that is told there. Needs eight
    bytes a place, not an object each.
    """
    for _, table in groupby(groups, key=lambda group: (group.finding.file or "", group.finding.sheet or "")):
        yield from _in_table(sorted(table, key=lambda group: _key(group.finding)))


def _in_table(groups: Sequence[Group]) -> Iterator[Place]:
    yield from ((group, None, group.finding.match) for group in groups if len(group.rows) == 0)
    keys, ranks = array("Q"), len(groups)
    for rank, group in enumerate(groups):
        keys.extend(row * ranks + rank for row in group.rows)
    ordered = pl.Series("key", keys, dtype=pl.UInt64).sort()
    # The rows of a group are in order, so its matches come one after the other.
    matches = [iter(group.matches) for group in groups]
    for start in range(0, len(ordered), _SLICE):
        for key in ordered.slice(start, _SLICE).to_list():
            rank = key % ranks
            yield groups[rank], key // ranks, next(matches[rank], groups[rank].finding.match)


def _group_key(group: Group) -> tuple[str, str, int, tuple[str, str, str, str]]:
    finding = group.finding
    first = group.rows[0] if len(group.rows) else 0
    return finding.file or "", finding.sheet or "", first, _key(finding)


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.column or "", finding.code, finding.message, finding.value or ""
