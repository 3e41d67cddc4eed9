"""The one way from a file to tables."""

from collections.abc import Iterator

import polars as pl

from theatrum.checks.findings import Group
from theatrum.checks.tables.delimited import read_delimited
from theatrum.checks.tables.disguises import disguise_of
from theatrum.checks.tables.json_table import read_json, read_json_lines
from theatrum.checks.tables.parquet import read_parquet
from theatrum.checks.tables.source import Source, TableKind, kind_of
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.troubles import placed, trouble
from theatrum.checks.tables.workbook import read_workbook

CHUNK_BYTES = 8 << 20
WHOLE_BYTES = 32 << 20
# A JSON file is read in one piece or not at all.
LARGEST_JSON = 200_000_000
_TEXTS = (TableKind.CSV, TableKind.TSV, TableKind.JSON, TableKind.JSONL)


def read_tables(
    source: Source,
    *,
    chunk_bytes: int = CHUNK_BYTES,
    whole_bytes: int = WHOLE_BYTES,
    largest_json: int = LARGEST_JSON,
) -> Iterator[Table]:
    """Yield each table of a file: one, or one a sheet; a file of more than ``whole_bytes`` in pieces.

    The pieces of a table follow one another, the last one marked so; a piece is made of about ``chunk_bytes`` of the
    file. Nothing is raised for a bad file: what cannot be read is a table without columns whose ``groups`` say why.

    Raises:
        ConnectionError: The file is on a service that cannot be reached.
    """
    try:
        yield from _tables(source, chunk_bytes, whole_bytes, largest_json)
    except ConnectionError:
        raise  # what cannot be reached now says nothing of the file
    except OSError as refused:
        message = f"The file cannot be read: {refused.strerror or 'the system refuses it'}."
        yield _nothing(source, trouble("unreadable", message, fix="Look whether the file exists and may be read."))


def _tables(source: Source, chunk_bytes: int, whole_bytes: int, largest_json: int) -> Iterator[Table]:
    kind = kind_of(source)
    if kind in _TEXTS and (disguise := disguise_of(source.head())):
        message = f"The file is {disguise.what}: it cannot be read as a table."
        yield _nothing(source, trouble("unreadable", message, fix=disguise.fix))
        return
    match kind:
        case TableKind.CSV | TableKind.TSV:
            yield from read_delimited(source, kind, chunk_bytes=chunk_bytes, whole_bytes=whole_bytes)
        case TableKind.XLSX:
            yield from read_workbook(source)
        case TableKind.PARQUET:
            yield from read_parquet(source)
        case TableKind.JSON:
            yield from read_json(source, whole_bytes=largest_json)
        case TableKind.JSONL:
            yield from read_json_lines(source, chunk_bytes=chunk_bytes, whole_bytes=whole_bytes)
        case None:
            message = "The file is no table of a format that is read."
            fix = "Save the table as CSV, TSV, XLSX, Parquet, JSON or JSON lines."
            yield _nothing(source, trouble("unreadable", message, fix=fix))


def _nothing(source: Source, group: Group) -> Table:
    return Table(source.name, None, pl.DataFrame(), groups=placed([group], source.name, None))
