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
from theatrum.repository.grids.judging import WAITING, Judged
from theatrum.repository.grids.models import Authorization, RowVerdict, Workspace
from theatrum.repository.grids.origins import note_version, require_open
from theatrum.repository.grids.packing import packed_rows
from theatrum.repository.grids.policy import GAP, MOST_ROWS, PIECE
from theatrum.repository.grids.refusing import is_asked
from theatrum.repository.grids.rows import NewRow, fill_rows, insert_rows
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
    opening = Opening(
        session_id=session_id,
        source=source,
        owner_id=owner_id,
        authorization=authorization,
        columns=require_columns(source, first),
        bound=bound,
    )
    with writing():
        workspace = begin_workspace(actor=actor, opening=opening)
        note_version(workspace, version)
    size = version.handle.size if version is not None and version.handle is not None else 0
    verdict = RowVerdict.WAITING if bound or is_asked() else RowVerdict.NONE
    count = _fill(workspace, chain([first] if first else [], tables), verdict=verdict, size=size)
    with writing():
        finish_workspace(actor=actor, workspace=workspace, rows=count)
    return workspace


def require_columns(source: Node, first: Table | None) -> list[str]:
    """Return the columns of a record set's first rows. Raises GridIsInvalid where there are none."""
    if first is None or not first.frame.columns:
        raise GridIsInvalid(reason=f"{source.public_id} has no columns: upload a CSV whose first line names them.")
    return first.frame.columns


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


def _fill(workspace: Workspace, tables: Iterable[Table], *, verdict: RowVerdict, size: int) -> int:
    count, likely = 0, None
    for table in tables:
        rows = packed_rows(table.frame)
        _require_room(count + len(rows))
        for start in range(0, len(rows), PIECE):
            with writing():
                fill_rows(workspace, count + start + 1, rows[start : start + PIECE], verdict=verdict)
        count += len(rows)
        if likely is None and size > READ_BYTES:
            # How many rows there are is known at the end; what has been read tells how many there may be.
            likely = count * size // READ_BYTES
        running.progress(count, max(likely, count + 1) if likely else None, "reading rows")
    return count


def _require_room(count: int) -> None:
    if count > MOST_ROWS:
        raise GridIsInvalid(reason=f"A grid has {MOST_ROWS:,} rows at most: split it into several record sets.")


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
        _require_room(count)
        with writing():
            insert_rows(workspace.id, new)
        running.progress(count, message="reading rows")
    return count
