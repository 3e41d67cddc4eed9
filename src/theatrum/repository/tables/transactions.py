"""Transactions on tables: everything is prepared before the lock, and applied all together or not at all."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.entities.queries.nodes import lock_node, require_node
from theatrum.repository.files.derived import Holder, note_rows
from theatrum.repository.tables import changes, conversions
from theatrum.repository.tables.altering import alter_table, store_columns, store_details
from theatrum.repository.tables.column import Column, ids_of
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import ChangeIsInvalid, NoTransactions
from theatrum.repository.tables.models import TableState, TableTransaction
from theatrum.repository.tables.refusing import require_clean
from theatrum.repository.tables.relations import table_name
from theatrum.repository.tables.requests import (
    Change,
    ChangeColumns,
    ChangeSearch,
    Transaction,
    WriteCells,
    WriteCsv,
    WriteRows,
)
from theatrum.repository.tables.row_drafts import RowsDraft, fill_cells, fill_rows
from theatrum.repository.tables.row_writing import write_rows
from theatrum.repository.tables.schema_plans import SchemaPlan, plan_changes
from theatrum.repository.tables.snapshots import create_snapshot
from theatrum.repository.tables.spooling import Spool
from theatrum.repository.tables.uploads import fill_csv


@dataclass(frozen=True)
class SchemaDraft:
    """A planned change of columns, with the converted cells of those whose cells change, by column id."""

    plan: SchemaPlan
    is_change: bool
    converted: dict[int, Spool] = field(default_factory=dict)


# How long a job may take to ask once more for what it had done before its process died.
_REMEMBERED = timedelta(days=7)

Step = SchemaDraft | RowsDraft | ChangeSearch


@dataclass
class Draft:
    """A transaction that is ready. It holds files, and must be closed."""

    node_id: int
    column_ids: list[str]
    # The change that the table had come to, where what was prepared depends on its rows.
    seen_change: int | None
    steps: list[Step] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)


@dataclass(frozen=True)
class _Locked:
    actor: Actor
    node: Node
    version: Version
    state: TableState


def draft_transaction(*, actor: Actor, wanted: Transaction) -> Draft:
    """Prepare a transaction on a table entity.

    Raises NoTransactions, ChangeIsInvalid, TextIdentifies, CellIsInvalid, CsvIsInvalid, HeaderIsInvalid,
    ColumnNotFound, and what access refuses.
    """
    node, version = _table(require_node(actor, wanted.node_id, Permission.UPDATE))
    columns: Sequence[Column] = columns_of(version)
    draft = Draft(node.id, ids_of(columns), seen_change=None)
    try:
        for change in wanted.changes:
            step = _draft(actor, node, columns, change, draft)
            draft.steps.append(step)
            columns = step.plan.columns if isinstance(step, SchemaDraft) else columns
    except BaseException:
        draft.closing.close()
        raise
    return draft


def apply_transaction(*, actor: Actor, wanted: Transaction, draft: Draft, request: UUID) -> JsonObject | None:
    """Carry out a prepared transaction; returns what came out, or None when the table has changed meanwhile.

    Raises RowIsStale, RowNotFound, FilesAreNotYours, SnapshotLabelIsTaken, and what access refuses.
    """
    if (done := find_answer(request)) is not None:
        return done
    node, version = _table(lock_node(draft.node_id))
    access.require(actor, Permission.UPDATE, node)
    state = changes.state_of(node.id)
    is_other = draft.seen_change is not None and draft.seen_change != state.last_change
    if is_other or draft.column_ids != ids_of(columns_of(version)):
        return None
    locked = _Locked(actor, node, version, state)
    answer: JsonObject = {"node_id": node.id, "results": [_apply(locked, step) for step in draft.steps]}
    if wanted.snapshot is not None:
        answer["snapshot"] = create_snapshot(actor=actor, node_id=node.id, wanted=wanted.snapshot)
    return keep_answer(request, node, answer)


def find_answer(request: UUID) -> JsonObject | None:
    """Return what came out of a request that was carried out before."""
    done = TableTransaction.objects.filter(id=request).first()
    answer: JsonObject | None = None if done is None else done.answer
    return answer


def keep_answer(request: UUID, node: Node, answer: JsonObject) -> JsonObject:
    """Remember that a request was carried out, and return what came out of it; old ones are forgotten."""
    TableTransaction.objects.filter(created_on__lt=clock.now() - _REMEMBERED).delete()
    TableTransaction.objects.create(id=request, node=node, answer=answer, created_on=clock.now())
    return answer


def _table(node: Node) -> tuple[Node, Version]:
    if node.kind != Kind.TABLE or node.current is None:
        raise NoTransactions(id=node.public_id, kind=node.kind)
    return node, node.current


def _draft(actor: Actor, node: Node, columns: Sequence[Column], change: Change, draft: Draft) -> Step:
    match change:
        case ChangeColumns():
            return _draft_columns(node, columns, change, draft)
        case ChangeSearch():
            return change
    rows = RowsDraft(columns)
    draft.closing.callback(rows.spool.close)
    match change:
        case WriteRows():
            require_clean(columns, change)
            fill_rows(rows, change)
        case WriteCells():
            require_clean(columns, change)
            fill_cells(rows, change)
        case WriteCsv():
            fill_csv(rows, change, actor=actor)
    return rows


def _draft_columns(node: Node, columns: Sequence[Column], change: ChangeColumns, draft: Draft) -> SchemaDraft:
    plan = plan_changes(columns, change.changes, change.order, table=node.public_id)
    done = SchemaDraft(plan, is_change=ids_of(plan.columns) != ids_of(columns))
    if plan.replaced and any(isinstance(step, RowsDraft) for step in draft.steps):
        raise ChangeIsInvalid(
            reason="Columns cannot be replaced in the same request after rows were changed: replace them first."
        )
    for old, new in plan.replaced:
        if str(old.id) not in draft.column_ids:
            raise ChangeIsInvalid(reason=f"Column '{old.name}' is changed twice in one request: name the last only.")
        _convert(node, old, new, done, draft)
    return done


def _convert(node: Node, old: Column, new: Column, done: SchemaDraft, draft: Draft) -> None:
    # The state first: what is read after it belongs to it or to a later one, which is then found out.
    if draft.seen_change is None:
        draft.seen_change = changes.last_change(node.id)
    table = table_name(node.id)
    if conversions.is_renaming(old, new):
        conversions.check_lengths(table, old, new)
        return
    spool = done.converted.setdefault(new.id, Spool())
    draft.closing.callback(spool.close)
    conversions.convert(table, old, new, spool)


def _apply(locked: _Locked, step: Step) -> JsonObject:
    match step:
        case SchemaDraft():
            return _apply_columns(locked, step)
        case ChangeSearch():
            details: JsonObject = {"isSearchEnabled": step.is_enabled}
            if locked.version.details.get("isSearchEnabled", False) != step.is_enabled:
                store_details(actor=locked.actor, node=locked.node, version=locked.version, details=details)
            return {"kind": "search", "is_enabled": step.is_enabled}
    return _apply_rows(locked, step)


def _apply_columns(locked: _Locked, step: SchemaDraft) -> JsonObject:
    if step.is_change:
        alter_table(actor=locked.actor, node=locked.node, state=locked.state, plan=step.plan, converted=step.converted)
        store_columns(actor=locked.actor, node=locked.node, version=locked.version, plan=step.plan)
    return {"kind": "columns", "column_ids": [*ids_of(step.plan.columns)]}


def _apply_rows(locked: _Locked, step: RowsDraft) -> JsonObject:
    written = write_rows(actor=locked.actor, node=locked.node, state=locked.state, draft=step)
    if step.source_id is not None:
        facts: JsonObject = {"rows": [[*stretch] for stretch in written.touched]}
        note_rows(holder=Holder.TABLE, holder_id=locked.node.id, handle_id=step.source_id, facts=facts)
    if not step.names_rows:
        return {"kind": "csv", "etag": written.etag, "count": written.count}
    rows: list[JsonValue] = [[row_id, version] for row_id, version in written.rows]
    return {"kind": "rows", "etag": written.etag, "column_ids": [*ids_of(step.columns)], "rows": rows}
