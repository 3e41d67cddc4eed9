"""Rows as they are read to be changed: plain values, as thousands are held at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.models import Row, RowVerdict, Workspace

_PLAIN = ("id", "number", "version", "cells", "base", "source_key", "source_etag", "is_deleted")
_FIELDS = (*_PLAIN, "findings", "verdict")


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


def held(rows: QuerySet[Row]) -> Iterator[Held]:
    """Yield rows."""
    for values in rows.values_list(*_FIELDS):
        yield Held(*values)


def rows_by_number(workspace: Workspace, numbers: Collection[int]) -> dict[int, Held]:
    """Return rows by their numbers, deleted ones included; unknown numbers are absent."""
    return {row.number: row for row in held(Row.objects.filter(workspace=workspace, number__in=numbers))}
