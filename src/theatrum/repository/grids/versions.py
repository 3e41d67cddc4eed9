"""Versions of a record set compared with each other, and with what stands in a grid."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from django.db import models
from django.db.models.functions import Cast

from theatrum.checks.model.recent import Recent
from theatrum.repository.entities.models import Version
from theatrum.repository.grids import comparing_aside
from theatrum.repository.grids.comparing import Comparison, Pieces, compare
from theatrum.repository.grids.comparing_aside import Underway
from theatrum.repository.grids.holding import hold
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.opening import records_tables
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.records.judging import descriptor_of

# Paging through a comparison does not compare once more, and reads no large table.
_KEPT = 8
_kept: Recent[Comparison] = Recent(_KEPT)


def compare_versions(old: Version, new: Version) -> Comparison | Underway:
    """Compare two versions of a record set by the key of the newer one; of large ones it may say how far that is.

    Whether the actor may have both files is asked by the caller. Raises RowsUnreadable, BlobNotFound.
    """
    name = json.dumps([_fingerprint(old), _fingerprint(new), upsert_key(new)])
    tables = _Tables(pieces_of(old), pieces_of(new), upsert_key(new), _size(old) + _size(new))
    return _compared(name, tables, aside=name)


def compare_grid(old: Version, workspace: Workspace) -> Comparison | Underway:
    """Compare what stands in a grid with a version of its record set, as ``compare_versions`` does."""
    name = json.dumps([_fingerprint(old), workspace.session_id, workspace.sequence, upsert_key(old)])
    # Whoever asks while somebody types does not begin anew with each cell.
    aside = json.dumps([_fingerprint(old), workspace.session_id])
    tables = _Tables(pieces_of(old), grid_pieces(workspace), upsert_key(old), 2 * _size(old))
    return _compared(name, tables, aside=aside)


@dataclass(frozen=True, slots=True)
class _Tables:
    """Two tables that are compared, by which columns rows are known, and how many bytes both have."""

    old: Pieces
    new: Pieces
    key: list[str]
    size: int


def _compared(name: str, tables: _Tables, *, aside: str) -> Comparison | Underway:
    """Compare two tables; ``aside`` is by what a comparison is known while it is made."""
    found = _kept.get(name)
    if found is not None:
        return found
    if tables.size <= comparing_aside.SMALL:
        return _kept.put(name, compare(tables.old, tables.new, key=tables.key))

    def make(one: Underway) -> Comparison:
        found = compare(one.counted(tables.old), one.counted(tables.new), key=tables.key)
        return _kept.put(name, hold(found, tables.old, tables.new))

    return comparing_aside.compare_aside(aside, make)


def _size(version: Version) -> int:
    return version.handle.size if version.handle is not None else 0


def pieces_of(version: Version) -> Pieces:
    """Return the rows of a version in pieces, each time from the beginning."""

    def pieces() -> Iterator[pl.DataFrame]:
        return (table.frame for table in records_tables(version))

    return pieces


def grid_pieces(workspace: Workspace) -> Pieces:
    """Return the rows of a grid in pieces, under the names of its columns, in the order in which they stand."""
    width = len(workspace.column_names)
    slots = [pl.col("cells").list.get(slot, null_on_oob=True).alias(name) for name, slot in workspace.slots.items()]

    def pieces() -> Iterator[pl.DataFrame]:
        rows = live_rows(workspace).annotate(text=Cast("cells", models.TextField())).values_list("text", flat=True)
        texts: list[str] = []
        for text in rows.iterator(chunk_size=PIECE):
            texts.append(text)
            if len(texts) == PIECE:
                yield _frame(texts, slots)
                texts = []
        if texts or not width:
            yield _frame(texts, slots)

    return pieces


def upsert_key(version: Version) -> list[str]:
    """Return the columns by which rows of a version are known; none where it names none."""
    key = version.details.get("upsertKey")
    return [str(name) for name in key] if isinstance(key, list) else []


def _frame(texts: list[str], slots: list[pl.Expr]) -> pl.DataFrame:
    cells = pl.Series("cells", texts, dtype=pl.String).str.json_decode(pl.List(pl.String))
    return pl.DataFrame([cells]).select(slots)


def _fingerprint(version: Version) -> list[object]:
    handle = version.handle
    return [version.pk, handle.pk if handle else 0, handle.md5 if handle else "", dict(descriptor_of(version))]
