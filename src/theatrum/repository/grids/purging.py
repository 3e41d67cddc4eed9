"""Closing workspaces that hold rows of a file, for good: rows, what was written of them in the log, and headers."""

from collections.abc import Collection

from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.erasing import note_erased
from theatrum.repository.files.models import CopiedRows
from theatrum.repository.grids.actions.sessions import clear_rows
from theatrum.repository.grids.comments.actions import forget_comments
from theatrum.repository.grids.models import Conflict, Operation, Workspace


def forget_workspaces(*, actor: Actor, handle_ids: Collection[int]) -> int:
    """Close every workspace that has rows of files, and delete what is in it; returns how many.

    Opens transactions of its own; broken off, it is simply done again.
    """
    copied = CopiedRows.objects.filter(holder=Holder.GRID, handle_id__in=handle_ids)
    numbers = sorted(set(copied.values_list("holder_id", flat=True)))
    for number in numbers:
        _close(actor, number)
        while _clear(number):
            pass
        with writing():
            CopiedRows.objects.filter(holder=Holder.GRID, holder_id=number).delete()
            note_erased(holder=Holder.GRID, holder_ids=[number])
    return len(numbers)


def forget_sources(node_ids: Collection[int]) -> None:
    """Forget the workspaces over entities that are about to be deleted for good; what was typed in goes with them."""
    workspaces = Workspace.objects.filter(source_id__in=node_ids)
    numbers = list(workspaces.values_list("pk", flat=True))
    operations = Operation.objects.filter(workspace_id__in=numbers)
    payloads = list(operations.values_list("payload_id", flat=True))
    operations.delete()
    audit.purge_payloads(payload_ids=payloads)
    CopiedRows.objects.filter(holder=Holder.GRID, holder_id__in=numbers).delete()
    workspaces.delete()


def _close(actor: Actor, number: int) -> None:
    with writing():
        mine = Workspace.objects.filter(pk=number)
        mine.filter(deleted_on=None).update(deleted_on=clock.now(), etag=new_etag())
        mine.update(column_names=[], column_order=[], source_columns=[], kept_until=None)
        Conflict.objects.filter(workspace_id=number).delete()
        payloads = Operation.objects.filter(workspace_id=number).values_list("payload_id", flat=True)
        audit.purge_payloads(payload_ids=list(payloads))
        forget_comments(workspace_id=number)
        for workspace in mine:
            audit.record(actor.id, "grid_purged", subject_kind="grid", subject_id=workspace.session_id)


def _clear(number: int) -> int:
    with writing():
        return clear_rows(workspace_id=number)
