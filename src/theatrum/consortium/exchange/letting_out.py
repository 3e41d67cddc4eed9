"""Letting rows of a grid out: as a file of the actor's, and as a workbook that is known when it comes back.

Whoever may look at a grid may have it: a gate that keeps somebody from writing takes nothing away that they may read.
"""

from theatrum.consortium.exchange.actions import DOWNLOAD, LARGE, SMALL_GRID, TIDY
from theatrum.consortium.exchange.models import Checkout
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.authorization import require_look
from theatrum.repository.grids.models import Workspace


def ask_for_file(*, actor: Actor, workspace: Workspace, what: str, view: JsonObject) -> str:
    """Want the rows of a grid as a file of the actor's; returns the job that makes it. Raises what access refuses."""
    require_look(actor, workspace)
    is_small = workspace.last_number * max(1, len(workspace.columns)) <= SMALL_GRID
    want, name = (outbox.now, DOWNLOAD) if is_small else (outbox.later, DOWNLOAD + LARGE)
    job_id = want(name, owner_id=actor.id, actor_id=actor.id, session_id=workspace.session_id, what=what, view=view)
    audit.record(
        actor.id, "grid_downloaded", subject_kind="grid", subject_id=workspace.session_id, after={"what": what}
    )
    return job_id


def begin_checkout(*, actor: Actor, workspace: Workspace) -> Checkout:
    """Begin to let a workbook go out, whose rows are marked with its number. Raises what access refuses."""
    require_look(actor, workspace)
    outbox.later(TIDY, key="all")
    return Checkout.objects.create(
        source_id=workspace.source_id,
        workspace=workspace,
        actor_id=actor.id,
        created_on=clock.now(),
        source_version=workspace.source_version,
        sequence=workspace.sequence,
        schema_id=workspace.schema_id,
        digest=workspace.digest,
        columns=workspace.columns,
        rows=0,
    )


def finish_checkout(*, actor: Actor, checkout: Checkout, rows: int, handle: FileHandle) -> None:
    """Keep what went out."""
    checkout.rows, checkout.handle = rows, handle
    checkout.save(update_fields=["rows", "handle"])
    audit.record(
        actor.id,
        "grid_checked_out",
        subject_kind="grid",
        subject_id=checkout.workspace.session_id,
        after={"checkout": checkout.pk, "rows": rows},
    )
