"""Reading a window of the rows of a CSV, and the verdicts on them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl
from django.db.models import Q

from theatrum.checks.findings import Group
from theatrum.checks.tables.table import Table
from theatrum.kernel.paging import Page
from theatrum.repository.entities.models import Kind, Verdict
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.reading import Descriptor, read_head

# A window far down is found by reading all above it: nobody pages further than this.
READ_LIMIT = 16 * 1024**2
COLUMN_LIMIT = 500
# Record sets whose rows were read, and there is none: made to be filled in, and nothing yet. One that could not be read
# has no rows either, and is invalid.
WITHOUT_ROWS = Q(
    kind=Kind.RECORD_SET,
    current__rows_verdict__valid_rows=0,
    current__rows_verdict__invalid_rows=0,
    validation__verdict=Verdict.VALID,
)


@dataclass(frozen=True)
class Rows:
    """A window of rows. ``is_cut``: reading ended at the limit, not at the end of the file.

    ``table`` has the same rows as they are judged, all columns included.
    """

    columns: list[str]
    rows: list[list[str]]
    has_more: bool
    is_cut: bool
    table: Table


def read_rows(handle: FileHandle, page: Page, *, descriptor: Descriptor | None = None) -> Rows:
    """Return a window of the rows below the line of column names. Raises RowsUnreadable, BlobNotFound."""
    head = read_head(handle, descriptor or {}, limit=READ_LIMIT)
    frames: list[pl.DataFrame] = []
    groups: list[Group] = []
    seen = 0
    for table in head.tables:
        groups += table.groups
        skipped = max(0, page.offset - seen)
        frames.append(table.frame.slice(skipped, max(0, page.end + 1 - seen - skipped)))
        seen += table.frame.height
        if seen > page.end:
            break
    frame = pl.concat(frames, how="diagonal") if frames else pl.DataFrame()
    shown = frame.head(page.limit)
    table = Table(handle.file_name, None, shown, page.offset + 1, tuple(groups))
    rows = [[cell or "" for cell in row[:COLUMN_LIMIT]] for row in shown.iter_rows()]
    has_more = frame.height > page.limit
    return Rows(shown.columns[:COLUMN_LIMIT], rows, has_more, is_cut=head.is_cut and not has_more, table=table)


def find_verdict(version_id: int) -> RowsVerdict | None:
    """Return the verdict on the rows of one version of a record set, with the schema; None before there is one."""
    loaded = RowsVerdict.objects.select_related("schema_version__schema__organization")
    return loaded.filter(version_id=version_id).first()


def counts_of(version_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """Return how many rows are invalid, and how many were judged, for each version that has a verdict."""
    found = RowsVerdict.objects.filter(version_id__in=version_ids)
    return {
        one.version_id: (one.invalid_rows, one.rows) for one in found.only("version_id", "valid_rows", "invalid_rows")
    }
