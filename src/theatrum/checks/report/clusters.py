"""Groups put together once more for reading: one rule broken in one column is one thing to mend, whatever was written.

"214 cells of this column are no permissible value" is one cluster; its groups are the values that stand there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from theatrum.checks.findings import Finding, Group, Severity

MISSING = "schema.required"
# A table or file with one of these has not been looked into.
UNREADABLE = frozenset(
    {
        "file.broken_link",
        "file.special",
        "file.unreadable",
        "file.vanished",
        "table.empty",
        "table.json",
        "table.old_format",
        "table.password",
        "table.too_large",
        "table.unreadable",
    }
)
RENAMED = "table.header_spelling"
_ITEM = re.compile(r"^Item \d+ of ")
# The places of rows that are alike, where all of them are in one table: they are shown as rows.
_STANDS = re.compile(r" It stands in rows? [0-9, and]+ of (?:sheet (?P<sheet>.+) of )?(?P<file>.+)\.$")


class Urgency(IntEnum):
    """What is mended first: without a table that can be read, nothing else is worth a look."""

    UNREADABLE = 0
    PRIVATE = 1
    HEADER = 2
    CELLS = 3
    FILES = 4
    LINKS = 5
    WARNING = 6
    PENDING = 7
    NOTE = 8


@dataclass(frozen=True, slots=True)
class Cluster:
    """One thing to mend in one table. ``groups`` has the most frequent value first; ``message`` speaks of them all.

    ``header`` is what stands in the table for the column, where that is another text.
    """

    urgency: Urgency
    message: str
    groups: Sequence[Group]
    is_everywhere: bool
    header: str | None = None

    @property
    def finding(self) -> Finding:
        """The finding of the most frequent value."""
        return self.groups[0].finding

    @property
    def count(self) -> int:
        """How many places there are."""
        return sum(group.count for group in self.groups)

    @property
    def has_rows(self) -> bool:
        """Whether it speaks of rows, not of a whole table or file."""
        return any(len(group.rows) for group in self.groups)

    @property
    def files(self) -> list[str]:
        """The files it speaks of, in order."""
        return sorted({group.finding.file for group in self.groups if group.finding.file})


def clusters_of(groups: Iterable[Group], rows: int | None) -> list[Cluster]:
    """Put the groups about one table of so many rows together, the most urgent first, then the most frequent."""
    found: dict[tuple[str, Severity, str | None, str], list[Group]] = {}
    headers: dict[str | None, str | None] = {}
    for group in groups:
        finding = group.finding
        key = (finding.code, finding.severity, finding.column, message_of_all(finding))
        found.setdefault(key, []).append(group)
        if finding.code == RENAMED and finding.suggestions:
            headers[finding.suggestions[0]] = finding.column
    clusters = [replace(_cluster(key[3], members, rows), header=headers.get(key[2])) for key, members in found.items()]
    return sorted(clusters, key=lambda cluster: (cluster.urgency, -cluster.count))


def missing_columns(clusters: Iterable[Cluster]) -> list[Cluster]:
    """Return those that say that an attribute is missing in every row: its column lacks, or is empty."""
    return [one for one in clusters if one.is_everywhere and _is_of_every_row(one.finding)]


def _cluster(message: str, groups: list[Group], rows: int | None) -> Cluster:
    # What is left once there are too many different values comes last.
    ordered = sorted(groups, key=lambda group: (group.finding.value is None, -group.count))
    # Two items of one list that break the same rule are two groups, and one cell.
    is_of_items = len({group.finding.message for group in groups}) > 1 or not _ITEM.match(groups[0].finding.message)
    shown = message if is_of_items else groups[0].finding.message
    is_everywhere = len(groups) == 1 and _spans_all(groups[0], rows)
    return Cluster(_urgency(groups[0], is_everywhere=is_everywhere), shown, _equal_values(ordered), is_everywhere)


def message_of_all(finding: Finding) -> str:
    """Return the message without what differs between values: the number of an item, and rows of the table itself."""
    message = _ITEM.sub("An item of ", finding.message)
    stands = _STANDS.search(message)
    if stands is None or (stands["sheet"], stands["file"]) != (finding.sheet, finding.file):
        return message
    return message[: stands.start()]


def _equal_values(groups: Sequence[Group]) -> list[Group]:
    """Join groups of one value that differ in the number of the item only."""
    joined: dict[Finding, list[Group]] = {}
    for group in groups:
        joined.setdefault(replace(group.finding, message=_ITEM.sub("", group.finding.message)), []).append(group)
    return [
        same[0] if len(same) == 1 else Group(same[0].finding, sorted({row for one in same for row in one.rows}))
        for same in joined.values()
    ]


def _spans_all(group: Group, rows: int | None) -> bool:
    """Return whether a finding holds for every row: it says so itself where a column lacks, or has every row."""
    if len(group.rows) == 0:
        return group.finding.code == MISSING and group.finding.column is not None
    return len(group.rows) == rows


def _is_of_every_row(finding: Finding) -> bool:
    """Return whether every row needs the attribute, not only those of which something else is true."""
    return finding.code == MISSING and "because" not in finding.message


def _urgency(group: Group, *, is_everywhere: bool) -> Urgency:
    finding = group.finding
    family = finding.code.partition(".")[0]
    if finding.severity is not Severity.ERROR:
        return _MILDER[finding.severity]
    if finding.code in UNREADABLE:
        return Urgency.UNREADABLE
    if (is_everywhere and _is_of_every_row(finding)) or finding.code == "schema.additional_properties":
        return Urgency.HEADER
    return _BY_FAMILY.get(family, Urgency.CELLS)


_BY_FAMILY = {
    "cardinality": Urgency.LINKS,
    "file": Urgency.FILES,
    "links": Urgency.LINKS,
    "privacy": Urgency.PRIVATE,
    "table": Urgency.HEADER,
}
_MILDER = {Severity.WARNING: Urgency.WARNING, Severity.PENDING: Urgency.PENDING, Severity.NOTE: Urgency.NOTE}
