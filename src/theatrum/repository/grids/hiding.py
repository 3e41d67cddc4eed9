"""Names that nobody may read for now, in grids over folders and views: in rows, and in what was logged of them."""

from django.db.models import Q

from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.models import Operation, Row

# Their rows are entities; those of a record set are numbered by themselves.
_OF_ENTITIES = (Kind.PROJECT, Kind.FOLDER, Kind.ENTITY_VIEW)


def hide_in_rows(*, node_id: int, text: str, shown: str) -> int:
    """Put another text in place of one in the rows of an entity; returns how many rows. What was logged is blanked.

    An operation that is blanked is undone no more.
    """
    count = 0
    for row in Row.objects.filter(source_key=node_id, workspace__source__kind__in=_OF_ENTITIES):
        cells, base = _without(row.cells, text, shown), _without(row.base, text, shown)
        if (cells, base) == (row.cells, row.base):
            continue
        Row.objects.filter(pk=row.pk).update(cells=cells, base=base)
        touched = Q(first_row__lte=row.number, last_row__gte=row.number)
        payloads = Operation.objects.filter(touched, workspace_id=row.workspace_id).values_list("payload_id", flat=True)
        audit.purge_quoting(payload_ids=list(payloads), text=text)
        count += 1
    return count


def _without(cells: Cells | None, text: str, shown: str) -> Cells | None:
    return cells and [one and one.replace(text, shown) for one in cells]
