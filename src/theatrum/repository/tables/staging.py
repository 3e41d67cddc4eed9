"""Many new rows are first written beside the table, a little at a time, and then added to it in one statement.

So a table of a million rows is locked for as long as the database needs to copy them, which is a fraction of the
time that it needs to take them; and on SQLite everybody else writes between two portions.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import count
from uuid import UUID

from django.db import connection

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job, State
from theatrum.drivers.jobs.running import progress
from theatrum.repository.tables import physical
from theatrum.repository.tables.row_drafts import RowsDraft
from theatrum.repository.tables.spooling import chunked

PREFIX = "table_staged_"
# Fewer rows are written at once.
LEAST = 20_000
_PORTION = 5_000


@contextmanager
def staged(drafts: list[RowsDraft], request: UUID) -> Iterator[None]:
    """Have tables with the rows of large drafts that only add, until the end. Opens transactions of its own.

    A job that begins anew makes its tables anew: they are named after its request.
    """
    large = [draft for draft in drafts if draft.spool.count >= LEAST and draft.only_adds()]
    names = [f"{PREFIX}{request.hex}_{number}" for number in range(len(large))]
    try:
        for name, draft in zip(names, large, strict=True):
            _stage(name, draft)
            draft.staged = name
        yield
    finally:
        for name, draft in zip(names, large, strict=True):
            _drop(name, draft.spool.count)


def left_over(job_names: Collection[str]) -> list[str]:
    """Return the tables whose jobs, of these names, have ended: their process died, or the database was away."""
    names = physical.tables_named(PREFIX)
    if not names:
        return []
    unfinished = Job.objects.filter(name__in=job_names, state__in=[State.QUEUED, State.RUNNING])
    requests = unfinished.values_list("arguments__request", flat=True)
    alive = {UUID(str(request)).hex for request in requests if request}
    return [name for name in names if name.removeprefix(PREFIX).partition("_")[0] not in alive]


def clear(name: str) -> None:
    """Take a table away that was left over."""
    if name in physical.tables_named(PREFIX):
        _drop(name, physical.largest_id(name))


def _drop(name: str, count: int) -> None:
    if connection.vendor == "sqlite" and name in connection.introspection.table_names():
        # Its pages are overwritten, as they hold what people may want deleted for good: a few at a time.
        for first in range(1, count + 1, _PORTION):
            with writing():
                physical.delete_stretch(name, first, first + _PORTION - 1)
    with writing():
        physical.drop_table(name)


def _stage(name: str, draft: RowsDraft) -> None:
    with writing():
        physical.drop_table(name)
        physical.make_table(name, draft.columns)
    numbers, done = count(1), 0
    for some in chunked(draft.records(), _PORTION):
        rows = [[next(numbers), 0, *draft.whole(record)] for record in some]
        with writing():
            physical.insert_rows(name, draft.columns, rows)
        done += len(rows)
        progress(done, draft.spool.count, f"{done} rows written")
