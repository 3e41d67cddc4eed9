"""The verdict on the rows of a record set: what ``theatrum check`` says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from theatrum.checks.columns.judging import plan_for
from theatrum.checks.columns.reading import read_row
from theatrum.checks.model.compiled import CompiledSchema
from theatrum.checks.report import everit
from theatrum.checks.report.schema_check import Checked, SchemaCheck
from theatrum.checks.tables.table import Table
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.carrying import Carrying
from theatrum.repository.grids.cells import Cells, is_blank, padded
from theatrum.repository.grids.judging import MOST_FINDINGS, NOT_JUDGED, Judge, Judged, Subject, findings_of
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.records.knowledge import wordings_of
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document
from theatrum.repository.schemas.names import parse_schema_id


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
        found, carried = [NOT_JUDGED] * len(subjects), Carrying(self.slots, self.check).carried(subjects)
        filled = [i for i, subject in enumerate(subjects) if i not in carried and not is_blank(subject.cells)]
        if filled:
            self._judge(subjects, filled, found)
        for index, one in carried.items():
            found[index] = one if isinstance(one, Judged) else replace(found[one.index], findings=one.findings)
        return found

    def _judge(self, subjects: Sequence[Subject], filled: Sequence[int], found: list[Judged]) -> None:
        rows = [subjects[index].cells for index in filled]
        # Not the first row: what is to be said of the headers is not said of a row.
        checked = self.check.judge(Table("grid", None, self._frame(rows), first_row=2))
        invalid = {row - 2 for row in checked.invalid.to_list()}
        findings = findings_of(checked)
        for place, index in enumerate(filled):
            if place not in invalid:
                found[index] = Judged(RowVerdict.VALID, findings=findings.get(place))
        places, worded = sorted(invalid), _Worded(self, checked)
        for place, cells in zip(places, checked.frame[places].iter_rows(named=True), strict=True):
            found[filled[place]] = worded.judged(cells, findings.get(place))

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
