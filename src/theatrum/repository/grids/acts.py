"""Acts: operations of one group, which one undo takes back. What was taken back takes no more operations."""

from theatrum.drivers.db.prepared import Prepared
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.changes import Sender
from theatrum.repository.grids.errors import ActTakenBack, GridIsInvalid
from theatrum.repository.grids.models import Operation, Workspace

_taking_back = Prepared(
    lambda workspace_id, actor_id, group: Operation.objects.filter(
        workspace_id=workspace_id, undoes=group, actor_id=actor_id
    ).only("id", "group")[:1],
    workspace_id=int,
    actor_id=int,
    group=str,
)


def require_open(actor: Actor, workspace: Workspace, sender: Sender) -> None:
    """Return quietly if an act may go on, asked under the lock of the workspace. Raises ActTakenBack.

    One that its person took back meanwhile, in another window, would leave a rest that no undo finds. Two windows
    that take back the same act do so once: GridIsInvalid. Groups are named by browsers, and everybody at the grid is
    told them: what others take back counts for them alone.
    """
    place = {"workspace_id": workspace.id, "actor_id": actor.id}
    if _taking_back.first(**place, group=sender.group) is not None:
        raise ActTakenBack
    if not sender.undoes:
        return
    other = _taking_back.first(**place, group=sender.undoes)
    if other is not None and other.group != sender.group:
        raise GridIsInvalid(reason="This was taken back already, in another window.")
