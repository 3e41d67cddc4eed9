"""The rows of a record set, a window at a time, as far as the viewer may download them; bad cells are marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from theatrum.checks.findings import Finding, Severity
from theatrum.doors.web.pages.entities import downloads
from theatrum.kernel.errors import DomainError
from theatrum.kernel.paging import Page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.validation.bound import BoundSchema
from theatrum.repository.files import downloading
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.records.marking import Marks, marks_of
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.queries import Rows, read_rows

WINDOW = 100


@dataclass(frozen=True)
class Cell:
    """A cell as the table shows it. ``state`` is ``invalid``, ``doubtful`` or nothing; ``told`` says why."""

    text: str
    state: str = ""
    told: str = ""


@dataclass(frozen=True)
class Line:
    """A row as the table shows it, with what is wrong with it as a whole."""

    number: int
    cells: list[Cell]
    head: Cell


def preview(
    request: HttpRequest, actor: Actor, node: Node, version: Version, *, judge: RowsVerdict | BoundSchema | None
) -> dict[str, object]:
    """Return the values for ``entities/rows.html``: rows, or the reason why there are none.

    ``judge`` is what the cells are held against: the verdict on the whole file, or the schema that holds now.
    """
    asked = request.GET.get("rows", "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    window = Page(limit=WINDOW, offset=(number - 1) * WINDOW)
    values: dict[str, object] = {"upsert_key": version.details.get("upsertKey") or [], "rows_page": number}
    try:
        handle = downloading.find_one(actor, downloads.claim(node, version))
        values["may_see_values"] = True
        found = read_rows(handle, window, descriptor=descriptor_of(version))
    except DomainError as error:
        return values | {"rows_refused": str(error)}
    return values | {"records": found, "lines": _lines(found, _marks(found, judge)), "first_row": window.offset + 1}


def _marks(found: Rows, judge: RowsVerdict | BoundSchema | None) -> Marks:
    if isinstance(judge, BoundSchema):
        return marks_of(found, schema_id=judge.schema_id, digest=judge.digest)
    if judge is None or judge.schema_version is None:
        return Marks()
    return marks_of(found, schema_id=judge.schema_version.public_id, digest=judge.digest)


def _lines(found: Rows, marks: Marks) -> list[Line]:
    return [
        Line(
            number,
            [
                _cell(text, marks.cells.get((number, column), []))
                for column, text in zip(found.columns, row, strict=False)
            ],
            _cell(str(number), marks.rows.get(number, [])),
        )
        for number, row in enumerate(found.rows, found.table.first_row)
    ]


def _cell(text: str, findings: Sequence[Finding]) -> Cell:
    if not findings:
        return Cell(text)
    is_wrong = any(finding.severity is Severity.ERROR for finding in findings)
    told = " ".join(dict.fromkeys(part for finding in findings for part in (finding.message, finding.fix) if part))
    return Cell(text, "invalid" if is_wrong else "doubtful", told)
