"""Opening a workspace over a large folder for somebody who looks at a page: by a job, and it is there meanwhile."""

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.actions.sessions import Opening, begin_workspace
from theatrum.repository.grids.folders.columns import attributes_of, names_of
from theatrum.repository.grids.folders.components import Component
from theatrum.repository.grids.folders.jobs import OPEN_FOLDER
from theatrum.repository.grids.jobs import large
from theatrum.repository.grids.models import Authorization, Workspace


def begin_folder(actor: Actor, folder: Node, component: Component, given: dict[str, object]) -> str:
    """Begin a workspace that a job opens; returns the job. ``given`` is what the job gets, beside folder and component.

    Raises as ``begin_workspace``.
    """
    digest = component.bound.digest if component.bound else ""
    opening = Opening(
        session_id=str(given["session_id"]),
        source=folder,
        owner_id=int(str(given["grid_owner_id"])),
        authorization=Authorization(str(given["authorization"])),
        columns=names_of(attributes_of(digest)),
        bound=component.bound,
        query=component.key,
    )
    wanted = {**given, "source_id": folder.id, "component": component.key}
    with writing():
        workspace = begin_workspace(actor=actor, opening=opening)
        job_id: str = outbox.later(large(OPEN_FOLDER), key=None, owner_id=actor.id, wait=None, **wanted)
        Workspace.objects.filter(id=workspace.id).update(synchronizer=job_id)
    return job_id
