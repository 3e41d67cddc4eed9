"""Rows as they are read to be changed: plain values, as thousands are held at a time."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.judging import Judged
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.packed import Packed

_PLAIN = ("id", "number", "version", "cells", "base", "source_key", "source_etag", "is_deleted")
_FIELDS = (*_PLAIN, "findings", "verdict")
_PIECE = 2_000
# In SQL: the ORM takes longer over thousands of rows than the database and JSON together.
_ROWS = """
    SELECT id, number, version, cells, base, source_key, source_etag, is_deleted, CAST(findings AS TEXT), verdict,
        message, CAST(messages AS TEXT)
    FROM grids_row WHERE workspace_id = %s AND number IN
"""


@dataclass(slots=True)
class Held:
    """One row; see ``models.Row``."""

    id: int
    number: int
    version: int
    cells: Cells
    base: Cells | None
    source_key: int | None
    source_etag: str
    is_deleted: bool
    findings: list[JsonObject] | None = None
    verdict: str = RowVerdict.WAITING
    # What Synapse says of an invalid row, where it was read.
    message: str = ""
    messages: list[str] | None = None

    def is_told(self, judged: Judged) -> bool:
        """Tell whether that is said of the row already."""
        return (
            self.verdict == judged.verdict
            and self.message == judged.message
            and self.messages == judged.messages
            and (self.findings or None) == (judged.findings or None)
        )

    def copied(self) -> "Held":
        """Return a row that can be changed by itself; its cells are replaced, never changed."""
        return Held(
            self.id, self.number, self.version, self.cells, self.base, self.source_key, self.source_etag,
            self.is_deleted, self.findings, self.verdict, self.message, self.messages,
        )  # fmt: skip


def held(rows: QuerySet[Row]) -> Iterator[Held]:
    """Yield rows."""
    for values in rows.values_list(*_FIELDS):
        yield Held(*values)


def rows_by_number(workspace: Workspace, numbers: Collection[int]) -> dict[int, Held]:
    """Return rows by their numbers, deleted ones included; unknown numbers are absent."""
    found: dict[int, Held] = {}
    for values in read_by_number(_ROWS, workspace.id, numbers):
        row = _held(values)
        found[row.number] = row
    return found


def read_by_number(statement: str, workspace_id: int, numbers: Iterable[int]) -> Iterator[Sequence[Any]]:
    """Yield what a statement selects of the rows of some numbers: it ends before the list of them."""
    wanted = iter(numbers)
    while piece := list(islice(wanted, _PIECE)):
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} ({','.join(['%s'] * len(piece))})", [workspace_id, *piece])
            yield from cursor.fetchall()


def _held(values: Sequence[Any]) -> Held:
    number, cells, base, findings = values[1], values[3], values[4], values[8]
    return Held(
        values[0],
        number,
        values[2],
        Packed(cells),
        None if base is None else Packed(base),
        values[5],
        values[6],
        bool(values[7]),
        None if findings is None else json.loads(findings),
        values[9],
        values[10],
        None if values[11] is None else json.loads(values[11]),
    )
