"""Findings on rows as they are stored: JSON, one object a thing to mend, with the values that stand there.

``{"code", "severity", "column", "message", "fix", "requirement", "source", "count", "rows", "is_everywhere",
"is_quoting", "values": [{"value", "count", "rows", "fix", "suggestions"}], "more_values", "more_count"}``
"""

from collections.abc import Iterable, Sequence
from heapq import merge

from theatrum.checks.findings import Group
from theatrum.checks.report.clusters import Cluster, clusters_of
from theatrum.checks.report.numbers import row_ranges
from theatrum.kernel.jsontext import JsonObject, JsonValue

MOST_FINDINGS = 300
MOST_VALUES = 20
RANGES = 8
LONGEST_VALUE = 500


def told(groups: Iterable[Group], rows: int) -> tuple[list[JsonObject], int]:
    """Return the findings on a table of so many rows, the most urgent first, and how many more there are."""
    clusters = clusters_of(groups, rows)
    return [_finding(cluster) for cluster in clusters[:MOST_FINDINGS]], max(0, len(clusters) - MOST_FINDINGS)


def without_values(finding: JsonObject) -> JsonObject:
    """Return a finding as it is shown to those who may not see the rows: what and where, not what stands there."""
    fix = None if finding.get("is_quoting") else finding.get("fix")
    return {**finding, "fix": fix, "values": [], "more_values": 0, "more_count": 0}


def _finding(cluster: Cluster) -> JsonObject:
    finding, shown = cluster.finding, cluster.groups[:MOST_VALUES]
    rest = cluster.groups[MOST_VALUES:]
    fixes = {group.finding.fix for group in cluster.groups}
    shared = fixes.pop() if len(fixes) == 1 else None
    values: list[JsonValue] = [_value(group, shared) for group in shown if group.finding.value is not None]
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "column": finding.column,
        "message": cluster.message,
        "fix": shared,
        "requirement": finding.requirement,
        "source": finding.source.value,
        "count": cluster.count if cluster.has_rows else 0,
        "rows": row_ranges(_rows(cluster), RANGES),
        "is_everywhere": cluster.is_everywhere,
        "is_quoting": any(group.finding.value is not None for group in cluster.groups),
        "values": values,
        "more_values": len(rest),
        "more_count": sum(group.count for group in rest),
    }


def _rows(cluster: Cluster) -> Sequence[int]:
    if len(cluster.groups) == 1:
        return cluster.groups[0].rows
    return list(merge(*(group.rows for group in cluster.groups)))


def _value(group: Group, shared: str | None) -> JsonObject:
    finding = group.finding
    return {
        "value": (finding.value or "")[:LONGEST_VALUE],
        "count": group.count,
        "rows": row_ranges(group.rows, RANGES),
        "fix": None if finding.fix == shared else finding.fix,
        "suggestions": list(finding.suggestions),
    }
