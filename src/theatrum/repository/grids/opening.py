"""Opening a workspace: the rows of its source are read and stored piece by piece, then people are let in.

A crash in between leaves a workspace that nobody sees, which opening it again takes away.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from theatrum.checks.tables.table import Table
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.files.models import FileHandle
from theatrum.repository.files.queries import require_whole
from theatrum.repository.grids.actions.sessions import Opening, begin_workspace, finish_workspace
from theatrum.repository.grids.authorization import benefactors, require_source
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.judging import NOT_JUDGED, WAITING, Judged
from theatrum.repository.grids.models import Authorization, Workspace
from theatrum.repository.grids.origins import note_version, require_open
from theatrum.repository.grids.policy import GAP, MOST_ROWS, PIECE
from theatrum.repository.grids.rows import NewRow, insert_rows
from theatrum.repository.grids.viewing import reading_view, row_actor
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.records.reading import read_all

# What is read of a CSV at a time: a few thousand rows.
READ_BYTES = 2 * 1024**2


def open_records(
    *, actor: Actor, session_id: str, source: Node, owner_id: int, authorization: Authorization
) -> Workspace:
    """Open a workspace over the current version of a record set.

    Raises GridIsInvalid, RowsUnreadable, FileIsLocked, and what access refuses.
    """
    require_source(actor, source)
    version, bound = source.current, bound_for(source.id)
    require_open(actor, version)
    tables = records_tables(version)
    first = next(tables, None)
    if first is None or not first.frame.columns:
        raise GridIsInvalid(reason=f"{source.public_id} has no columns: upload a CSV whose first line names them.")
    opening = Opening(
        session_id=session_id,
        source=source,
        owner_id=owner_id,
        authorization=authorization,
        columns=first.frame.columns,
        bound=bound,
    )
    with writing():
        workspace = begin_workspace(actor=actor, opening=opening)
        note_version(workspace, version)
    count = _store(workspace, _rows(first, tables), judged=WAITING if bound else NOT_JUDGED)
    with writing():
        finish_workspace(actor=actor, workspace=workspace, rows=count)
    return workspace


def open_query_of_view(
    *, actor: Actor, session_id: str, sql: str, owner_id: int, authorization: Authorization
) -> Workspace:
    """Open a workspace over the rows of a query on an entity view.

    Raises GridIsInvalid, what the query refuses, and what access refuses.
    """
    reader = actor if authorization is Authorization.SOURCE_BENEFACTOR else row_actor(actor, owner_id)
    with reading_view(reader, sql) as view:
        first = next(view.rows(), None)
        opening = Opening(
            session_id=session_id,
            source=view.node,
            owner_id=owner_id,
            authorization=authorization,
            columns=view.columns,
            bound=bound_for(view.node.id if first is None else first.node_id),
            query=sql,
        )
        with writing():
            workspace = begin_workspace(actor=actor, opening=opening)
        count = _store(workspace, ((row.cells, row.node_id, row.etag) for row in view.rows()), judged=WAITING)
        protecting = benefactors_of(row.node_id for row in view.rows())
    with writing():
        finish_workspace(actor=actor, workspace=workspace, rows=count, protecting=protecting)
    return workspace


def benefactors_of(node_ids: Iterable[int]) -> list[int]:
    """Return the entities whose ACLs protect others."""
    found: set[int] = set()
    ids = iter(node_ids)
    while some := list(islice(ids, PIECE)):
        found.update(benefactors(Node.objects.filter(id__in=some)))
    return sorted(found)


def records_tables(version: Version | None) -> Iterator[Table]:
    """Yield the rows of one version of a record set in small pieces. Raises RowsUnreadable, BlobNotFound."""
    if version is None:
        raise BlobNotFound
    yield from csv_tables(version.handle, version)


def csv_tables(handle: FileHandle | None, version: Version) -> Iterator[Table]:
    """Yield the rows of a CSV that is written as a version of a record set says."""
    if handle is None:
        raise BlobNotFound
    require_whole(handle)
    yield from read_all(handle, descriptor_of(version), piece_bytes=READ_BYTES, whole_bytes=READ_BYTES)


def _rows(first: Table, rest: Iterator[Table]) -> Iterator[tuple[Cells, int, str]]:
    index = 0
    for table in chain([first], rest):
        for row in table.frame.iter_rows():
            yield list(row), index, ""
            index += 1


def _store(workspace: Workspace, rows: Iterator[tuple[Cells, int, str]], *, judged: Judged) -> int:
    count = 0
    while piece := list(islice(rows, PIECE)):
        new = [
            NewRow(
                number=number,
                replica_id=workspace.last_service_replica,
                position=number * GAP,
                cells=cells,
                judged=judged,
                source_key=source_key,
                source_etag=etag,
            )
            for number, (cells, source_key, etag) in enumerate(piece, start=count + 1)
        ]
        count += len(piece)
        if count > MOST_ROWS:
            raise GridIsInvalid(reason=f"A grid has {MOST_ROWS:,} rows at most: split it into several record sets.")
        with writing():
            insert_rows(workspace.id, new)
        running.progress(count, message="reading rows")
    return count
