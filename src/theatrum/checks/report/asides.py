"""What a terminal tells in one line at the end and not among the things to mend, unless everything is to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.checks.findings import Group, Severity
from theatrum.checks.report.document import Report

# What a table says of others: without them it is said of every row, and nothing in the table can mend it.
_TO_OTHERS = frozenset(
    {
        "cardinality.missing",
        "cardinality.no_records",
        "links.missing_parent",
        "links.missing_reference",
        "links.presence",
        "links.unlinked_file",
    }
)
_MODEL = "schema.model_defect"
_UNJUDGED = "links.not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asides:
    """The groups that are shown one by one, and those that are not.

    ``oddities`` are about the data model itself, ``unjudged`` about links that nobody could follow, ``unlinked`` about
    other tables where only one was given.
    """

    shown: Sequence[Group]
    oddities: Sequence[Group] = ()
    unjudged: Sequence[Group] = ()
    unlinked: Sequence[Group] = ()

    def count(self, severity: Severity) -> int:
        """Return at how many places something of a severity is shown."""
        return sum(group.count for group in self.shown if group.finding.severity is severity)


def set_aside(report: Report, *, show_all: bool, is_final: bool) -> Asides:
    """Take out of a report what would bury the rest. At the stage gate a table that is given alone is no excuse."""
    if show_all:
        return Asides(shown=report.groups)
    is_alone = not is_final and sum(one.rows is not None for one in report.inputs) == 1
    oddities = [group for group in report.groups if group.finding.code == _MODEL]
    unjudged = [group for group in report.groups if group.finding.code == _UNJUDGED and not is_alone]
    unlinked = [group for group in report.groups if is_alone and _is_of_others(group)]
    aside = {id(group) for group in (*oddities, *unjudged, *unlinked)}
    return Asides(
        shown=[group for group in report.groups if id(group) not in aside],
        oddities=oddities,
        unjudged=unjudged,
        unlinked=unlinked,
    )


def _is_of_others(group: Group) -> bool:
    """Return whether something is said of another table as a whole; a value is named where some of its rows are here.

    What is an error has been proven by this one table.
    """
    finding = group.finding
    if finding.severity is Severity.ERROR:
        return False
    return finding.code == _UNJUDGED or (finding.code in _TO_OTHERS and finding.value is None)
