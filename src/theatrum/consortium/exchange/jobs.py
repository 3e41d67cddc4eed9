"""Reading, writing and forgetting imports: small files in the thread of the request, large ones in the slow lane."""

from theatrum.consortium.exchange import actions
from theatrum.consortium.exchange.applying import keep_changes, made_of_grid, write
from theatrum.consortium.exchange.errors import ImportIsInvalid
from theatrum.consortium.exchange.going import CONTENT_TYPES, What, file_name, make_file
from theatrum.consortium.exchange.incoming import Incoming, open_incoming
from theatrum.consortium.exchange.leaving import Going
from theatrum.consortium.exchange.models import Import, State
from theatrum.consortium.exchange.preparing import Prepared, prepare
from theatrum.consortium.exchange.queries import find_import
from theatrum.consortium.exchange.seen import seen_rows
from theatrum.consortium.exchange.showing import Showing, write_shown
from theatrum.consortium.exchange.steps import Step
from theatrum.consortium.exchange.taking_back import TAKE_BACK
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
from theatrum.repository.files.queries import require_whole
from theatrum.repository.grids.policy import MOST_ROWS, PIECE
from theatrum.repository.grids.queries import get_workspace, get_workspace_to_see
from theatrum.repository.grids.sources import judge_of
from theatrum.repository.grids.undoing import undo
from theatrum.repository.records.stored import source_of

_PACKED = "application/gzip"
_TIDIED = 100
# A table of so many bytes has more rows than a grid.
LARGEST = 4 << 30


def read(*, import_id: str, wish: int) -> str:
    """Read an import and keep what it would do; returns its state then."""
    found = find_import(import_id)
    if found is None or found.wish != wish or found.state != State.READING or found.handle is None:
        return "" if found is None else found.state
    actor = _actor(found)
    try:
        found.workspace = get_workspace(actor, found.workspace.session_id)
        require_whole(found.handle)
        if found.handle.size > LARGEST:
            reason = f"{found.file_name} is larger than {LARGEST >> 30} GB: split it into several tables."
            raise ImportIsInvalid(reason=reason)
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
            keep_changes(actor, found)
        write(actor, found)
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


def take_back(*, import_id: str, group: str, as_group: str) -> JsonObject:
    """Turn an act of an import round; run again after a crash, it goes on where it was. Returns how much was kept."""
    found = find_import(import_id)
    if found is None:
        return {}
    actor = _actor(found)
    undone = undo(actor, get_workspace(actor, found.workspace.session_id), group, as_group=as_group)
    return {"kept": len(undone.kept)}


job(TAKE_BACK)(take_back)
job(TAKE_BACK + actions.LARGE, lane=Lane.LONG)(take_back)


def download(*, actor_id: int, session_id: str, what: str, view: JsonObject) -> JsonObject:
    """Write the rows of a grid into a file of the actor's; returns its handle."""
    actor = actor_of(find_user(actor_id))
    workspace = get_workspace_to_see(actor, session_id)
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
    total, few = 0, list[Step]()
    for steps in prepared.plan.steps():
        showing.add(steps)
        total += len(steps)
        few += steps if total <= PIECE else []
        running.progress(total, message="comparing rows")
    if total <= PIECE:
        showing.link(few)
    _require_room(found, showing.counts["created"])
    shown = {**showing.as_json(reading=incoming.told()), **_about(prepared), "isLinked": total <= PIECE}
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


def _require_room(found: Import, created: int) -> None:
    """Refuse what would make a grid larger than one may be, before any of it is written."""
    if found.workspace.last_number + created > MOST_ROWS:
        raise ImportIsInvalid(reason=f"A grid has {MOST_ROWS:,} rows at most: split it into several record sets.")


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
        now.shown = None if shown is None else made_of_grid(shown[0], found.workspace, shown[1], "preview.json.gz")
        now.save()
        if before is not None:
            delete_handle(actor=_actor(found), handle_id=before.pk)
    return now.state


def _actor(found: Import) -> Actor:
    return actor_of(find_user(found.actor_id))
