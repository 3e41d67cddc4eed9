"""The changes of a table, one number each."""

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.tables.models import TableChange, TableState


def state_of(node_id: int) -> TableState:
    """Return how far a table has come; its entity is locked before a change, and so is this."""
    return TableState.objects.get_or_create(node_id=node_id)[0]


def next_change(*, actor: Actor, node: Node, state: TableState, changes_rows: bool) -> TableChange:
    """Begin the next change of a table. ``state`` is not saved here but when the change is done."""
    state.last_change += 1
    change = TableChange.objects.create(
        node=node,
        number=state.last_change,
        etag=new_etag(),
        changes_rows=changes_rows,
        created_on=clock.now(),
        created_by=actor.id,
    )
    if changes_rows:
        state.etag = change.etag
    return change


def has_rows_changed(node_id: int) -> bool:
    """Tell whether rows were ever written to a table."""
    return TableChange.objects.filter(node_id=node_id, changes_rows=True).exists()


def number_of(node_id: int, etag: str) -> int | None:
    """Return the number of the change that has an etag, as a result told it."""
    return TableChange.objects.filter(node_id=node_id, etag=etag).values_list("number", flat=True).first()


def last_change(node_id: int) -> int:
    """Return the number that a table has come to."""
    found = TableState.objects.filter(node_id=node_id).values_list("last_change", flat=True).first()
    return -1 if found is None else found
