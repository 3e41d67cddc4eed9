"""Writing an import: compared once more with the grid as it is, kept, then written operation by operation."""

from collections.abc import Iterator

from theatrum.consortium.exchange.incoming import open_incoming
from theatrum.consortium.exchange.models import Import
from theatrum.consortium.exchange.preparing import prepare
from theatrum.consortium.exchange.showing import Showing
from theatrum.consortium.exchange.steps import Step
from theatrum.consortium.exchange.writing import changes_of, read_changes, write_changes
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.errors import RowNotFound
from theatrum.repository.grids.held import rows_by_number
from theatrum.repository.grids.models import Operation, OperationKind, Workspace
from theatrum.repository.records.stored import source_of

_PACKED = "application/gzip"


def keep_changes(actor: Actor, found: Import) -> None:
    """Compare once more with the grid as it is now, and keep what is to be written."""
    if found.handle is None:
        raise TypeError("an import that is written has its file")
    opened = open_incoming(source_of(found.handle), found.sheet)
    if isinstance(opened, list):
        raise TypeError("an import that is written has its sheet")
    plan = prepare(found, opened).plan
    showing = Showing(plan, None)

    def counted() -> Iterator[list[Step]]:
        for steps in plan.steps():
            showing.add(steps)
            yield steps

    blob = write_changes(changes_of(counted(), len(found.workspace.column_names)))
    with writing():
        found.changes = made_of_grid(actor, found.workspace, blob, "changes.json.gz")
        found.counts = {**found.counts, **showing.counts}
        found.save(update_fields=["changes", "counts"])


def write(actor: Actor, found: Import) -> None:
    if found.changes is None:
        raise TypeError("what is to be written is kept before")
    done, skipped = 0, 0
    for number, change in enumerate(read_changes(found.changes)):
        sender = Sender(kind=OperationKind.IMPORT, group=found.group, client_id=f"{found.pk}:{number}")
        if not Operation.objects.filter(workspace=found.workspace, client_id=sender.client_id).exists():
            skipped += _edit(actor, found.workspace, change, sender)
        done += change.size
        running.progress(done, found.counts.get("cells"), "writing cells")
    found.counts = {**found.counts, "skipped": skipped}


def _edit(actor: Actor, workspace: Workspace, change: Change, sender: Sender) -> int:
    """Write one operation; rows that somebody deleted meanwhile are left alone. Returns how many these are."""
    for _ in range(3):
        wanted, skipped = _without_gone(workspace, change)
        try:
            if wanted.size:
                edit(actor, workspace, wanted, sender=sender)
        except RowNotFound:
            continue
        return skipped
    raise RowNotFound(session=workspace.session_id, row=min(change.numbers, default=0))


def _without_gone(workspace: Workspace, change: Change) -> tuple[Change, int]:
    rows = rows_by_number(workspace, change.numbers)
    back = set(change.restored)
    gone = {
        number for number in change.numbers if number not in rows or (rows[number].is_deleted and number not in back)
    }
    if not gone:
        return change, 0
    cells = {number: some for number, some in change.cells.items() if number not in gone}
    deleted = [number for number in change.deleted if number not in gone]
    return Change(cells=cells, inserted=change.inserted, deleted=deleted, restored=change.restored), len(gone)


def made_of_grid(actor: Actor, workspace: Workspace, blob: StoredBlob, name: str) -> FileHandle:
    """Keep values of a grid as a file made of it: what purges the grid purges them."""
    origin = Origin(Holder.GRID, workspace.id)
    return create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=_PACKED, origin=origin)
