"""Rows in bulk: one statement, many times over. The ORM would need a statement for every few of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db import connection

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells, packed
from theatrum.repository.grids.held import Held
from theatrum.repository.grids.judging import Judged
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.policy import GAP

_INSERT = """
    INSERT INTO grids_row (workspace_id, number, replica_id, position, cells, base, source_key, source_etag,
        is_deleted, version, verdict, message, messages, findings)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_FILL = """
    INSERT INTO grids_row (workspace_id, number, replica_id, position, cells, source_key, source_etag,
        is_deleted, version, verdict, message)
    VALUES (%s, %s, %s, %s, %s, %s, '', %s, 0, %s, '')
"""
_UPDATE = """
    UPDATE grids_row SET cells = %s, base = %s, source_key = %s, source_etag = %s, is_deleted = %s, version = %s,
        verdict = %s, message = %s, messages = %s, findings = %s
    WHERE id = %s
"""
# Of most rows of a large change nothing else is different: no index is touched by that.
_CELLS = "UPDATE grids_row SET cells = %s, version = %s WHERE id = %s"
_JUDGE = """
    UPDATE grids_row SET verdict = %s, message = %s, messages = %s, findings = %s WHERE id = %s AND version = %s
"""
_FINDINGS = "UPDATE grids_row SET findings = %s WHERE id = %s AND version = %s"
_BASE = "UPDATE grids_row SET base = %s WHERE id = %s"
_PLACE = "UPDATE grids_row SET source_key = %s WHERE id = %s"


_Parameters: TypeAlias = tuple[bool | int | str | None, ...]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is not stored yet."""

    number: int
    replica_id: int
    position: int
    cells: Cells
    judged: Judged
    base: Cells | None = None
    source_key: int | None = None
    source_etag: str = ""
    version: int = 0


def insert_rows(workspace_id: int, rows: Iterable[NewRow]) -> None:
    """Store new rows."""
    _run(_INSERT, [_new(workspace_id, row) for row in rows])


def fill_rows(workspace: Workspace, first: int, rows: Sequence[str], *, verdict: RowVerdict) -> None:
    """Store packed rows of a source that begin at a number, each as it stands there: row 1 is the source's row 0."""
    workspace_id, replica_id, said = workspace.id, workspace.last_service_replica, verdict.value
    _run(
        _FILL,
        [
            (workspace_id, number, replica_id, number * GAP, cells, number - 1, False, said)
            for number, cells in enumerate(rows, start=first)
        ],
    )


def update_cells(rows: Sequence[Held]) -> None:
    """Store the cells of rows of which nothing else has changed."""
    _run(_CELLS, [(packed(row.cells), row.version, row.id) for row in rows])


def update_rows(rows: Sequence[tuple[Held, Judged]]) -> None:
    """Store what rows have become, with what they are worth."""
    _run(
        _UPDATE,
        [
            (
                packed(row.cells),
                None if row.base is None else packed(row.base),
                row.source_key,
                row.source_etag,
                row.is_deleted,
                row.version,
                *_verdict(judged),
                row.id,
            )
            for row, judged in rows
        ],
    )


def store_verdicts(rows: Sequence[tuple[Row, Judged]]) -> None:
    """Store what rows are worth that were judged outside of the transaction, unless they changed since."""
    _run(_JUDGE, [(*_verdict(judged), row.id, row.version) for row, judged in rows])


def store_findings(rows: Iterable[tuple[int, int, Sequence[JsonObject]]]) -> None:
    """Store what is found of rows, by key and version, unless they changed since."""
    _run(_FINDINGS, [(_json([*findings]), key, version) for key, version, findings in rows])


def store_bases(rows: Sequence[Row]) -> None:
    """Store what the source has of some rows."""
    _run(_BASE, [(None if row.base is None else packed(row.base), row.id) for row in rows])


def store_sources(keys: Sequence[tuple[int, int]]) -> None:
    """Store which row of the source some rows are: pairs of the row's key and the source's."""
    _run(_PLACE, [(source_key, row_pk) for row_pk, source_key in keys])


def _new(workspace_id: int, row: NewRow) -> _Parameters:
    return (
        workspace_id,
        row.number,
        row.replica_id,
        row.position,
        packed(row.cells),
        None if row.base is None else packed(row.base),
        row.source_key,
        row.source_etag,
        False,
        row.version,
        *_verdict(row.judged),
    )


def _verdict(judged: Judged) -> tuple[str, str, str | None, str | None]:
    return (judged.verdict.value, judged.message, _json(judged.messages), _json(judged.findings))


def _json(value: list[str] | list[JsonObject] | None) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None


def _run(statement: str, parameters: Sequence[_Parameters]) -> None:
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(statement, parameters)
