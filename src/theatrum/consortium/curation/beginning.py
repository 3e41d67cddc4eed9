"""A record set that nobody has typed in yet: the empty table of a component, as a folder asks for it."""

from theatrum.consortium.curation.empty_tables import EmptyTable
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.files import arrivals
from theatrum.repository.files.actions.handles import create_handle_of_blob


def begin_record_set(actor: Actor, folder: Node, table: EmptyTable, name: str) -> Node:
    """Make a record set with no rows in a folder. Opens transactions of its own: its bytes come first.

    Raises NameIsTaken, EntityIsInvalid, and what access refuses.
    """
    blob = store().put([table.content])
    with writing():
        handle = create_handle_of_blob(actor=actor, blob=blob, file_name=f"{name}.csv", content_type="text/csv")
    fields = EntityFields(
        kind=Kind.RECORD_SET,
        name=name,
        parent_id=folder.id,
        handle_id=handle.pk,
        details={"upsertKey": list(table.key)} if table.key else {},
    )
    draft = draft_creation(actor=actor, fields=fields)
    with writing():
        made = create_entity(actor=actor, draft=draft)
    # Who opens the grid next need not wait for a line of column names.
    arrivals.foreseen(handle, made.id)
    return made
