"""The verdict on the rows of a view: each file, with the annotations that it would have, by the schema that holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.entities.models import Node, Verdict
from theatrum.repository.entities.policy import Annotations
from theatrum.repository.entities.subjects import entity_json
from theatrum.repository.entities.validation.bound import BoundSchema, bound_for_all
from theatrum.repository.entities.validation.judging import Judgement, judge_draft
from theatrum.repository.grids.cells import cell, changed_slots
from theatrum.repository.grids.judging import NOT_JUDGED, WAITING, Judge, Judged, Subject
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import ChangeIsInvalid
from theatrum.repository.tables.views.writing import changed_annotations

_VERDICTS = {Verdict.VALID: RowVerdict.VALID, Verdict.INVALID: RowVerdict.INVALID}


# Returns the annotations of a file with cells, by slot, written into them. Raises ChangeIsInvalid.
Annotated = Callable[[Annotations, Mapping[int, str | None]], Annotations]


def view_judge(workspace: Workspace) -> Judge:
    """Return the judge of the rows of a view."""
    columns = columns_by_slot(workspace)

    def annotated(present: Annotations, cells: Mapping[int, str | None]) -> Annotations:
        return changed_annotations(present, {columns[slot]: text for slot, text in cells.items() if slot in columns})

    return FilesJudge(annotated)


def columns_by_slot(workspace: Workspace) -> dict[int, Column]:
    """Return the columns of the view that a workspace shows, by slot; what a query computes is no column."""
    version = workspace.source.current
    known = {column.name: column for column in columns_of(version)} if version is not None else {}
    return {slot: known[name] for name, slot in workspace.slots.items() if name in known}


@dataclass(frozen=True)
class FilesJudge:
    """Judges files as they would be after the changed cells are written."""

    annotated: Annotated

    def __call__(self, subjects: Sequence[Subject]) -> list[Judged]:
        """See Judge."""
        ids = {subject.source_key for subject in subjects if subject.source_key is not None}
        nodes = {node.id: node for node in Node.objects.select_related("current").filter(id__in=ids, trash_root=None)}
        bound = bound_for_all(list(nodes))
        return [self._judge(subject, nodes.get(subject.source_key or 0), bound) for subject in subjects]

    def _judge(self, subject: Subject, node: Node | None, bound: Mapping[int, BoundSchema]) -> Judged:
        if node is None or node.current is None or node.id not in bound:
            return NOT_JUDGED
        slots = [] if subject.base is None else changed_slots(subject.base, subject.cells)
        cells = {slot: cell(subject.cells, slot) for slot in slots}
        try:
            annotations = self.annotated(node.current.annotations, cells)
        except ChangeIsInvalid as error:
            return Judged(RowVerdict.INVALID, str(error), [f"#: {error}"])
        fields = entity_json(node, node.current)
        return _told(judge_draft(fields=fields, annotations=annotations, bound=bound[node.id]))


def _told(judgement: Judgement) -> Judged:
    verdict = _VERDICTS.get(judgement.verdict)
    if verdict is None:
        return WAITING
    exception: JsonObject = judgement.exception or {}
    messages = exception.get("allValidationMessages")
    return Judged(
        verdict,
        str(exception.get("validationErrorMessage") or ""),
        [str(message) for message in messages] if isinstance(messages, list) else None,
        [_finding(finding) for finding in judgement.findings] or None,
    )


def _finding(finding: Mapping[str, JsonValue]) -> JsonObject:
    names = ("code", "severity", "column", "message", "fix", "suggestions", "requirement")
    return {name: finding.get(name) for name in names}
