"""Beginning an import, saying what its columns mean, writing it, and letting go of it."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from theatrum.consortium.exchange.errors import ImportHasMoved, ImportIsInvalid
from theatrum.consortium.exchange.knowing import component_of
from theatrum.consortium.exchange.models import Checkout, ColumnName, Import, State
from theatrum.consortium.exchange.queries import header_key, lock_import, word_of
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.errors import JobIsNotFailed, JobNotFound
from theatrum.drivers.jobs.queries import has_ended
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files.actions.handles import delete_handle
from theatrum.repository.files.errors import FileHandleNotFound, FileIsLocked, HandleIsInUse
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.models import Workspace

READ = "exchange.read"
APPLY = "exchange.apply"
DOWNLOAD = "exchange.download"
TIDY = "exchange.tidy"
# A file of so many bytes is read before the page is answered.
SMALL = 1 << 20
LARGE = "_large"
# A grid of so many cells is written before the page is answered.
SMALL_GRID = 100_000
# What nobody ended, and what went out and never came back, is kept so long.
KEPT = timedelta(days=3)
KEPT_OUT = timedelta(days=400)
_OPEN = (State.READING, State.CHOOSING, State.READY, State.FAILED)
ENDED = (State.DONE, State.FAILED)


def begin_import(*, actor: Actor, workspace: Workspace, handle: FileHandle) -> Import:
    """Take a file of the actor's for an import: it is read by a job, and nothing of the grid changes.

    Raises what access refuses.
    """
    require_use(actor, workspace)
    begun = Import.objects.create(
        workspace=workspace,
        actor_id=actor.id,
        created_on=clock.now(),
        handle=handle,
        file_name=handle.file_name[:300],
        group=str(uuid4()),
    )
    outbox.later(TIDY, key="all")
    remember(actor, "grid_import_begun", begun)
    return _read_again(begun)


def choose_sheet(*, actor: Actor, import_id: str, sheet: str) -> Import:
    """Say which sheet of a workbook is meant. Raises ImportNotFound, ImportHasMoved, and what access refuses."""
    found = _own(actor, import_id)
    found.sheet, found.mapping = sheet[:100], {}
    return _read_again(found)


def choose(
    *, actor: Actor, import_id: str, mapping: Mapping[str, str | None], choices: JsonObject, remembers: bool = True
) -> Import:
    """Say what columns mean, and what is done with empty cells, rows that are gone and clashes; it is read anew.

    With ``remembers``, later imports of the center's tables of the component know the columns. Raises ImportNotFound,
    ImportHasMoved, and what access refuses.
    """
    found = _own(actor, import_id)
    if remembers:
        _remember_columns(actor, found, mapping)
    found.mapping = {**found.mapping, **mapping}
    found.choices = choices
    return _read_again(found)


def apply_import(*, actor: Actor, import_id: str, choices: JsonObject) -> Import:
    """Let a job write what was shown.

    Raises ImportNotFound, ImportHasMoved, ImportIsInvalid where there is nothing to write, and what access refuses.
    """
    found = lock_import(import_id, State.READY)
    require_use(actor, found.workspace)
    if not has_something(found):
        raise ImportIsInvalid(reason=f"There is nothing in {found.file_name} to write: the grid has all of it.")
    found.state, found.choices = State.APPLYING, choices
    found.job_id = _want(found, APPLY)
    found.save()
    remember(actor, "grid_import_confirmed", found)
    return found


def try_again(*, actor: Actor, import_id: str) -> Import:
    """Let a job go on with an import whose job has ended without bringing it to an end.

    Raises ImportNotFound, ImportHasMoved, and what access refuses.
    """
    found = lock_import(import_id, State.READING, State.APPLYING, *ENDED)
    require_use(actor, found.workspace)
    if found.state in ENDED:
        # Taking it back may have failed on its way.
        try:
            found.job_id = outbox.again(found.job_id)
        except (JobIsNotFailed, JobNotFound) as error:
            raise ImportHasMoved(file=found.file_name, state=word_of(found)) from error
        found.save(update_fields=["job_id"])
        return found
    if found.job_id and not has_ended(found.job_id):
        raise ImportHasMoved(file=found.file_name, state="under way")
    found.job_id = _want(found, READ if found.state == State.READING else APPLY)
    found.save(update_fields=["job_id"])
    return found


def discard_import(*, actor: Actor, import_id: str) -> Import:
    """Let go of an import that was not written, and of its file. Raises ImportNotFound, ImportHasMoved."""
    found = lock_import(import_id, *_OPEN)
    end_import(actor=actor, found=found, state=State.DISCARDED)
    remember(actor, "grid_import_discarded", found)
    return found


def end_import(*, actor: Actor, found: Import, state: State, reason: str = "") -> None:
    """Say that an import has ended; its file and what was made of it go."""
    doomed = [found.handle, found.changes, *([found.shown] if state is State.DISCARDED else [])]
    found.state, found.reason, found.ended_on = state, reason[:2000], clock.now()
    found.handle = found.changes = None
    if state is State.DISCARDED:
        found.shown = None
    found.save()
    for handle in doomed:
        if handle is not None:
            _delete(actor, handle)


def tidy(*, limit: int) -> int:
    """Let go of imports that nobody ended and of workbooks that went out long ago; returns how many went."""
    moment = clock.now()
    left = Import.objects.filter(created_on__lt=moment - KEPT).exclude(state=State.APPLYING)
    done = 0
    for found in left.select_related("handle", "changes", "shown").order_by("created_on")[:limit]:
        doomed = [found.handle, found.changes, found.shown]
        owner = Actor(id=found.actor_id, principal_ids=frozenset({found.actor_id}))
        found.delete()
        for handle in doomed:
            if handle is not None:
                _delete(owner, handle)
        done += 1
    for gone in Checkout.objects.filter(created_on__lt=moment - KEPT_OUT).select_related("handle")[:limit]:
        owner, handle = Actor(id=gone.actor_id, principal_ids=frozenset({gone.actor_id})), gone.handle
        gone.delete()
        if handle is not None:
            _delete(owner, handle)
        done += 1
    return done


def _own(actor: Actor, import_id: str) -> Import:
    found = lock_import(import_id, *_OPEN)
    require_use(actor, found.workspace)
    return found


def _read_again(found: Import) -> Import:
    found.state, found.reason, found.ended_on = State.READING, "", None
    found.wish += 1
    found.job_id = _want(found, READ)
    found.save()
    return found


def _want(found: Import, name: str) -> str:
    if found.handle is not None and found.handle.size > SMALL:
        return outbox.later(name + LARGE, owner_id=found.actor_id, import_id=str(found.pk), wish=found.wish)
    return outbox.now(name, owner_id=found.actor_id, import_id=str(found.pk), wish=found.wish)


def _remember_columns(actor: Actor, found: Import, mapping: Mapping[str, str | None]) -> None:
    project_id, component, moment = found.workspace.source.project_id, component_of(found.workspace), clock.now()
    for header, column in mapping.items():
        if header_key(header) and found.mapping.get(header, "") != column:
            ColumnName.objects.update_or_create(
                project_id=project_id,
                component=component[:300],
                header=header_key(header),
                defaults={"column": (column or "")[:300], "set_by": actor.id, "set_on": moment},
            )


def _delete(actor: Actor, handle: FileHandle) -> None:
    """Delete a file of an import; one that is locked is the privacy office's, and one that is gone is gone."""
    try:
        delete_handle(actor=actor, handle_id=handle.pk)
    except (FileHandleNotFound, FileIsLocked, HandleIsInUse):
        # The rest of the import has ended all the same.
        return


def remember(actor: Actor, action: str, found: Import) -> None:
    """Write into the audit what somebody did about an import."""
    after = {"import": str(found.pk), "state": found.state, "counts": found.counts}
    audit.record(actor.id, action, subject_kind="grid", subject_id=found.workspace.session_id, after=after)


def has_something(found: Import) -> bool:
    """Tell whether an import could change anything, whatever somebody decides."""
    return any(found.counts.get(name) for name in ("cells", "deleted", "missing", "clashes", "rowClashes", "keptEmpty"))
