"""Work on grids over folders: opening one, and following what becomes of files."""

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import job
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.audit import listening
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.grids.folders import following
from theatrum.repository.grids.folders.opening import open_folder
from theatrum.repository.grids.jobs import JUDGE, either
from theatrum.repository.grids.models import Authorization
from theatrum.repository.grids.queries import find_workspace
from theatrum.repository.grids.waiting import judge_waiting

OPEN_FOLDER = "grids.open_folder"
# Below so many files a grid is opened before the request is answered.
SMALL_FOLDER = 1_000
# Files are judged one by one: more than these by a job, while people look at the grid already.
SOON_JUDGED = 200


@either(OPEN_FOLDER)
def open_files(
    *,
    actor_id: int,
    session_id: str,
    source_id: int,
    grid_owner_id: int,
    authorization: str,
    component: str | None = None,
) -> dict[str, object]:
    """Open a grid over a folder; run twice it opens one."""
    if (workspace := find_workspace(session_id)) is None:
        actor = actor_of(find_user(actor_id))
        workspace = open_folder(
            actor=actor,
            session_id=session_id,
            source=require_node(actor, source_id),
            owner_id=grid_owner_id,
            authorization=Authorization(authorization),
            component=component,
        )
    if workspace.last_number <= SOON_JUDGED:
        judge_waiting(workspace)
    else:
        with writing():
            outbox.later(JUDGE, key=str(workspace.id), workspace_id=workspace.id)
    return {"session_id": session_id}


@job(following.FOLLOW)
def follow_folders() -> int:
    """Bring open grids over folders up to what their files are; returns how many were changed."""
    return following.follow_all()


listening.register(following.listen)
rounds.register(following.look_after)
