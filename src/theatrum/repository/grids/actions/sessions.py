"""Opening a workspace, taking a seat at it, and closing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.running import current_id
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.validation.bound import BoundSchema
from theatrum.repository.grids.authorization import benefactors, require_look, require_source, require_use
from theatrum.repository.grids.errors import GridNotFound, NotYourGrid
from theatrum.repository.grids.models import Authorization, Conflict, Replica, Row, RowVerdict, Workspace
from theatrum.repository.grids.policy import FIRST_REPLICA, check_columns

CLEAR = "grids.clear"
# Rows that are deleted by one statement, so that nobody waits for long.
CLEARED = 20_000
# Opening takes minutes; what nobody could enter after so long was refused half way.
ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a workspace is to be; ``session_id`` is the caller's, so that opening it twice opens one."""

    session_id: str
    source: Node
    owner_id: int
    authorization: Authorization
    columns: Sequence[str]
    bound: BoundSchema | None
    query: str = ""


def begin_workspace(*, actor: Actor, opening: Opening) -> Workspace:
    """Make a workspace without rows, which nobody sees yet; what an earlier try left is taken away.

    Raises GridIsInvalid, and what access refuses.
    """
    require_source(actor, opening.source, may_be_folder=True)
    check_columns(opening.columns)
    Workspace.objects.filter(session_id=opening.session_id, opened_on=None).delete()
    moment = clock.now()
    _clear_abandoned(moment)
    version = opening.source.current
    return Workspace.objects.create(
        session_id=opening.session_id,
        source=opening.source,
        source_version=None if opening.query or version is None else version.number,
        query=opening.query,
        authorization=opening.authorization,
        owner_id=opening.owner_id,
        started_by=actor.id,
        started_on=moment,
        modified_on=moment,
        etag=new_etag(),
        last_client_replica=FIRST_REPLICA,
        last_service_replica=FIRST_REPLICA - 1,
        schema_id=str(opening.bound.schema_id) if opening.bound else "",
        digest=opening.bound.digest if opening.bound else "",
        column_names=list(opening.columns),
        column_order=list(range(len(opening.columns))),
        source_columns=list(opening.columns),
        synchronizer=current_id(),
    )


def finish_workspace(*, actor: Actor, workspace: Workspace, rows: int, protecting: Sequence[int] = ()) -> None:
    """Let people in: all rows are there. ``protecting`` are the benefactors of what the rows stand for."""
    workspace.last_number, workspace.opened_on = rows, clock.now()
    workspace.benefactor_ids = sorted({*benefactors([workspace.source]), *protecting})
    workspace.synchronizer = ""
    workspace.save(update_fields=["last_number", "opened_on", "benefactor_ids", "synchronizer"])
    _remember(actor, "grid_opened", workspace)


def create_replica(*, actor: Actor, workspace: Workspace, is_looking: bool = False) -> Replica:
    """Give the actor a seat of their own; ``is_looking`` lets in who may see and no more.

    Raises GridNotFound, GridAccessDenied.
    """
    (require_look if is_looking else require_use)(actor, workspace)
    taken = Workspace.objects.filter(id=workspace.id, deleted_on=None).update(
        last_client_replica=F("last_client_replica") + 1, etag=new_etag(), modified_on=clock.now()
    )
    if not taken:
        raise GridNotFound(id=workspace.session_id)
    workspace.refresh_from_db(fields=["last_client_replica", "etag", "modified_on"])
    replica = Replica.objects.create(
        workspace=workspace,
        replica_id=workspace.last_client_replica,
        created_by=actor.id,
        created_on=clock.now(),
    )
    _remember(actor, "grid_joined", workspace, replica=replica.replica_id)
    return replica


def delete_workspace(*, actor: Actor, workspace: Workspace) -> None:
    """Close a workspace for good. What was not written to the source stays in the log only.

    Raises NotYourGrid.
    """
    if workspace.started_by != actor.id and not actor.is_administrator:
        raise NotYourGrid(id=workspace.session_id)
    Workspace.objects.filter(id=workspace.id, deleted_on=None).update(deleted_on=clock.now(), etag=new_etag())
    _remember(actor, "grid_deleted", workspace)
    outbox.later(CLEAR, key=str(workspace.id), workspace_id=workspace.id)


def clear_rows(*, workspace_id: int) -> int:
    """Take away rows of a deleted workspace; returns how many went, until none is left."""
    gone = Row.objects.filter(workspace_id=workspace_id, workspace__deleted_on__isnull=False)
    some = gone.order_by("id").values_list("id", flat=True)[:CLEARED]
    deleted, _ = Row.objects.filter(id__in=list(some)).delete()
    Conflict.objects.filter(workspace_id=workspace_id, workspace__deleted_on__isnull=False).delete()
    return deleted


def judge_anew(*, workspace: Workspace, bound: BoundSchema | None, digest: str | None = None) -> None:
    """Say which schema holds for a workspace; if it is another, what all rows are worth is to be asked again.

    ``digest`` tells by what rows are judged that have schemas of their own.
    """
    before = workspace.digest
    workspace.schema_id = str(bound.schema_id) if bound else ""
    workspace.digest = (bound.digest if bound else "") if digest is None else digest
    workspace.save(update_fields=["schema_id", "digest"])
    if workspace.digest != before:
        Row.objects.filter(workspace=workspace).update(verdict=RowVerdict.WAITING)


def _clear_abandoned(moment: datetime) -> None:
    """Take away the rows of workspaces that were never opened to the end, a few at a time."""
    left = Workspace.objects.filter(opened_on=None, deleted_on=None, started_on__lt=moment - ABANDONED)
    for number in list(left.order_by("id").values_list("id", flat=True)[:10]):
        Workspace.objects.filter(id=number).update(deleted_on=moment)
        outbox.later(CLEAR, key=str(number), workspace_id=number)


def _remember(actor: Actor, action: str, workspace: Workspace, **facts: object) -> None:
    after = {"source": workspace.source_id, "version": workspace.source_version, **facts}
    audit.record(actor.id, action, subject_kind="grid", subject_id=workspace.session_id, after=after)
