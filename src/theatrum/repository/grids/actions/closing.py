"""Closing a workspace so that it can be had back, and having it back."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.grids import news
from theatrum.repository.grids.actions.sessions import CLEAR
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.errors import GridNotFound, NotYourGrid
from theatrum.repository.grids.models import Workspace

# How long a closed workspace can be had back.
KEPT = timedelta(days=30)


def close_workspace(*, actor: Actor, workspace: Workspace) -> datetime:
    """Close a workspace; returns until when it can be opened again. Raises NotYourGrid, GridNotFound."""
    if workspace.started_by != actor.id and not actor.is_administrator:
        raise NotYourGrid(id=workspace.session_id)
    moment = clock.now()
    mine = Workspace.objects.filter(id=workspace.id, deleted_on=None)
    if not mine.update(deleted_on=moment, kept_until=moment + KEPT, etag=new_etag()):
        raise GridNotFound(id=workspace.session_id)
    audit.record(actor.id, "grid_closed", subject_kind="grid", subject_id=workspace.session_id)
    news.tell(workspace, {"t": "changed", "what": "closed", "message": "The grid was closed."})
    return moment + KEPT


def reopen_workspace(*, actor: Actor, session_id: str) -> Workspace:
    """Open a closed workspace again, as it was. Raises GridNotFound, NotYourGrid, and what access refuses."""
    closed = Workspace.objects.select_related("source__current").filter(session_id=session_id[:80])
    workspace = closed.filter(kept_until__gt=clock.now()).exclude(opened_on=None).first()
    if workspace is None:
        raise GridNotFound(id=session_id[:80])
    if workspace.started_by != actor.id and not actor.is_administrator:
        raise NotYourGrid(id=workspace.session_id)
    require_use(actor, workspace)
    Workspace.objects.filter(id=workspace.id).update(deleted_on=None, kept_until=None, etag=new_etag())
    audit.record(actor.id, "grid_reopened", subject_kind="grid", subject_id=workspace.session_id)
    workspace.deleted_on = workspace.kept_until = None
    return workspace


def is_any_over() -> bool:
    """Tell whether any workspace was closed too long ago to be had back, and is not cleared away."""
    return _over().exists()


def clear_closed() -> None:
    """Want the rows of workspaces cleared away that were closed too long ago to be had back."""
    for number in list(_over().order_by("id").values_list("id", flat=True)[:100]):
        Workspace.objects.filter(id=number).update(kept_until=None)
        outbox.later(CLEAR, key=str(number), workspace_id=number)


def _over() -> QuerySet[Workspace]:
    return Workspace.objects.filter(kept_until__lte=clock.now())
