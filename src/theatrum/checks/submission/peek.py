"""The headers of a table and its first row, read from the beginning of the file wherever its format allows that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl
from polars.exceptions import PanicException, PolarsError

from theatrum.checks.tables.delimited import read_delimited
from theatrum.checks.tables.encoding import pieces
from theatrum.checks.tables.json_table import sound
from theatrum.checks.tables.json_values import decoder
from theatrum.checks.tables.source import Source, TableKind, kind_of
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.workbook import read_workbook

ENDINGS = (
    *(".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    *(".parquet", ".json", ".jsonl", ".ndjson"),
)
# Endings of what may be anything, a table being one of it.
WEAK_ENDINGS = (".parquet", ".json", ".jsonl", ".ndjson")
# Those of them that are tables whatever is in them.
ONLY_TABLES = (".parquet",)
_HEAD = 1 << 16
_LONG_HEAD = 1 << 24
_DECODER = decoder()


@dataclass(frozen=True, slots=True)
class Peek:
    """What stands at the top of one table; no headers where it has none, or could not be read."""

    sheet: str | None = None
    headers: tuple[str, ...] = ()
    first_row: tuple[str | None, ...] = ()


def is_table_name(name: str) -> bool:
    """Say whether a name ends as those of tables do."""
    return name.casefold().endswith(ENDINGS)


def peek(source: Source) -> list[Peek]:
    """Look at the top of each table of a file. Raises OSError.

    What cannot be read has no headers: reading it as a table says why.
    """
    kind = kind_of(source)
    if kind in (TableKind.CSV, TableKind.TSV):
        head = Source(source.name, content=_head(source))
        return [_top(table) for table in islice(read_delimited(head, kind, chunk_bytes=_HEAD, whole_bytes=_HEAD), 1)]
    if kind is TableKind.XLSX:
        return [_top(table) for table in read_workbook(source)]
    if kind is TableKind.PARQUET:
        return [Peek(headers=_parquet(source))]
    return [_first_object(source)] if kind else []


def _top(table: Table) -> Peek:
    first = table.frame.row(0) if table.frame.height else ()
    return Peek(table.sheet, tuple(table.frame.columns), first)


def _head(source: Source) -> bytes:
    """Return the whole lines among the first bytes."""
    with source.open() as stream:
        head = stream.read(_HEAD)
    end = max(head.rfind(b"\n"), head.rfind(b"\r"))
    return head[: end + 1] if len(head) == _HEAD and end > 0 else head


def _parquet(source: Source) -> tuple[str, ...]:
    try:
        return tuple(pl.read_parquet_schema(source.path or source.open()))
    except (PolarsError, PanicException):  # of some damaged files, polars says nothing better
        return ()


def _first_object(source: Source) -> Peek:
    """Take the first object of a JSON array or of JSON lines; one that is very long is read further."""
    for size in (_HEAD, _LONG_HEAD):
        with source.open() as stream:
            head = stream.read(size)
        for candidate in _starts(_text(head).lstrip()):
            try:
                found, _ = _DECODER.raw_decode(candidate)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict):
                return Peek(headers=tuple(map(sound, found)), first_row=tuple(_cells(list(found.values()))))
        if len(head) < size:
            break
    return Peek()


def _text(head: bytes) -> str:
    (piece,) = pieces(Source("", content=head), chunk_bytes=_LONG_HEAD, whole_bytes=_LONG_HEAD)
    return piece.content.decode("utf-8", "replace")


def _starts(text: str) -> Iterator[str]:
    if text.startswith("["):
        yield text[1:].lstrip()
    yield text


def _cells(values: Sequence[object]) -> Iterator[str | None]:
    return (value if isinstance(value, str) else None for value in values)
