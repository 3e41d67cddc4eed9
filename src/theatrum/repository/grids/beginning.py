"""Opening a workspace for somebody who looks at a page: a small one at once, a large one by a job.

The workspace of a large one is there from the beginning, so that others find it while its rows are read.
"""

from dataclasses import dataclass
from uuid import uuid4

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.grids import jobs
from theatrum.repository.grids.actions.sessions import Opening, begin_workspace
from theatrum.repository.grids.authorization import FOLDERS, owner_of, require_source
from theatrum.repository.grids.folders import jobs as folders
from theatrum.repository.grids.folders.beginning import begin_folder
from theatrum.repository.grids.folders.opening import choose_component
from theatrum.repository.grids.models import Authorization, Workspace
from theatrum.repository.grids.opening import require_columns
from theatrum.repository.grids.origins import note_version, require_open
from theatrum.repository.records.judging import descriptor_of
from theatrum.repository.records.reading import read_head

# So much of a file is read for its line of column names.
_HEAD_BYTES = 2 * 1024**2


@dataclass(frozen=True, slots=True)
class Begun:
    """A workspace that is open, or will be when the job has ended."""

    session_id: str
    job_id: str


def open_session(actor: Actor, source: Node, *, is_private: bool = False, component: str | None = None) -> Begun:
    """Open a workspace over a record set, all rows of a view, or the files of one component below a folder.

    One that is not private is for all who may change the source; one over a view is always its owner's, whose rows
    may come from places that others cannot change. Raises GridIsInvalid, RowsUnreadable, FileIsLocked,
    and what access refuses.
    """
    require_source(actor, source, may_be_folder=True)
    if source.kind == Kind.RECORD_SET:
        # Told as what it is, and not as a job that failed.
        require_open(actor, source.current)
    is_own = is_private or source.kind == Kind.ENTITY_VIEW
    mode = Authorization.SESSION_OWNER if is_own else Authorization.SOURCE_BENEFACTOR
    given: dict[str, object] = {
        "actor_id": actor.id,
        "session_id": str(uuid4()),
        "grid_owner_id": owner_of(actor, None),
        "authorization": mode.value,
    }
    if source.kind in FOLDERS:
        chosen = choose_component(actor, source, component)
        if chosen.files > folders.SMALL_FOLDER:
            return Begun(str(given["session_id"]), begin_folder(actor, source, chosen, given))
        return _now(folders.OPEN_FOLDER, actor, {**given, "source_id": source.id, "component": chosen.key})
    if source.kind == Kind.ENTITY_VIEW:
        return _now(jobs.OPEN_VIEW, actor, {**given, "sql": f"SELECT * FROM {source.public_id}"})  # noqa: S608  # an id of ours
    if source.current is None or jobs.is_small_file(source.current.handle):
        return _now(jobs.OPEN, actor, {**given, "source_id": source.id})
    return _later(actor, source, mode, given)


def _now(name: str, actor: Actor, given: dict[str, object]) -> Begun:
    with writing():
        job_id = outbox.now(name, owner_id=actor.id, **given)
    return Begun(str(given["session_id"]), job_id)


def _later(actor: Actor, source: Node, mode: Authorization, given: dict[str, object]) -> Begun:
    version = source.current
    if version is None or version.handle is None:
        raise TypeError("a large record set has a file")
    head = read_head(version.handle, descriptor_of(version), limit=_HEAD_BYTES)
    columns = require_columns(source, next(head.tables, None))
    opening = Opening(
        session_id=str(given["session_id"]),
        source=source,
        owner_id=int(str(given["grid_owner_id"])),
        authorization=mode,
        columns=columns,
        bound=bound_for(source.id),
    )
    with writing():
        workspace = begin_workspace(actor=actor, opening=opening)
        note_version(workspace, version)
        job_id = outbox.later(
            jobs.large(jobs.OPEN), key=None, owner_id=actor.id, wait=None, **given, source_id=source.id
        )
        Workspace.objects.filter(id=workspace.id).update(synchronizer=job_id)
    return Begun(workspace.session_id, job_id)
