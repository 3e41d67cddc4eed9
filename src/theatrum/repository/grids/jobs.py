"""Work on grids that a request starts: small grids in its own thread, large ones in a worker's slow lane."""

from collections.abc import Callable

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds, running
from theatrum.drivers.jobs.registry import Function, Lane, job
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.entities.models import Ancestry, Kind, Node
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin, note_rows
from theatrum.repository.files.downloading import own_file
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids import after_saving
from theatrum.repository.grids.actions import closing
from theatrum.repository.grids.actions.sessions import CLEAR, clear_rows
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.exporting import Wanted, export_csv
from theatrum.repository.grids.importing import import_csv
from theatrum.repository.grids.keeping import merge_session, save_session
from theatrum.repository.grids.models import Authorization, Workspace
from theatrum.repository.grids.opening import open_query_of_view, open_records
from theatrum.repository.grids.queries import find_workspace, get_workspace, own_replica
from theatrum.repository.grids.requests import QUERY, UPDATES, answer
from theatrum.repository.grids.saving import CSV, Naming
from theatrum.repository.grids.sources import source_of
from theatrum.repository.grids.synchronizing import alone, export_to_record_set, synchronize_records
from theatrum.repository.grids.updating import update_rows
from theatrum.repository.grids.view_synchronizing import synchronize_files
from theatrum.repository.grids.waiting import judge_waiting
from theatrum.repository.grids.writing_csv import form_of

OPEN = "grids.open"
OPEN_VIEW = "grids.open_view"
QUERY_ROWS = "grids.query"
UPDATE = "grids.update"
IMPORT = "grids.import"
DOWNLOAD = "grids.download"
EXPORT = "grids.export"
SYNCHRONIZE = "grids.synchronize"
SAVE = "grids.save"
MERGE = "grids.merge"
JUDGE = "grids.judge"

# A grid of so many cells is worked on before the request is answered, and so is a file of so many bytes.
SMALL_GRID = 200_000
SMALL_FILE = 2 * 1024**2
SMALL_TREE = 20_000


def either(name: str) -> Callable[[Function], Function]:
    """Register a job twice: as a quick one, and for large grids as one of the slow lane."""

    def register(function: Function) -> Function:
        job(name)(function)
        return job(large(name), lane=Lane.LONG)(function)

    return register


def large(name: str) -> str:
    """Return the name of a job for large grids."""
    return f"{name}_large"


def is_small(workspace: Workspace) -> bool:
    """Tell whether work on a grid is done before the request is answered."""
    return workspace.last_number * max(1, len(workspace.column_names)) <= SMALL_GRID


def is_small_file(handle: FileHandle | None) -> bool:
    """Tell whether a file is read before the request is answered."""
    return handle is None or handle.size <= SMALL_FILE


def is_small_project(node: Node) -> bool:
    """Tell whether a view in this project is read before the request is answered."""
    return Ancestry.objects.filter(ancestor_id=node.project_id).count() <= SMALL_TREE


@either(OPEN)
def open_record_set(
    *, actor_id: int, session_id: str, source_id: int, grid_owner_id: int, authorization: str
) -> dict[str, object]:
    """Open a grid over a record set; run twice it opens one."""
    if (workspace := find_workspace(session_id)) is None:
        actor = _actor(actor_id)
        workspace = open_records(
            actor=actor,
            session_id=session_id,
            source=require_node(actor, source_id),
            owner_id=grid_owner_id,
            authorization=Authorization(authorization),
        )
    _judge(workspace)
    return {"session_id": session_id}


@either(OPEN_VIEW)
def open_view(*, actor_id: int, session_id: str, sql: str, grid_owner_id: int, authorization: str) -> dict[str, object]:
    """Open a grid over a query of a view; run twice it opens one."""
    if (workspace := find_workspace(session_id)) is None:
        workspace = open_query_of_view(
            actor=_actor(actor_id),
            session_id=session_id,
            sql=sql,
            owner_id=grid_owner_id,
            authorization=Authorization(authorization),
        )
    _judge(workspace)
    return {"session_id": session_id}


@either(QUERY_ROWS)
def query(*, actor_id: int, session_id: str, replica_id: int, query: JsonObject) -> JsonObject:
    """Answer a query of a grid."""
    actor = _actor(actor_id)
    return answer(actor, get_workspace(actor, session_id), replica_id, QUERY.validate_python(query))


@either(UPDATE)
def update(*, actor_id: int, session_id: str, replica_id: int, updates: list[JsonObject]) -> dict[str, object]:
    """Set cells of a grid; returns how many rows each update met."""
    actor = _actor(actor_id)
    workspace = get_workspace(actor, session_id)
    replica = own_replica(actor, workspace, replica_id)
    return {"met": update_rows(actor, workspace, UPDATES.validate_python(updates), replica=replica)}


