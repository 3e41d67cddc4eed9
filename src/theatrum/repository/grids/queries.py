"""Reading workspaces, their replicas, rows and operations."""

from collections.abc import Iterator

from django.db.models import QuerySet

from theatrum.drivers.db.prepared import Prepared
from theatrum.kernel import clock
from theatrum.kernel.paging import Page
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.grids.authorization import may_look, require_look, require_use
from theatrum.repository.grids.errors import GridIsClosed, GridNotFound, NotYourReplica, ReplicaNotFound
from theatrum.repository.grids.log import log_of
from theatrum.repository.grids.models import Operation, Replica, Row, Workspace


def get_workspace(actor: Actor, session_id: str) -> Workspace:
    """Return an open workspace that the actor may use. Raises GridNotFound, GridIsClosed, GridAccessDenied."""
    workspace = find_workspace(session_id)
    if workspace is None:
        raise _missing(actor, session_id)
    require_use(actor, workspace)
    return workspace


def get_workspace_to_see(actor: Actor, session_id: str) -> Workspace:
    """Return an open workspace that the actor may see, if not use. Raises as ``get_workspace``."""
    workspace = find_workspace(session_id)
    if workspace is None:
        raise _missing(actor, session_id)
    require_look(actor, workspace)
    return workspace


def find_closed(actor: Actor, session_id: str) -> Workspace | None:
    """Return a workspace that was closed, can be had back, and that the actor might see; None where there is none."""
    kept = Workspace.objects.select_related("source__current").filter(kept_until__gt=clock.now())
    found = kept.filter(session_id=session_id[:80], source__trash_root=None).exclude(opened_on=None).first()
    return found if found is not None and may_look(actor, found) else None


def _missing(actor: Actor, session_id: str) -> GridNotFound:
    """Return why there is no open workspace: it was closed, as far as the actor may know of it."""
    closed = find_closed(actor, session_id)
    if closed is None or closed.kept_until is None:
        return GridNotFound(id=session_id[:80])
    starter = accounts.names([closed.started_by]).get(closed.started_by, "An administrator")
    return GridIsClosed(
        id=closed.session_id, name=closed.source.name, starter=starter, until=f"{closed.kept_until:%-d %B %Y}"
    )


def find_workspace(session_id: str) -> Workspace | None:
    """Return an open workspace with its source, whoever asks; None where there is none."""
    found = _open().filter(session_id=session_id[:80], source__trash_root=None)
    return found.first()


def list_workspaces(actor: Actor, page: Page, *, source_id: int | None = None) -> list[Workspace]:
    """Return a page of the open workspaces that the actor started, newest first, and one more if there is another."""
    found = _open().filter(started_by=actor.id, source__trash_root=None).order_by("-started_on", "-id")
    if source_id is not None:
        found = found.filter(source_id=source_id)
    return list(found[page.offset : page.end + 1])


def own_replica(actor: Actor, workspace: Workspace, replica_id: int) -> Replica:
    """Return a replica that the actor made. Raises ReplicaNotFound, NotYourReplica."""
    replica = get_replica(workspace, replica_id)
    if replica.created_by != actor.id and not actor.is_administrator:
        raise NotYourReplica(id=replica_id, session=workspace.session_id)
    return replica


def get_replica(workspace: Workspace, replica_id: int) -> Replica:
    """Return a replica of a workspace. Raises ReplicaNotFound."""
    found = Replica.objects.filter(workspace=workspace, replica_id=min(replica_id, 2**62)).first()
    if found is None:
        raise ReplicaNotFound(id=replica_id, session=workspace.session_id)
    return found


def list_replicas(workspace: Workspace, page: Page) -> list[Replica]:
    """Return a page of the replicas of a workspace, and one more if there is a next page."""
    return list(Replica.objects.filter(workspace=workspace).order_by("replica_id")[page.offset : page.end + 1])


def live_rows(workspace: Workspace) -> QuerySet[Row]:
    """Return the rows that are there, in the order in which people see them."""
    return Row.objects.filter(workspace=workspace, is_deleted=False).order_by("position", "id")


def stream(rows: QuerySet[Row], *, size: int) -> Iterator[Row]:
    """Yield rows as they were at one moment, without ever holding more than some of them."""
    return rows.iterator(chunk_size=size)


# Asked whenever anything happens at a grid, by each process that has seats there.
_FEW = 50
_since = Prepared(
    lambda workspace_id, sequence: (
        Operation.objects.filter(workspace_id=workspace_id, sequence__gt=sequence)
        .select_related("payload")
        .order_by("sequence")[:_FEW]
    ),
    workspace_id=int,
    sequence=int,
)


def next_operations(workspace: Workspace, sequence: int) -> list[Operation]:
    """Return the next few operations after a sequence number, in order, with what they changed."""
    return _since(workspace_id=workspace.id, sequence=sequence)


def operations_since(workspace: Workspace, sequence: int, *, limit: int) -> list[Operation]:
    """Return the operations after a sequence number, in order, with what they changed."""
    found = Operation.objects.filter(workspace=workspace, sequence__gt=sequence).select_related("payload")
    return list(found.order_by("sequence")[:limit])


def cell_history(workspace: Workspace, *, number: int, slot: int) -> Iterator[tuple[Operation, str | None, str | None]]:
    """Yield each operation that changed a cell, oldest first, with the texts before and after.

    What a purge has taken is left out.
    """
    touching = Operation.objects.filter(workspace=workspace, first_row__lte=number, last_row__gte=number)
    for operation in touching.select_related("payload").order_by("sequence").iterator(chunk_size=100):
        log = log_of(operation)
        for row, place, before, after in log.cells if log else ():
            if (row, place) == (number, slot):
                yield operation, before, after


def _open() -> QuerySet[Workspace]:
    return Workspace.objects.select_related("source__current").filter(deleted_on=None).exclude(opened_on=None)
