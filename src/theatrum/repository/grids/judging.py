"""The verdict on rows, computed by ``checks`` outside of any transaction: what ``theatrum check`` says of them."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Protocol

import polars as pl

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.findings import Finding
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.report import everit
from theatrum.checks.report.schema_check import Checked, SchemaCheck
from theatrum.checks.tables.table import Table
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells, cell, is_blank, padded
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.records.knowledge import wordings_of
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document
from theatrum.repository.schemas.names import parse_schema_id

Texts = Mapping[int, str | None]

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


def no_verdicts(subjects: Sequence[Subject]) -> list[Judged]:
    """Judge rows for which no schema holds."""
    return [NOT_JUDGED] * len(subjects)


def record_judge(workspace: Workspace) -> Judge:
    """Return the judge of the rows of a record set, by the schema that the workspace names."""
    if not workspace.digest:
        return no_verdicts
    try:
        schema = compiled(workspace.digest)
        schema_id = parse_schema_id(workspace.schema_id)
        check = SchemaCheck(wordings_of(schema_id, schema), component=schema_id.name)
        return RecordJudge(dict(workspace.slots), schema, check)
    except (Document.DoesNotExist, DomainError):
        # The schema was deleted, or is none that can judge.
        return no_verdicts


@dataclass
class RecordJudge:
    """Judges rows of cells against one schema."""

    slots: Mapping[str, int]
    schema: CompiledSchema
    check: SchemaCheck

    def __call__(self, subjects: Sequence[Subject]) -> list[Judged]:
        """See Judge."""
        found = [NOT_JUDGED] * len(subjects)
        kept = self._unaffected(subjects)
        for index in kept:
            subject = subjects[index]
            said = subject.said
            found[index] = replace(said, findings=_of_schema(subject.found)) if subject.found else said
        filled = [index for index, subject in enumerate(subjects) if index not in kept and not is_blank(subject.cells)]
        if not filled:
            return found
        rows = [subjects[index].cells for index in filled]
        # Not the first row: what is to be said of the headers is not said of a row.
        checked = self.check.judge(Table("grid", None, self._frame(rows), first_row=2))
        invalid = {row - 2 for row in checked.invalid.to_list()}
        findings = _findings(checked)
        for place, index in enumerate(filled):
            if place not in invalid:
                found[index] = Judged(RowVerdict.VALID, findings=findings.get(place))
        places, worded = sorted(invalid), _Worded(self, checked)
        for place, cells in zip(places, checked.frame[places].iter_rows(named=True), strict=True):
            found[filled[place]] = worded.judged(cells, findings.get(place))
        return found

    def _unaffected(self, subjects: Sequence[Subject]) -> set[int]:
        """Return the rows in which nothing changed but texts of which the schema says nothing, before and after."""
        changes = {index: change for index, one in enumerate(subjects) if (change := _exchanged(one)) is not None}
        told: dict[int, set[str | None]] = {}
        for both in changes.values():
            for texts in both:
                for slot, text in texts.items():
                    told.setdefault(slot, set()).add(text)
        headers = {slot: header for header, slot in self.slots.items()}
        sound = {
            slot: self.check.sound(headers[slot], list(self.slots), some) if slot in headers else set[str | None]()
            for slot, some in told.items()
        }
        return {index for index, change in changes.items() if _is_sound(change, sound)}

    def _frame(self, rows: Sequence[Cells]) -> pl.DataFrame:
        width = max(self.slots.values(), default=-1) + 1
        by_slot = list(zip(*(padded(row, width) for row in rows), strict=True))
        return pl.DataFrame([pl.Series(name, by_slot[slot], dtype=pl.String) for name, slot in self.slots.items()])

    def invalid(self, cells: Mapping[str, str | None]) -> Judged:
        """Return what Synapse says of a row that the schema refuses, by the names of the schema."""
        instance = read_row(plan_for(self.schema).readings, cells)
        empty = [name for name in cells if name not in instance]
        try:
            report = everit.report(self.schema, self.schema.judge(instance), instance, empty_columns=empty)
        except DomainError as error:
            return Judged(RowVerdict.INVALID, str(error), [f"#: {error}"])
        if report is None:  # what columns refuse and one row does not: said in our words only
            return Judged(RowVerdict.INVALID)
        return Judged(RowVerdict.INVALID, report.message, list(report.all_messages))


class _Worded:
    """The words for invalid rows of a table: once for those that are wrong in the same way.

    Where a column stands alone, and nothing is found in it, a row is told the same whatever the text there.
    """

    def __init__(self, judge: RecordJudge, checked: Checked) -> None:
        self._judge, self._names = judge, checked.names
        plan = plan_for(judge.schema)
        self._beside = [name for name in checked.frame.columns if not plan.stands_alone(name)]
        self._known: dict[tuple[object, ...], Judged] = {}

    def judged(self, cells: Mapping[str, str | None], findings: list[JsonObject] | None) -> Judged:
        """Return what a row is worth of which that was found."""
        if findings is None or len(findings) >= MOST_FINDINGS:
            return replace(self._judge.invalid(cells), findings=findings)
        wrong = dict.fromkeys(self._names.get(str(one["column"]), "") for one in findings)
        key = (*(cells[name] for name in self._beside), *((name, cells.get(name)) for name in wrong))
        if (said := self._known.get(key)) is None:
            said = self._known[key] = self._judge.invalid(cells)
        return replace(said, findings=findings)


def _exchanged(subject: Subject) -> tuple[Texts, Texts] | None:
    """Return by slot the texts of a row that was judged which took the place of others: those of before, and these.

    None where it was not, or nothing stands in it any more. What identifies is told otherwise in other company.
    """
    if subject.was is None or subject.fresh is None:
        return None
    if subject.found and any(is_private(one) for one in subject.found):
        return None
    was, now = dict[int, str | None](), dict[int, str | None]()
    for slot in subject.fresh:
        before, after = cell(subject.was, slot), cell(subject.cells, slot)
        if before != after:
            was[slot], now[slot] = before, after
    return None if None in now.values() and is_blank(subject.cells) else (was, now)


def _is_sound(change: tuple[Texts, Texts], sound: Mapping[int, AbstractSet[str | None]]) -> bool:
    return all(text in sound[slot] for texts in change for slot, text in texts.items())


def is_private(finding: JsonObject) -> bool:
    """Tell whether a finding is about what may identify a person."""
    return str(finding.get("code")).startswith("privacy.")


def _of_schema(findings: Sequence[JsonObject]) -> list[JsonObject] | None:
    """Return what is told of a row without what is told of its links, which others judge."""
    return [one for one in findings if not one.get("is_link")] or None if findings else None


def _findings(checked: Checked) -> dict[int, list[JsonObject]]:
    headers = {name: header for header, name in checked.names.items()}
    found: dict[int, list[JsonObject]] = {}
    for group in checked.groups:
        told = as_json(group.finding, headers)
        for row in group.rows:
            place = found.setdefault(row - 2, [])
            if len(place) < MOST_FINDINGS:
                place.append(told)
    # One order, however many rows were judged at once: that of the columns.
    columns = {header: index for index, header in enumerate(headers.values())}
    for place in found.values():
        place.sort(key=lambda one: (columns.get(str(one["column"]), -1), str(one["code"]), str(one["message"])))
    return found


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