@either(IMPORT)
def import_file(
    *, actor_id: int, session_id: str, handle_id: int, descriptor: JsonObject, schema: list[str]
) -> dict[str, object]:
    """Take the rows of a CSV into a grid; run twice, the second time finds them there."""
    actor = _actor(actor_id)
    workspace = get_workspace(actor, session_id)
    handle = own_file(actor, handle_id)
    with writing():
        note_rows(holder=Holder.GRID, holder_id=workspace.id, handle_id=handle.pk)
    done = import_csv(actor, workspace, handle, descriptor=descriptor, schema=schema)
    return {"session_id": session_id, "total": done.total, "created": done.created, "updated": done.updated}


@either(DOWNLOAD)
def download(
    *,
    actor_id: int,
    session_id: str,
    descriptor: JsonObject,
    has_header: bool,
    has_row_ids: bool,
    has_etags: bool,
    file_name: str,
) -> dict[str, object]:
    """Write the rows of a grid to a file of the actor's; returns its handle."""
    actor = _actor(actor_id)
    workspace = get_workspace(actor, session_id)
    wanted = Wanted(form_of(descriptor), has_header=has_header, has_row_ids=has_row_ids, has_etags=has_etags)
    blob = export_csv(workspace, wanted)
    with writing():
        origin = Origin(Holder.GRID, workspace.id)
        handle = create_handle_of_blob(actor=actor, blob=blob, file_name=file_name, content_type=CSV, origin=origin)
    return {"session_id": session_id, "handle_id": handle.pk}


@either(EXPORT)
def export(*, actor_id: int, session_id: str, token: str) -> dict[str, object]:
    """Write a grid to its record set as a new version."""
    actor = _actor(actor_id)
    workspace = get_workspace(actor, session_id)
    if workspace.source.kind != Kind.RECORD_SET:
        raise GridIsInvalid(reason="Only a grid over a record set is exported: synchronize a grid over a view.")
    with alone(workspace, token):
        saved, _ = export_to_record_set(actor, workspace)
    after_saving.tell_all(actor, workspace)
    return {
        "session_id": session_id,
        "record_set_id": workspace.source_id,
        "version": saved.version,
        "summary": saved.summary,
        "validation_handle_id": saved.validation_handle_id,
    }


@either(SYNCHRONIZE)
def synchronize(*, actor_id: int, session_id: str, token: str, pushes: bool) -> dict[str, object]:
    """Bring a grid and its source together; returns what people should know."""
    actor = _actor(actor_id)
    workspace = get_workspace(actor, session_id)
    with alone(workspace, token):
        if workspace.source.kind == Kind.RECORD_SET:
            told = synchronize_records(actor, workspace, pushes=pushes)
        elif not pushes:
            raise GridIsInvalid(reason="PULL is for grids over record sets; synchronize a view with PULL_PUSH.")
        else:
            told = list(synchronize_files(actor, workspace, source_of(workspace)).messages)
    if pushes:
        after_saving.tell_all(actor, workspace)
    return {"session_id": session_id, "messages": told}


@either(SAVE)
def save(*, actor_id: int, session_id: str, token: str, label: str | None, comment: str) -> JsonObject:
    """Write a grid to its source as people do, with a name; returns what became of it."""
    actor = _actor(actor_id)
    workspace = get_workspace(actor, session_id)
    return save_session(actor, workspace, token=token, naming=Naming(label, comment)).as_json()


@either(MERGE)
def merge(*, actor_id: int, session_id: str, token: str) -> JsonObject:
    """Take in what a record set has become; returns what became of it."""
    actor = _actor(actor_id)
    return merge_session(actor, get_workspace(actor, session_id), token=token).as_json()


@job(JUDGE, lane=Lane.LONG)
def judge(*, workspace_id: int) -> bool:
    """Judge the rows of a large grid; tells whether none waits any more."""
    workspace = Workspace.objects.select_related("source__current").filter(id=workspace_id, deleted_on=None).first()
    return workspace is None or judge_waiting(
        workspace, told=lambda done: running.progress(done, workspace.last_number, "judging rows")
    )


@job(CLEAR, lane=Lane.LONG)
def clear(*, workspace_id: int) -> int:
    """Take the rows of a deleted grid away; returns how many there were."""
    total = 0
    while True:
        with writing():
            gone = clear_rows(workspace_id=workspace_id)
        total += gone
        if not gone:
            return total


def look_after_closed() -> None:
    """Want the rows of grids cleared away that were closed too long ago to be had back."""
    if closing.is_any_over():
        with writing():
            closing.clear_closed()


rounds.register(look_after_closed)


def _judge(workspace: Workspace) -> None:
    """Judge the rows of a small grid at once, those of a large one by a job of its own."""
    if is_small(workspace):
        judge_waiting(workspace)
        return
    with writing():
        outbox.later(JUDGE, key=str(workspace.id), workspace_id=workspace.id)


def _actor(actor_id: int) -> Actor:
    return actor_of(find_user(actor_id))
