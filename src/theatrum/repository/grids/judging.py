"""The verdict on rows as they keep it, computed by ``checks`` outside of any transaction, and who gives it."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from theatrum.checks.findings import Finding
from theatrum.checks.report.schema_check import Checked
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.models import RowVerdict

# A row has one finding a cell at most times; a row of thousands of lists is cut short.
MOST_FINDINGS = 200
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """What a schema says of one row: Synapse's two wordings of an invalid one, and our findings."""

    verdict: RowVerdict
    message: str = ""
    messages: list[str] | None = None
    findings: list[JsonObject] | None = None


NOT_JUDGED = Judged(RowVerdict.NONE)
WAITING = Judged(RowVerdict.WAITING)


@dataclass(slots=True)
class Subject:
    """A row to be judged: its cells by slot, and for a view the entity and what its cells were when it was pulled."""

    cells: Cells
    source_key: int | None = None
    base: Cells | None = None
    # The slots whose texts nobody has looked at yet; None for all of them. Of the rest, ``found`` is what was told.
    fresh: AbstractSet[int] | None = None
    found: Sequence[JsonObject] = ()
    # What it was when this was said of it by the schema that judges now; None where nothing was.
    was: Cells | None = None
    said: Judged = NOT_JUDGED


class Judge(Protocol):
    """Judges the rows of one workspace."""

    def __call__(self, subjects: Sequence[Subject]) -> list[Judged]:
        """Return a verdict a row, in the same order."""


def is_private(finding: JsonObject) -> bool:
    """Tell whether a finding is about what may identify a person."""
    return str(finding.get("code")).startswith("privacy.")


def of_schema(findings: Sequence[JsonObject]) -> list[JsonObject] | None:
    """Return what is told of a row without what is told of its links, which others judge."""
    return [one for one in findings if not one.get("is_link")] or None if findings else None


def findings_of(checked: Checked) -> dict[int, list[JsonObject]]:
    """Return what is found of rows, as they keep it; by index, of rows that are told as from the second on."""
    headers = {name: header for header, name in checked.names.items()}
    found: dict[int, list[JsonObject]] = {}
    for group in checked.groups:
        told = as_json(group.finding, headers)
        for row in group.rows:
            place = found.setdefault(row - 2, [])
            if len(place) < MOST_FINDINGS:
                place.append(told)
    order = in_order(checked.names)
    for place in found.values():
        place.sort(key=order)
    return found


def in_order(names: Mapping[str, str]) -> Callable[[JsonObject], tuple[int, str, str]]:
    """Return one order of findings, however many rows were judged at once: that of the columns."""
    headers = {name: header for header, name in names.items()}
    columns = {header: index for index, header in enumerate(headers.values())}
    return lambda one: (columns.get(str(one["column"]), -1), str(one["code"]), str(one["message"]))


def as_json(finding: Finding, headers: Mapping[str, str]) -> JsonObject:
    """Return a finding as a row keeps it, under the header that people see."""
    column = finding.column
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "column": headers.get(column, column) if column else None,
        "message": finding.message,
        "fix": finding.fix[:LONGEST_VALUE] if finding.fix else None,
        "suggestions": list(finding.suggestions[:5]),
        "requirement": finding.requirement,
    }
