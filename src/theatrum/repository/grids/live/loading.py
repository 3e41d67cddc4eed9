"""Reading where the rows of a grid stand, and rows as the texts of their messages."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import connection

from theatrum.checks.columns.reading import TEXT, Reading
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.authorization import FOLDERS
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.folders.filled import filled_slots
from theatrum.repository.grids.live.layout import Layout, flag
from theatrum.repository.grids.live.told import RowText
from theatrum.repository.grids.models import RowVerdict, Workspace
from theatrum.repository.grids.problems.covering import Cover, excuses_of
from theatrum.repository.grids.problems.mending import mended
from theatrum.repository.grids.problems.reading import InvalidRow, errors_in
from theatrum.repository.grids.selecting import readings_of

_PIECE = 2_000
# Findings as text on both engines: JSON is written with a blank after the colon.
_MARKS = """
    COALESCE(CAST(findings AS TEXT) LIKE '%%"severity": "error"%%', FALSE),
    COALESCE(CAST(findings AS TEXT) LIKE '%%"severity": "pending"%%', FALSE)
"""
_LAYOUT = f"""
    SELECT number, position, verdict, {_MARKS} FROM grids_row
    WHERE workspace_id = %s AND is_deleted = %s ORDER BY position, id
"""  # noqa: S608  # made of constants
_ROWS = f"""
    SELECT number, cells, verdict, CAST(findings AS TEXT), source_key, {_MARKS} FROM grids_row
    WHERE workspace_id = %s AND is_deleted = %s AND number IN
"""  # noqa: S608  # as above


def load_layout(workspace: Workspace) -> Layout:
    """Read where all rows stand and what they are worth; some tenths of a second for 100,000."""
    layout = Layout()
    with connection.cursor() as cursor:
        cursor.execute(_LAYOUT, [workspace.id, False])
        while found := cursor.fetchmany(_PIECE):
            for number, position, verdict, has_error, has_pending in found:
                layout.append(number, position, flag(verdict, has_error=has_error, has_pending=has_pending))
    return layout


def load_rows(workspace: Workspace, numbers: Iterable[int]) -> dict[int, RowText]:
    """Return rows by number, those that are gone left out."""
    told, found = _Told(workspace), dict[int, RowText]()
    for piece in _select(workspace, numbers):
        derived, excuses = _derived(workspace, piece), _excuses(workspace, piece)
        found |= {one[0]: told.row(one, derived.get(one[0]), excuses.get(one[0])) for one in piece}
    return found


def _select(workspace: Workspace, numbers: Iterable[int]) -> Iterator[list[Sequence[Any]]]:
    wanted = iter(numbers)
    while piece := list(islice(wanted, _PIECE)):
        with connection.cursor() as cursor:
            cursor.execute(f"{_ROWS} ({','.join(['%s'] * len(piece))})", [workspace.id, False, *piece])
            yield cursor.fetchall()


def _derived(workspace: Workspace, rows: Iterable[Sequence[Any]]) -> Mapping[int, Mapping[int, str]]:
    """Return where texts are from that the server filled in by itself, by row and slot."""
    if workspace.source.kind not in FOLDERS:
        return {}
    return filled_slots(workspace, {number: json.loads(cells) for number, cells, *_ in rows})


def _excuses(workspace: Workspace, rows: Iterable[Sequence[Any]]) -> Mapping[int, Mapping[str, Cover]]:
    """Return what of the rows' errors is excepted, by row and group."""
    invalid = [row for row in rows if row[2] == RowVerdict.INVALID and row[3]]

    def read() -> list[InvalidRow]:
        return [
            InvalidRow(number, key, errors_in(json.loads(findings) or ()), json.loads(cells))
            for number, cells, _, findings, key, *_ in invalid
        ]

    return excuses_of(workspace, read) if invalid else {}


class _Told:
    """Writes rows as JSON; their cells are that already."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._slots = workspace.slots
        self._is_entity = workspace.source.kind != Kind.RECORD_SET

    def row(
        self, found: Sequence[Any], derived: Mapping[int, str] | None, excuses: Mapping[str, Cover] | None
    ) -> RowText:
        number, cells, verdict, findings, source_key, has_error, has_pending = found
        told = "[]" if not findings else json.dumps([*self._findings(findings, cells, excuses)], ensure_ascii=False)
        entity = f',"entity":"{entity_id(source_key)}"' if self._is_entity and source_key is not None else ""
        marks = f',"derived":{json.dumps(derived, ensure_ascii=False)}' if derived else ""
        text = f'{{"number":{number},"cells":{cells},"verdict":"{verdict}","findings":{told}{entity}{marks}}}'
        return RowText(number, text, flag(verdict, has_error=has_error, has_pending=has_pending))

    def _findings(self, text: str, cells: str, excuses: Mapping[str, Cover] | None) -> Iterator[dict[str, object]]:
        for finding in json.loads(text) or ():
            column = finding.get("column")
            slot = self._slots.get(column) if column else None
            fix = self._fix(finding, slot, cells)
            advice = finding.get("fix") if fix is None else None
            cover = excuses.get(errors[0].key) if excuses and (errors := errors_in([finding])) else None
            yield {
                "slot": slot,
                "code": finding.get("code") or "",
                "severity": finding.get("severity") or "error",
                "message": f"{finding.get('message') or ''} {advice or ''}".strip(),
                "fix": fix,
                "suggestions": finding.get("suggestions") or [],
                "requirement": finding.get("requirement"),
                **({} if cover is None else {"excepted": {"text": cover.text, "link": cover.link}}),
            }

    def _fix(self, finding: JsonObject, slot: int | None, cells: str) -> str | None:
        """Return what the cell would have to hold; the finding itself has a sentence about it."""
        if slot is None or not finding.get("suggestions"):
            return None
        return mended(finding, cell(json.loads(cells), slot), self._readings.get(str(finding.get("column")), TEXT))

    @cached_property
    def _readings(self) -> Mapping[str, Reading]:
        return readings_of(self._workspace)
