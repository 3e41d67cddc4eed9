"""What synchronizing writes to the workspace itself: new columns, who is at it, and where it stands afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from theatrum.drivers.jobs.queries import has_ended
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.actions.changing import remember, take_sequence
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.cells import Cells, are_same, replaced
from theatrum.repository.grids.changes import Sender
from theatrum.repository.grids.errors import GridIsBusy
from theatrum.repository.grids.exporting import Exported, Instead
from theatrum.repository.grids.log import Log, log_of
from theatrum.repository.grids.models import Operation, OperationKind, Row, Workspace
from theatrum.repository.grids.policy import check_columns
from theatrum.repository.grids.rows import store_bases, store_sources

# Who synchronizes outside a job is taken for dead after so long.
SILENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a workspace stands: the version that it knows, its columns, and the grid's row for each of its rows."""

    version: int
    columns: Sequence[str]
    numbers: Sequence[int]


def begin_synchronizing(*, workspace: Workspace, token: str) -> None:
    """Let one job be the only one that synchronizes a workspace, until it has ended. Raises GridIsBusy."""
    holder = Workspace.objects.filter(id=workspace.id).values_list("synchronizer", flat=True).first() or ""
    free = Q(synchronizing_on=None) | Q(synchronizer=token)
    match has_ended(holder):
        case True:
            free |= Q(synchronizer=holder)
        case None:
            free |= Q(synchronizer=holder, synchronizing_on__lt=clock.now() - SILENCE)
    mine = Workspace.objects.filter(id=workspace.id).filter(free)
    if not mine.update(synchronizer=token, synchronizing_on=clock.now()):
        raise GridIsBusy(id=workspace.session_id)


def end_synchronizing(*, workspace: Workspace, token: str) -> None:
    """Let others synchronize."""
    mine = Workspace.objects.filter(id=workspace.id, synchronizer=token)
    mine.update(synchronizer="", synchronizing_on=None, etag=new_etag(), modified_on=clock.now())


def lock(*, workspace: Workspace) -> None:
    """Keep every other writer of a workspace waiting until the end of the transaction."""
    list(Workspace.objects.select_for_update(no_key=True).filter(id=workspace.id).values_list("id"))


def protect(*, workspace: Workspace, benefactor_ids: Sequence[int]) -> None:
    """Say anew whose ACLs protect what the rows come from."""
    Workspace.objects.filter(id=workspace.id).update(benefactor_ids=list(benefactor_ids))
    workspace.benefactor_ids = list(benefactor_ids)


def add_columns(*, actor: Actor, workspace: Workspace, names: Sequence[str]) -> None:
    """Add columns at the end of a workspace; those that are there stay where they are."""
    sequence, _ = take_sequence(workspace)
    require_use(actor, workspace)
    workspace.refresh_from_db(fields=["column_names", "column_order"])
    new = [name for name in names if name not in workspace.slots]
    check_columns([*workspace.columns, *new])
    first = len(workspace.column_names)
    workspace.column_names = [*workspace.column_names, *new]
    workspace.column_order = [*workspace.column_order, *range(first, first + len(new))]
    workspace.save(update_fields=["column_names", "column_order"])
    sender = Sender(kind=OperationKind.MERGE)
    remember(actor, workspace, sender=sender, sequence=sequence, log=Log(columns=new))


def hide_columns(*, workspace: Workspace, slots: Sequence[int]) -> None:
    """Take columns out of a workspace that its source has no more; their cells stay in the log."""
    workspace.column_order = [slot for slot in workspace.column_order if slot not in slots]
    workspace.save(update_fields=["column_order"])


def stand_at(*, workspace: Workspace, standing: Standing) -> None:
    """Say which version of the record set a workspace knows, and which row of it each row is."""
    workspace.source_version, workspace.source_columns = standing.version, list(standing.columns)
    workspace.save(update_fields=["source_version", "source_columns"])
    wanted = {number: index for index, number in enumerate(standing.numbers)}
    known = Row.objects.filter(workspace=workspace).values_list("pk", "number", "source_key")
    moved = [
        (pk, wanted[number])
        for pk, number, source_key in known.iterator(chunk_size=10_000)
        if wanted.get(number, source_key) != source_key
    ]
    store_sources(moved)


def settle_saved(*, workspace: Workspace, exported: Exported, instead: Instead) -> None:
    """Say that what was exported is what the source has now; what people changed since is a change still."""
    rows, at = Row.objects.filter(workspace=workspace), exported.sequence
    later = {row.number: row for row in rows.filter(version__gt=at)}
    rows.filter(version__lte=at, base__isnull=False).exclude(number__in=list(instead)).update(base=None)
    rows.filter(version__lte=at, is_deleted=True).update(source_key=None, base=None)
    saved = contents_at(workspace, at, later.values())
    written = [*later.values(), *rows.filter(number__in=list(instead), version__lte=at)]
    in_file = set(exported.numbers)
    for row in written:
        if row.number in in_file:
            had = replaced(saved.get(row.number, row.cells or []), instead.get(row.number, {}))
            row.base = None if are_same(had, row.cells or []) and not row.is_deleted else had
    store_bases(written)


def contents_at(workspace: Workspace, sequence: int, rows: Iterable[Row]) -> dict[int, Cells]:
    """Return what rows held after an operation, by taking back in mind what came later."""
    found: dict[int, Cells] = {row.number: row.cells or [] for row in rows}
    later = Operation.objects.filter(workspace=workspace, sequence__gt=sequence).select_related("payload")
    for operation in later.order_by("-sequence"):
        log = log_of(operation)
        for number, slot, before, _ in reversed(log.cells if log else []):
            if number in found:
                found[number] = replaced(found[number], {slot: before})
    return found
