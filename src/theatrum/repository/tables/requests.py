"""What a transaction on a table asks for, as plain values that travel to a job as JSON.

Cells are text, as on the wire; None is no value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.tables.csv_rows import CsvForm


@dataclass(frozen=True)
class ColumnSwap:
    """One change of columns: add (no old one), remove (no new one), or put one in the place of another."""

    old_id: int | None = None
    new_id: int | None = None


@dataclass(frozen=True)
class ChangeColumns:
    """Change the columns of a table; ``order`` names all of them as they shall be."""

    changes: Sequence[ColumnSwap] = ()
    order: Sequence[int] | None = None
    kind: Literal["columns"] = "columns"


@dataclass(frozen=True)
class SentRow:
    """A row of a rowset: new without an id, deleted without cells. Cells have the order of the rowset's headers."""

    id: int | None = None
    version: int | None = None
    etag: str | None = None
    cells: Sequence[str | None] = ()


@dataclass(frozen=True)
class WriteRows:
    """Add, change or delete rows."""

    column_ids: Sequence[int]
    rows: Sequence[SentRow]
    etag: str | None = None
    kind: Literal["rows"] = "rows"


@dataclass(frozen=True)
class PartialRow:
    """Some cells of a row by column id; a new row without an id."""

    id: int | None = None
    etag: str | None = None
    cells: Mapping[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class WriteCells:
    """Change some cells of rows, whatever their version is."""

    rows: Sequence[PartialRow]
    kind: Literal["cells"] = "cells"


@dataclass(frozen=True)
class WriteCsv:
    """Add, change or delete the rows that a CSV file names."""

    handle_id: int
    form: CsvForm = field(default_factory=CsvForm)
    skip: int = 0
    etag: str | None = None
    kind: Literal["csv"] = "csv"


@dataclass(frozen=True)
class ChangeSearch:
    """Say whether full text search is wanted."""

    is_enabled: bool
    kind: Literal["search"] = "search"


@dataclass(frozen=True)
class KeepSnapshot:
    """Keep the rows as they are, as a version."""

    label: str | None = None
    comment: str | None = None
    activity_id: int | None = None


Change = ChangeColumns | WriteRows | WriteCells | WriteCsv | ChangeSearch


@dataclass(frozen=True)
class Transaction:
    """Changes of one table or view, all of them or none, and a snapshot of what came out."""

    node_id: int
    changes: Sequence[Change] = ()
    snapshot: KeepSnapshot | None = None


_adapter: TypeAdapter[Transaction] = TypeAdapter(Transaction)


def to_json(transaction: Transaction) -> JsonObject:
    """Return a transaction as JSON."""
    found: JsonObject = _adapter.dump_python(transaction, mode="json")
    return found


def from_json(found: JsonObject) -> Transaction:
    """Return the transaction that ``to_json`` wrote."""
    return _adapter.validate_python(found)
