"""Reading, writing and forgetting imports: small files in the thread of the request, large ones in the slow lane."""

from collections.abc import Iterator

from theatrum.consortium.exchange import actions
from theatrum.consortium.exchange.going import CONTENT_TYPES, Going, What, file_name, make_file
from theatrum.consortium.exchange.incoming import Incoming, open_incoming
from theatrum.consortium.exchange.models import Import, State
from theatrum.consortium.exchange.planning import Step
from theatrum.consortium.exchange.preparing import Prepared, prepare
from theatrum.consortium.exchange.queries import find_import
from theatrum.consortium.exchange.seen import seen_rows
from theatrum.consortium.exchange.showing import Showing, write_shown
from theatrum.consortium.exchange.writing import changes_of, read_changes, write_changes
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import running
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.files.actions.handles import create_handle_of_blob, delete_handle
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.models import FileHandle
from theatrum.repository.files.queries import require_whole
from theatrum.repository.grids.changes import Change, Sender
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.errors import RowNotFound
from theatrum.repository.grids.held import rows_by_number
from theatrum.repository.grids.models import Operation, OperationKind, Workspace
from theatrum.repository.grids.queries import get_workspace
from theatrum.repository.grids.sources import judge_of
from theatrum.repository.records.stored import source_of

_PACKED = "application/gzip"
_TIDIED = 100


def read(*, import_id: str, wish: int) -> str:
    """Read an import and keep what it would do; returns its state then."""
    found = find_import(import_id)
    if found is None or found.wish != wish or found.state != State.READING or found.handle is None:
        return "" if found is None else found.state
    actor = _actor(found)
    try:
        found.workspace = get_workspace(actor, found.workspace.session_id)
        require_whole(found.handle)
        opened = open_incoming(source_of(found.handle), found.sheet)
        if isinstance(opened, list):
            return _keep(found, wish, state=State.CHOOSING, sheets=opened)
        return _show(actor, found, wish, opened)
    except DomainError as error:
        return _keep(found, wish, state=State.FAILED, reason=str(error))


def apply(*, import_id: str, wish: int) -> str:
    """Write an import; run again after a crash, it goes on where it was. Returns its state then."""
    found = find_import(import_id)
    if found is None or found.wish != wish or found.state != State.APPLYING:
        return "" if found is None else found.state
    actor = _actor(found)
    try:
        found.workspace = get_workspace(actor, found.workspace.session_id)
        if found.changes is None:
            _keep_changes(actor, found)
        _write(actor, found)
    except DomainError as error:
        with writing():
            actions.end_import(actor=actor, found=found, state=State.FAILED, reason=str(error))
        return State.FAILED
    with writing():
        actions.end_import(actor=actor, found=found, state=State.DONE)
    return State.DONE


job(actions.READ)(read)
job(actions.READ + actions.LARGE, lane=Lane.LONG)(read)
job(actions.APPLY)(apply)
job(actions.APPLY + actions.LARGE, lane=Lane.LONG)(apply)


def download(*, actor_id: int, session_id: str, what: str, view: JsonObject) -> JsonObject:
    """Write the rows of a grid into a file of the actor's; returns its handle."""
    actor = actor_of(find_user(actor_id))
    workspace = get_workspace(actor, session_id)
    wanted = What(what)
    blob = make_file(Going(actor, workspace, seen_rows(workspace, view)), wanted)
    with writing():
        handle = create_handle_of_blob(
            actor=actor,
            blob=blob,
            file_name=file_name(workspace, wanted),
            content_type=CONTENT_TYPES[wanted],
            origin=Origin(Holder.GRID, workspace.id),
        )
    return {"handle_id": handle.pk}


job(actions.DOWNLOAD)(download)
job(actions.DOWNLOAD + actions.LARGE, lane=Lane.LONG)(download)


@job(actions.TIDY)
def tidy() -> int:
    """Let go of what nobody ended."""
    with writing():
        return actions.tidy(limit=_TIDIED)


def _show(actor: Actor, found: Import, wish: int, incoming: Incoming) -> str:
    prepared = prepare(found, incoming)
    showing = Showing(prepared.plan, judge_of(found.workspace))
    total = 0
    for steps in prepared.plan.steps():
        showing.add(steps)
        total += len(steps)
        running.progress(total, message="comparing rows")
    shown = {**showing.as_json(reading=incoming.told()), **_about(prepared)}
    blob = write_shown(shown)
    return _keep(
        found,
        wish,
        state=State.READY,
        shown=(actor, blob),
        counts=dict(showing.counts),
        sheet=incoming.sheet,
        sequence=found.workspace.sequence,
        checkout=prepared.checkout,
    )


def _about(prepared: Prepared) -> JsonObject:
    return {
        "columns": [{"header": one.header, "column": one.column, "how": one.how.value} for one in prepared.guesses],
        "missing": [*prepared.missing],
        "key": [*prepared.key],
        "notes": [*prepared.notes],
    }


def _keep(found: Import, wish: int, *, shown: tuple[Actor, StoredBlob] | None = None, **fields: object) -> str:
    """Store what was found out, unless somebody wants something else by now."""
    with writing():
        now = Import.objects.select_for_update(of=("self",)).select_related("shown").filter(pk=found.pk).first()
        if now is None or now.wish != wish or now.state != State.READING:
            return "" if now is None else now.state
        before = now.shown
        for name, value in fields.items():
            setattr(now, name, value)
        now.shown = None if shown is None else _made(shown[0], found.workspace, shown[1], "preview.json.gz")
        now.save()
        if before is not None:
            delete_handle(actor=_actor(found), handle_id=before.pk)
    return now.state


def _keep_changes(actor: Actor, found: Import) -> None:
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
        found.changes = _made(actor, found.workspace, blob, "changes.json.gz")
        found.counts = {**found.counts, **showing.counts}
        found.save(update_fields=["changes", "counts"])


def _write(actor: Actor, found: Import) -> None:
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


def _made(actor: Actor, workspace: Workspace, blob: StoredBlob, name: str) -> FileHandle:
    """Keep values of a grid as a file made of it: what purges the grid purges them."""
    origin = Origin(Holder.GRID, workspace.id)
    return create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=_PACKED, origin=origin)


def _actor(found: Import) -> Actor:
    return actor_of(find_user(found.actor_id))
