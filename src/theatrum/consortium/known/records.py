"""The identifiers in the rows of a record set's CSV, read from the store piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from theatrum.checks.links.known import Known
from theatrum.checks.tables.delimited import read_delimited
from theatrum.checks.tables.headers import match_headers
from theatrum.checks.tables.source import Source, TableKind
from theatrum.consortium.known.columns import Columns
from theatrum.drivers.blobs.installed import store

# So much of a file is in memory at a time, several times over.
_PIECE = 16 * 1024**2


@dataclass(frozen=True, slots=True)
class StoredTable(Source):
    """A table in the blob store, under ``key``."""

    key: str = ""

    def open(self) -> BinaryIO:
        """Open for reading from the start. Raises BlobNotFound, OSError."""
        return store().open(self.key)

    def size(self) -> int:
        """Count the bytes. Raises BlobNotFound, OSError."""
        return store().stat(self.key).size


def known_in_rows(key: str, component: str, columns: Columns) -> Iterator[pl.DataFrame]:
    """Yield the identifiers in a stored CSV, as frames like that of ``Known``; nothing where no column has any.

    Raises BlobNotFound, OSError.
    """
    wanted = [columns.id, *([columns.parent] if columns.parent else [])]
    # Rows of a record set are CSV, whatever its file is called.
    for table in read_delimited(StoredTable(key, key=key), TableKind.CSV, chunk_bytes=_PIECE, whole_bytes=_PIECE):
        headers = {attribute: header for header, attribute in match_headers(table.frame.columns, wanted).names.items()}
        if columns.id in headers:
            rows = table.frame.select(
                pl.col(headers[columns.id]).alias("id"),
                pl.lit(component).alias("component"),
                (pl.col(headers[columns.parent]) if columns.parent in headers else pl.lit(None)).alias("parent"),
            )
            yield Known.of(rows).frame
