"""Changing the rows of a workspace: one operation, in the order of the server.

The number of the operation is taken first. That statement locks the workspace, so that all that follows
is alone with it until the commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from theatrum.drivers.db.prepared import Prepared
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.audit.payloads import store_canonical
from theatrum.repository.grids import links, news
from theatrum.repository.grids.acts import require_open
from theatrum.repository.grids.authorization import require_use
from theatrum.repository.grids.cells import Cells, are_same, cell, replaced
from theatrum.repository.grids.changes import Draft, Pulled, Sender, require_rows
from theatrum.repository.grids.errors import GridNotFound
from theatrum.repository.grids.held import Held, read_by_number, rows_by_number
from theatrum.repository.grids.judging import NOT_JUDGED, WAITING, Judged
from theatrum.repository.grids.log import Log
from theatrum.repository.grids.models import Operation, Row, RowVerdict, Workspace
from theatrum.repository.grids.overwriting import overwritten
from theatrum.repository.grids.packed import Packed
from theatrum.repository.grids.placing import chained, positions, rows_above
from theatrum.repository.grids.rows import NewRow, insert_rows, update_cells, update_rows

_TAKE = """
    UPDATE grids_workspace SET sequence = sequence + 1, last_number = last_number + %s, modified_on = %s
    WHERE id = %s AND deleted_on IS NULL RETURNING sequence, last_number
"""


_sent = Prepared(
    lambda workspace_id, client_id: Operation.objects.select_related("payload").filter(
        workspace_id=workspace_id, client_id=client_id
    ),
    workspace_id=int,
    client_id=str,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An operation that is in the log. ``waiting`` are rows that somebody else changed since they were judged."""

    operation: Operation
    inserted: Sequence[int] = ()
    waiting: Sequence[int] = ()
    is_new: bool = True


def change_rows(*, actor: Actor, workspace: Workspace, draft: Draft, sender: Sender) -> Stored:
    """Apply a drafted change to the rows as they are now: the last writer of a cell wins.

    The same operation sent again is not applied again. Raises GridNotFound, RowNotFound, ActTakenBack, and what
    access refuses.
    """
    sequence, last_number = take_sequence(workspace, rows=len(draft.change.inserted))
    require_use(actor, workspace)
    if sender.client_id is not None and (known := _sent_before(workspace, sender.client_id)) is not None:
        return Stored(known, is_new=False)
    require_open(actor, workspace, sender)
    log, waiting = _apply(workspace, draft, sequence)
    if sender.since is not None:
        log.over.extend(overwritten(workspace, actor, sender, log, sequence=sequence))
    _insert(workspace, draft, log, _New(sequence, last_number, sender.replica_id))
    inserted = [number for number, _ in log.inserted]
    links.store(workspace, draft.links, links.Written(sequence, inserted, waiting))
    operation = remember(actor, workspace, sender=sender, sequence=sequence, log=log)
    return Stored(operation, inserted=inserted, waiting=waiting)


def take_sequence(workspace: Workspace, *, rows: int = 0) -> tuple[int, int]:
    """Take the next number of a workspace's order, and lock it. Raises GridNotFound for one that was deleted.

    Returns the number of the operation, and that of the last of so many new rows.
    """
    moment = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [rows, moment, workspace.id])
        found = cursor.fetchone()
    if found is None:
        raise GridNotFound(id=workspace.session_id)
    return int(found[0]), int(found[1])


def _sent_before(workspace: Workspace, client_id: str) -> Operation | None:
    return _sent.first(workspace_id=workspace.id, client_id=client_id)


def _apply(workspace: Workspace, draft: Draft, sequence: int) -> tuple[Log, list[int]]:
    """Change the rows that are there; returns what changed, and the rows whose verdict has to be asked once more."""
    change, log = draft.change, Log()
    deleted, restored = set(change.deleted), set(change.restored)
    # An edit of a row that was deleted meanwhile is refused: it would be gone with the row.
    expected_gone = deleted | restored | change.pulled.keys()
    rows, overtaken = _rows_now(workspace, draft)
    require_rows(workspace, change, rows, expected_gone=expected_gone)
    written: list[tuple[Held, Judged]] = []
    plain: list[Held] = []
    waiting: list[int] = []
    for number in sorted(change.numbers):
        row, pulled = rows[number], change.pulled.get(number)
        base = row.base
        drafted = draft.after.get(number) if pulled is None and number not in overtaken else None
        changed = _set_cells(row, _still_wanted(row, change.cells.get(number, {}), pulled), drafted)
        log.cells.extend(changed)
        _pull(row, pulled)
        _come_or_go(row, log, is_deleted=number in deleted, is_restored=number in restored)
        judged = draft.verdicts.get(number, NOT_JUDGED)
        if number in overtaken and not row.is_deleted:
            judged = WAITING
            waiting.append(number)
        row.version = sequence
        # One that waits is written whole: who judged what stood there before may be about to say so.
        is_plain = row.base is base and number not in expected_gone and judged.verdict is not RowVerdict.WAITING
        if is_plain and row.is_told(judged):
            plain.append(row)
        else:
            written.append((row, judged))
    update_cells(plain)
    update_rows(written)
    return log, waiting


