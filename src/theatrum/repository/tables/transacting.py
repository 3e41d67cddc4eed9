"""Carrying out a transaction on whatever has rows: tables here, views by the room that knows them."""

from collections.abc import Callable
from uuid import UUID

from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Kind
from theatrum.repository.entities.queries.nodes import require_node
from theatrum.repository.files import arrivals
from theatrum.repository.files.models import FileHandle
from theatrum.repository.tables.errors import NoTransactions, TableIsBusy
from theatrum.repository.tables.requests import Transaction
from theatrum.repository.tables.row_drafts import RowsDraft
from theatrum.repository.tables.staging import staged
from theatrum.repository.tables.transactions import apply_transaction, draft_transaction, find_answer

# Does all of a request for one kind of entity, with transactions of its own, and returns what came out: an object
# with ``node_id``, ``results``, one for each change in order, and ``snapshot``, the number of the version that was
# kept, if one was. Rows written through a view result in ``{"kind": "entities", "updated": [...]}``, each an object of
# ``entity_id``, ``failure_code`` and ``failure_message``.
Transactor = Callable[[Actor, Transaction, UUID], JsonObject]

# How often a change is prepared anew because the table has changed meanwhile.
_PASSES = 5

_transactors: dict[Kind, Transactor] = {}


def register(kind: Kind, transactor: Transactor) -> None:
    """Let another room carry out the transactions on a kind of entity."""
    _transactors[kind] = transactor


def transact(*, actor: Actor, wanted: Transaction, request: UUID) -> JsonObject:
    """Carry out a transaction, once for each ``request``; opens its own write transaction.

    Raises NoTransactions, TableIsBusy, what drafting and applying raise, and what access refuses.
    """
    if (done := find_answer(request)) is not None:
        return done
    node = require_node(actor, wanted.node_id, Permission.UPDATE)
    if (other := _transactors.get(Kind(node.kind))) is not None:
        return other(actor, wanted, request)
    if node.kind != Kind.TABLE:
        raise NoTransactions(id=node.public_id, kind=node.kind)
    for _ in range(_PASSES):
        if (answer := _once(actor, wanted, request)) is not None:
            return answer
    raise TableIsBusy(id=entity_id(wanted.node_id))


def _once(actor: Actor, wanted: Transaction, request: UUID) -> JsonObject | None:
    draft = draft_transaction(actor=actor, wanted=wanted)
    rows = [step for step in draft.steps if isinstance(step, RowsDraft)]
    # Whoever else reads the table would wait until the file is known to be clear.
    for handle in FileHandle.objects.filter(pk__in=[step.source_id for step in rows if step.source_id is not None]):
        arrivals.foreseen(handle, wanted.node_id)
    with draft.closing, staged(rows, request), writing():
        return apply_transaction(actor=actor, wanted=wanted, draft=draft, request=request)
