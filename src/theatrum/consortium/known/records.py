"""The identifiers in the rows of a record set's CSV, read from the store piece by piece."""

from collections.abc import Iterator

import polars as pl

from theatrum.checks.links.known import Known
from theatrum.checks.tables.headers import match_headers
from theatrum.consortium.known.columns import Columns
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records.errors import RowsUnreadable
from theatrum.repository.records.reading import Descriptor, read_all

# Rows that are worked on at a time.
_ROWS = 100_000


def known_in_rows(
    handle: FileHandle, descriptor: Descriptor, component: str, columns: Columns
) -> Iterator[pl.DataFrame]:
    """Yield the identifiers in a stored CSV, as frames like that of ``Known``; nothing where no column has any.

    A file that is no CSV gives out no identifiers: its own page says what is wrong. Raises BlobNotFound, OSError.
    """
    wanted = [columns.id, *([columns.parent] if columns.parent else [])]
    try:
        for table in read_all(handle, descriptor):
            yield from _named(table.frame, component, columns, wanted)
    except RowsUnreadable:
        return


def _named(frame: pl.DataFrame, component: str, columns: Columns, wanted: list[str]) -> Iterator[pl.DataFrame]:
    headers = {attribute: header for header, attribute in match_headers(frame.columns, wanted).names.items()}
    if columns.id not in headers:
        return
    parent = pl.col(headers[columns.parent]) if columns.parent in headers else pl.lit(None)
    rows = frame.select(
        pl.col(headers[columns.id]).alias("id"), pl.lit(component).alias("component"), parent.alias("parent")
    )
    for part in rows.iter_slices(_ROWS):
        yield Known.of(part).frame
