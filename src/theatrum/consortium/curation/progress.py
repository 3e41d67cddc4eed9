"""How far tasks are, in rows and files: counted live, a handful of queries for however many tasks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from theatrum.consortium.curation.models import Task
from theatrum.consortium.exceptions.counting import except_counts, excepted_in, grants_in
from theatrum.consortium.exceptions.rows import excepted_counts
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Validation, Verdict
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.overview import counts_of
from theatrum.repository.entities.validation.queries import Counts
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.records.queries import counts_of as row_counts_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows of a record set, or files of a folder. ``is_open``: as they stand in an open grid, not yet saved.

    ``excepted`` have errors that exceptions cover; they are not among the invalid ones.
    """

    total: int = 0
    valid: int = 0
    invalid: int = 0
    excepted: int = 0
    is_open: bool = False
    counts_files: bool = False

    @property
    def waiting(self) -> int:
        """Those that nothing is known of yet."""
        return self.total - self.valid - self.invalid - self.excepted

    @property
    def percent(self) -> int:
        """How many of a hundred are valid or excepted; 0 where there are none."""
        return 100 * (self.valid + self.excepted) // self.total if self.total else 0


def progress_of(actor: Actor, tasks: Iterable[Task]) -> dict[int, Progress]:
    """Return how far each task is, by its id."""
    some = list(tasks)
    folders = {task.id: number for task in some if (number := named(task, "uploadFolderId")) is not None}
    records = {task.id: number for task in some if (number := named(task, "recordSetId")) is not None}
    files = except_counts(actor, counts_of(actor, set(folders.values())))
    rows = _rows_of(actor, set(records.values()))
    opened = _opened(task.status.session_id for task in some if task.id in records)
    found = {task_id: _of_files(files[number]) for task_id, number in folders.items()}
    for task in some:
        if task.id in records:
            session = opened.get(task.status.session_id or "")
            found[task.id] = session or rows.get(records[task.id], Progress())
    return {task.id: found.get(task.id, Progress()) for task in some}


def named(task: Task, name: str) -> int | None:
    """Return the number of an entity that a task names; None where it names none."""
    value: JsonValue = task.properties.get(name)
    return parse_entity_id(value) if isinstance(value, str) else None


def source_id_of(task: Task) -> int | None:
    """Return the number of the record set or folder that a task is about; None where it is about neither."""
    return named(task, "recordSetId") or named(task, "uploadFolderId")


def _of_files(counts: Counts) -> Progress:
    return Progress(counts.total, counts.valid, counts.invalid, counts.excepted, counts_files=True)


def _rows_of(actor: Actor, node_ids: set[int]) -> dict[int, Progress]:
    """Return what is known of the rows of the current versions of record sets."""
    nodes = visible_nodes(actor).filter(id__in=node_ids).select_related("current")
    versions = {node.id: node.current for node in nodes if node.current is not None}
    judged = row_counts_of([version.id for version in versions.values()])
    grants = grants_in(nodes)
    excepted = {one.node_id: one.things for one in excepted_in(nodes, grants)} if grants else {}
    whole = set(Validation.objects.filter(node__in=versions, verdict=Verdict.VALID).values_list("node_id", flat=True))
    found = {}
    for node_id, version in versions.items():
        if version.id in judged:
            invalid, total = judged[version.id]
            let = excepted.get(node_id, 0)
            found[node_id] = Progress(total=total, valid=total - invalid, invalid=invalid - let, excepted=let)
        else:
            found[node_id] = _of_summary(version.details.get("validationSummary"), is_valid=node_id in whole)
    return found


def _of_summary(summary: JsonValue, *, is_valid: bool) -> Progress:
    if not isinstance(summary, Mapping):
        return Progress()
    names = ("totalNumberOfChildren", "numberOfValidChildren", "numberOfInvalidChildren")
    total, valid, invalid = (value if isinstance(value := summary.get(name), int) else 0 for name in names)
    return Progress(total=total, valid=total if is_valid else valid, invalid=invalid)


def _opened(session_ids: Iterable[str | None]) -> dict[str, Progress]:
    """Return what the rows of open grids are worth, by session."""
    wanted = {one for one in session_ids if one is not None}
    workspaces = Workspace.objects.filter(session_id__in=wanted, deleted_on=None).exclude(opened_on=None)
    known = {one.id: one for one in workspaces.select_related("source")}
    rows = Row.objects.filter(workspace_id__in=known, is_deleted=False)
    counts: dict[int, dict[str, int]] = {number: {} for number in known}
    for number, verdict, count in rows.values_list("workspace_id", "verdict").annotate(number=Count("id")).order_by():
        counts[number][verdict] = count
    excepted = excepted_counts(known[number] for number, found in counts.items() if found.get(RowVerdict.INVALID))
    return {known[number].session_id: _of_verdicts(found, excepted.get(number, 0)) for number, found in counts.items()}


def _of_verdicts(counts: Mapping[str, int], let: int) -> Progress:
    invalid = counts.get(RowVerdict.INVALID, 0)
    return Progress(
        total=sum(counts.values()),
        valid=counts.get(RowVerdict.VALID, 0),
        invalid=max(0, invalid - let),
        excepted=let,
        is_open=True,
    )
