"""The open workspaces that somebody could go on with, each with how old it is and what in it is not saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from theatrum.drivers.jobs.queries import has_ended
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.authorization import may_look, require_use
from theatrum.repository.grids.models import Authorization, Replica, Workspace
from theatrum.repository.grids.synchronizing import changed_rows

# Who comes back after so long is asked whether to go on where they left.
OLD = timedelta(days=14)
# How many are looked at; nobody has more of one source open.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Session:
    """A workspace as people choose it. ``unsaved`` are the rows that its source has otherwise, or not, or still."""

    workspace: Workspace
    unsaved: int
    is_old: bool
    # The source has another version than the one that the workspace knows.
    is_behind: bool
    # Its rows are still being read.
    is_filling: bool

    @property
    def is_stale(self) -> bool:
        """Whether somebody should look at it before they go on."""
        return self.is_old or self.is_behind

    @property
    def is_shared(self) -> bool:
        """Whether all who may change the source are let in."""
        return self.workspace.authorization == Authorization.SOURCE_BENEFACTOR

    @property
    def touched_on(self) -> datetime:
        """When somebody changed something last."""
        return self.workspace.modified_on


def sessions_over(actor: Actor, source: Node, *, component: str | None = None) -> list[Session]:
    """Return the workspaces over a source that the actor may use: shared ones first, then the newest.

    ``component`` is the key of the one that a grid over a folder is about; None for all.
    """
    wanted = _open().filter(source=source)
    if component is not None:
        wanted = wanted.filter(query=component)
    found = _usable(actor, wanted.order_by("-modified_on", "-id")[:_MOST])
    return sorted(found, key=lambda one: (not one.is_shared, one.is_stale))


def session_to_see(actor: Actor, source: Node) -> Workspace | None:
    """Return the workspace over a source that was changed last, of those that the actor may see; None without one."""
    shared = _open().filter(source=source, authorization=Authorization.SOURCE_BENEFACTOR).exclude(opened_on=None)
    return next((one for one in shared.order_by("-modified_on", "-id")[:_MOST] if may_look(actor, one)), None)


def sessions_of(actor: Actor, *, limit: int = 100) -> list[Session]:
    """Return the workspaces that the actor started, owns or sat at, and may use, those touched last first."""
    seats = Replica.objects.filter(created_by=actor.id).values("workspace_id")
    mine = Q(started_by=actor.id) | Q(owner_id__in=actor.principal_ids) | Q(id__in=seats)
    return _usable(actor, _open().filter(mine).order_by("-modified_on", "-id")[:limit])


def session_of(workspace: Workspace) -> Session:
    """Return how a workspace stands."""
    current, moment = workspace.source.current, clock.now()
    version = workspace.source_version
    return Session(
        workspace=workspace,
        unsaved=changed_rows(workspace).count(),
        is_old=moment - workspace.modified_on > OLD,
        is_behind=version is not None and current is not None and current.number != version,
        is_filling=workspace.opened_on is None,
    )


def find_filling(actor: Actor, session_id: str) -> Workspace | None:
    """Return a workspace whose rows are still being read, if the actor may use it; None where there is none.

    Raises GridAccessDenied, and what access refuses at the source.
    """
    loaded = Workspace.objects.select_related("source__current__handle")
    found = loaded.filter(session_id=session_id[:80], opened_on=None, deleted_on=None).first()
    if found is not None:
        require_use(actor, found)
    return found


def _open() -> QuerySet[Workspace]:
    return Workspace.objects.select_related("source__current").filter(deleted_on=None, source__trash_root=None)


def _usable(actor: Actor, workspaces: Iterable[Workspace]) -> list[Session]:
    return [session_of(one) for one in workspaces if _is_alive(one) and _may_use(actor, one)]


def _is_alive(workspace: Workspace) -> bool:
    """Tell whether a workspace is open, or will be: of a broken one nobody can make use."""
    return workspace.opened_on is not None or has_ended(workspace.synchronizer) is False


def _may_use(actor: Actor, workspace: Workspace) -> bool:
    try:
        require_use(actor, workspace)
    except DomainError:
        return False
    return True
