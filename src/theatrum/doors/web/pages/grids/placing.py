"""Leading to a row and a cell of a grid from other pages, which know rows of a version, files, or of problems.

An address of ``grid_open`` says the place, the one of the grid carries it on, and the page of the grid looks it up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.queries import live_rows

_NAMES = ("row", "version", "file", "problem", "column")
_ASKING = frozenset({"row", "file", "problem"})
_MOST_DIGITS = 9
_LONGEST = 256
_GONE = "The row that the page spoke of is not here any more."
_OTHER = "The rows were changed since the page spoke of them: look for the problem in the panel."


@dataclass(frozen=True, slots=True)
class At:
    """A cell to begin at: the number of its row and its slot, None for the first; or why there is none."""

    row: int | None = None
    slot: int | None = None
    note: str = ""


def address_at(entity_id: str, **place: object) -> str:
    """Return the address that opens a grid over an entity at a place.

    ``row`` is a data row from 1 of ``version``; or ``file`` is the id of a file; or ``problem=1`` asks for the first
    row with one. ``column`` is the cell's; ``component`` the key of that of a folder's files that are meant.
    """
    return f"{reverse('grid_open', args=[entity_id])}?{urlencode({name: text for name, text in place.items() if text})}"


def carried_on(asked: QueryDict) -> str:
    """Return the part of a query that says a place, with its question mark; empty where none is asked for."""
    if not _ASKING.intersection(asked):
        return ""
    return "?" + urlencode({name: asked[name][:_LONGEST] for name in _NAMES if name in asked})


def place_in(workspace: Workspace, asked: Mapping[str, str]) -> At | None:
    """Return where to begin in a grid; None where nobody asked."""
    if not _ASKING.intersection(asked):
        return None
    if "problem" in asked:
        return _first_problem(workspace)
    is_records = workspace.source.kind == Kind.RECORD_SET
    key = _row_of(asked.get("row", "")) if is_records else _file_of(asked.get("file", ""))
    if is_records and asked.get("version") != str(workspace.source_version):
        return At(note=_OTHER)
    found = Row.objects.filter(workspace=workspace, source_key=key, is_deleted=False) if key is not None else None
    number = found.values_list("number", flat=True).first() if found is not None else None
    return At(note=_GONE) if number is None else At(number, workspace.slots.get(asked.get("column", "")))


def _first_problem(workspace: Workspace) -> At:
    for number, findings in live_rows(workspace).filter(findings__isnull=False).values_list("number", "findings")[:50]:
        for one in findings or ():
            if one.get("severity") == "error":
                return At(number, workspace.slots.get(str(one.get("column"))))
    return At(note="")


def _row_of(text: str) -> int | None:
    return int(text) - 1 if text.isdecimal() and len(text) <= _MOST_DIGITS and text.isascii() else None


def _file_of(text: str) -> int | None:
    try:
        return parse_entity_id(text)
    except DomainError:
        return None
