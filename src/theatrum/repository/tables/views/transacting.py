"""Transactions on views: columns and snapshots of the view itself, rows as annotations of the entities behind them."""

from dataclasses import asdict
from uuid import UUID

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.running import progress
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.nodes import get_node, lock_node
from theatrum.repository.tables.altering import store_columns, store_details
from theatrum.repository.tables.column import ids_of
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import NotATable
from theatrum.repository.tables.requests import Change, ChangeColumns, ChangeSearch, KeepSnapshot, Transaction
from theatrum.repository.tables.schema_plans import plan_changes
from theatrum.repository.tables.transactions import keep_answer
from theatrum.repository.tables.views.row_changes import row_changes
from theatrum.repository.tables.views.snapshots import keep_view
from theatrum.repository.tables.views.writing import write_change

_TOLD_EVERY = 50


def transact_view(actor: Actor, wanted: Transaction, request: UUID) -> JsonObject:
    """Carry out a transaction on a view; see ``transacting.Transactor``. Each entity is written by itself.

    Raises ChangeIsInvalid, ViewIsInvalid, SnapshotLabelIsTaken, CsvIsInvalid, and what access refuses.
    """
    answer: JsonObject = {
        "node_id": wanted.node_id,
        "results": [_apply(actor, wanted, each) for each in wanted.changes],
    }
    with writing():
        if wanted.snapshot is not None:
            answer["snapshot"] = _keep(actor, wanted.node_id, wanted.snapshot)
        return keep_answer(request, get_node(wanted.node_id), answer)


def _apply(actor: Actor, wanted: Transaction, change: Change) -> JsonObject:
    match change:
        case ChangeColumns():
            return _change_columns(actor, wanted.node_id, change)
        case ChangeSearch():
            with writing():
                node, version = _locked(actor, wanted.node_id)
                details: JsonObject = {"isSearchEnabled": change.is_enabled}
                store_details(actor=actor, node=node, version=version, details=details)
            return {"kind": "search", "is_enabled": change.is_enabled}
    _, version = _view(get_node(wanted.node_id))
    outcomes: list[JsonObject] = []
    for row in row_changes(actor, columns_of(version), change):
        outcomes.append(asdict(write_change(actor, row)))
        if len(outcomes) % _TOLD_EVERY == 0:
            progress(len(outcomes), None, f"{len(outcomes)} entities written")
    return {"kind": "entities", "updated": [*outcomes]}


def _change_columns(actor: Actor, node_id: int, change: ChangeColumns) -> JsonObject:
    with writing():
        node, version = _locked(actor, node_id)
        columns = columns_of(version)
        plan = plan_changes(columns, change.changes, change.order, table=node.public_id, keeps_rows=False)
        if ids_of(plan.columns) != ids_of(columns):
            store_columns(actor=actor, node=node, version=version, plan=plan)
    return {"kind": "columns", "column_ids": [*ids_of(plan.columns)]}


def _keep(actor: Actor, node_id: int, wanted: KeepSnapshot) -> int:
    node, _ = _locked(actor, node_id)
    return keep_view(actor=actor, node=node, wanted=wanted)


def _locked(actor: Actor, node_id: int) -> tuple[Node, Version]:
    node = lock_node(node_id)
    access.require(actor, Permission.UPDATE, node)
    return _view(node)


def _view(node: Node) -> tuple[Node, Version]:
    if node.current is None:
        raise NotATable(id=node.public_id)
    return node, node.current
