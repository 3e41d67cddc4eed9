"""Names that nobody may read for now, in grids over folders and views: in rows, and in what was logged of them."""

from django.db.models import Q, QuerySet

from theatrum.drivers.jobs import outbox
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.actions.changing import remember, take_sequence
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.changes import Sender
from theatrum.repository.grids.errors import GridNotFound
from theatrum.repository.grids.jobs import JUDGE
from theatrum.repository.grids.log import Log
from theatrum.repository.grids.models import Operation, OperationKind, Row, RowVerdict, Workspace

# Their rows are entities; those of a record set are numbered by themselves.
_OF_ENTITIES = (Kind.PROJECT, Kind.FOLDER, Kind.ENTITY_VIEW)


def hide_in_rows(*, node_id: int, text: str, shown: str) -> int:
    """Put another text in place of one in the rows of an entity; returns how many rows. What was logged is blanked.

    It is an operation, so that a change that was drafted before does not bring the text back, and every seat is told.
    An operation that is blanked is undone no more.
    """
    count = 0
    wanted = Q(source__kind__in=_OF_ENTITIES, rows__source_key=node_id)
    for workspace in Workspace.objects.filter(wanted).distinct().order_by("pk"):
        if any(_has(row, text) for row in _rows(workspace, node_id)):
            count += _hide_in(workspace, node_id, text, shown)
    return count


def _hide_in(workspace: Workspace, node_id: int, text: str, shown: str) -> int:
    try:
        sequence, _ = take_sequence(workspace)
        is_open = True
    except GridNotFound:
        # Closed, and kept for a while in case somebody wants it back: nobody changes it or looks at it until then.
        sequence, is_open = workspace.sequence, False
    rows = [row for row in _rows(workspace, node_id) if _has(row, text)]
    log = Log(cells=[one for row in rows for one in _hide(row, text, shown, sequence)])
    for row in rows:
        touched = Q(first_row__lte=row.number, last_row__gte=row.number)
        payloads = Operation.objects.filter(touched, workspace=workspace).values_list("payload_id", flat=True)
        audit.purge_quoting(payload_ids=list(payloads), text=text)
    if is_open:
        remember(OPERATOR, workspace, sender=Sender(kind=OperationKind.MERGE), sequence=sequence, log=log)
        outbox.later(JUDGE, key=str(workspace.pk), workspace_id=workspace.pk)
    return len(rows)


def _rows(workspace: Workspace, node_id: int) -> QuerySet[Row]:
    return Row.objects.filter(workspace=workspace, source_key=node_id)


def _has(row: Row, text: str) -> bool:
    """Tell whether a text stands in a row, or in what is said of it."""
    cells = (*(row.cells or ()), *(row.base or ()))
    said = (row.message, *(row.messages or ()), *map(str, row.findings or ()))
    return any(text in one for one in (*cells, *said) if one)


def _hide(row: Row, text: str, shown: str, sequence: int) -> list[tuple[int, int, str | None, str | None]]:
    """Hide a text in a row; returns its cells that had it as the log has them, with what stands there now alone."""
    before, row.cells, row.base = row.cells or [], _without(row.cells, text, shown), _without(row.base, text, shown)
    row.version = sequence
    # What was said of it may quote it, and is asked once more.
    row.verdict, row.message, row.messages, row.findings = RowVerdict.WAITING, "", None, None
    row.save(update_fields=["cells", "base", "version", "verdict", "message", "messages", "findings"])
    after = row.cells or []
    changed = [slot for slot, one in enumerate(after) if one != before[slot]]
    return [(row.number, slot, after[slot], after[slot]) for slot in changed or range(min(1, len(after)))]


def _without(cells: Cells | None, text: str, shown: str) -> Cells | None:
    return cells and [one and one.replace(text, shown) for one in cells]