# What is read once more under the lock: little, as the cells are those of the draft while the version is.
_STATE = """
    SELECT number, version, base, source_key, source_etag, is_deleted FROM grids_row
    WHERE workspace_id = %s AND number IN
"""


def _rows_now(workspace: Workspace, draft: Draft) -> tuple[dict[int, Held], set[int]]:
    """Return the touched rows as they are now, and which of them somebody changed since they were judged."""
    # Copies: were this rolled back, the draft would be as it was.
    rows = {number: row.copied() for number, row in draft.rows.items()}
    overtaken = draft.change.numbers
    for number, version, base, source_key, source_etag, is_deleted in read_by_number(
        _STATE, workspace.id, list(overtaken)
    ):
        row = rows.get(number)
        if row is not None and row.version == version:
            row.base = None if base is None else Packed(base)
            row.source_key, row.source_etag, row.is_deleted = source_key, source_etag, bool(is_deleted)
            overtaken.discard(number)
    if overtaken:
        rows.update(rows_by_number(workspace, overtaken))
    return rows, overtaken


def _come_or_go(row: Held, log: Log, *, is_deleted: bool, is_restored: bool) -> None:
    """Delete a row or bring it back; what was so already is not done again, nor remembered."""
    if is_deleted and not row.is_deleted:
        log.deleted.append((row.number, list(row.cells)))
    elif is_restored and row.is_deleted:
        log.restored.append(row.number)
    row.is_deleted = is_deleted or (row.is_deleted and not is_restored)


def _still_wanted(row: Held, wanted: Mapping[int, str | None], pulled: Pulled | None) -> Mapping[int, str | None]:
    """Return the cells to set: of a merge, those that nobody has changed since they were compared."""
    if pulled is None or pulled.seen == row.cells:
        return wanted
    now = row.cells
    return {slot: text for slot, text in wanted.items() if cell(now, slot) == cell(pulled.seen, slot)}


def _set_cells(
    row: Held, wanted: Mapping[int, str | None], drafted: Cells | None
) -> list[tuple[int, int, str | None, str | None]]:
    """Set cells of a row; returns what changed. What was drafted is what it becomes, if it is as it was then."""
    before, number = row.cells, row.number
    log = [(number, slot, old, text) for slot, text in wanted.items() if (old := cell(before, slot)) != text]
    if log:
        # What the source has is kept as soon as the row differs from it.
        if row.source_key is not None and row.base is None:
            row.base = before
        row.cells = drafted or replaced(before, wanted)
    return log


def _pull(row: Held, pulled: Pulled | None) -> None:
    if pulled is not None:
        row.base = pulled.base
        row.source_key, row.source_etag = pulled.source_key, pulled.source_etag
    if row.base is not None and are_same(row.base, row.cells):
        row.base = None


@dataclass(frozen=True, slots=True)
class _New:
    """What new rows of an operation have in common."""

    sequence: int
    last_number: int
    replica_id: int | None


def _insert(workspace: Workspace, draft: Draft, log: Log, new: _New) -> None:
    wanted = draft.change.inserted
    first = new.last_number - len(wanted) + 1
    places, is_spread = positions(workspace, [row.after for row in wanted])
    log.is_spread = is_spread
    # Those that came back, before there are new ones: each is told after the row that is above it by then.
    back = Row.objects.filter(workspace=workspace, number__in=log.restored).values_list("number", "position")
    log.placed.extend(rows_above(workspace, list(back)) if log.restored else ())
    rows = [
        NewRow(
            number=first + index,
            replica_id=workspace.last_service_replica if new.replica_id is None else new.replica_id,
            position=places[index],
            cells=row.cells,
            judged=draft.new_verdicts[index],
            source_key=row.source_key,
            source_etag=row.source_etag,
            version=new.sequence,
        )
        for index, row in enumerate(wanted)
    ]
    insert_rows(workspace.id, rows)
    log.inserted.extend((row.number, row.cells) for row in rows)
    placed = [(row.number, row.position, one.after) for row, one in zip(rows, wanted, strict=True)]
    log.placed.extend(chained(workspace, placed))


def remember(actor: Actor, workspace: Workspace, *, sender: Sender, sequence: int, log: Log) -> Operation:
    """Put an operation into the log, with its values by reference, and let the audit vouch for them."""
    payload = store_canonical(log.as_canonical())
    numbers = log.rows
    operation = Operation.objects.create(
        workspace=workspace,
        sequence=sequence,
        kind=sender.kind,
        actor_id=actor.id,
        at=clock.now(),
        replica_id=sender.replica_id,
        group=sender.group,
        client_id=sender.client_id,
        undoes=sender.undoes,
        first_row=min(numbers, default=0),
        last_row=max(numbers, default=0),
        payload=payload,
    )
    news.stir(workspace.id)
    audit.record(
        actor.id,
        "grid_changed",
        subject_kind="grid",
        subject_id=workspace.session_id,
        # The hash lets the chain vouch for the operation, whose values a purge can take away.
        after={"sequence": sequence, "kind": sender.kind, "hash": payload.keyed_hash},
    )
    return operation
