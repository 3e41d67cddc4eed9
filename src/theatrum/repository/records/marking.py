"""What is wrong with the cells of a window of rows, in the very words in which it is told of the whole file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.kernel.errors import DomainError
from theatrum.repository.records.knowledge import wordings_of
from theatrum.repository.records.queries import Rows
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.models import Document
from theatrum.repository.schemas.names import SchemaId

_MARKED = frozenset({Severity.ERROR, Severity.WARNING})


@dataclass(frozen=True)
class Marks:
    """The findings on single cells, by row number and header, and on whole rows, by row number."""

    cells: Mapping[tuple[int, str], list[Finding]] = field(default_factory=dict)
    rows: Mapping[int, list[Finding]] = field(default_factory=dict)


def marks_of(rows: Rows, *, schema_id: SchemaId, digest: str) -> Marks:
    """Judge the rows that are shown; rows that cannot be judged have no marks."""
    try:
        schema = compiled(digest)
        checked = SchemaCheck(wordings_of(schema_id, schema), component=schema_id.name).judge(rows.table)
    except (Document.DoesNotExist, DomainError):
        # The schema is gone, or cannot judge: the verdict on the whole file says so.
        return Marks()
    headers = {name: header for header, name in checked.names.items()}
    cells: dict[tuple[int, str], list[Finding]] = {}
    whole: dict[int, list[Finding]] = {}
    end = rows.table.first_row + rows.table.frame.height
    for group in [*rows.table.groups, *checked.groups]:
        if group.finding.severity not in _MARKED:
            continue
        column = group.finding.column
        header = headers.get(column, column) if column else None
        for row in group.rows:
            if not rows.table.first_row <= row < end:
                continue
            if header in rows.columns:
                cells.setdefault((row, str(header)), []).append(group.finding)
            else:
                whole.setdefault(row, []).append(group.finding)
    return Marks(cells, whole)
