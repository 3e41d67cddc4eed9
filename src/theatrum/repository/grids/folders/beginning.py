"""Opening a workspace over a folder for somebody who looks at a page: a small one at once, a large one by a job."""

from uuid import uuid4

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.authorization import owner_of, require_source
from theatrum.repository.grids.beginning import Begun
from theatrum.repository.grids.folders.jobs import OPEN_FOLDER, SMALL_FOLDER
from theatrum.repository.grids.folders.opening import choose_component
from theatrum.repository.grids.jobs import large
from theatrum.repository.grids.models import Authorization


def open_folder_session(actor: Actor, folder: Node, *, component: str | None = None, is_private: bool = False) -> Begun:
    """Open a workspace over the files of one component below a folder or in a project.

    ``component`` is the key of one of ``components_below``, None where there is only one. One that is not private is
    for all who may change all of the files. Raises GridIsInvalid where there are several and none is named, and what
    access refuses.
    """
    require_source(actor, folder, may_be_folder=True)
    chosen = choose_component(actor, folder, component)
    mode = Authorization.SESSION_OWNER if is_private else Authorization.SOURCE_BENEFACTOR
    session_id, is_small = str(uuid4()), chosen.files <= SMALL_FOLDER
    owner_id = owner_of(actor, None)
    with writing():
        want = outbox.now if is_small else outbox.later
        job_id = want(
            OPEN_FOLDER if is_small else large(OPEN_FOLDER),
            owner_id=actor.id,
            actor_id=actor.id,
            session_id=session_id,
            source_id=folder.id,
            grid_owner_id=owner_id,
            authorization=mode.value,
            component=chosen.key,
        )
    return Begun(session_id, job_id)
