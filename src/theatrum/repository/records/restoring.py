"""An older version of a record set made the newest: its rows as they were, and how they are read and known."""

from dataclasses import dataclass, replace

from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.updating import update_entity
from theatrum.repository.entities.drafts import draft_update
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files import arrivals
from theatrum.repository.files.actions.handles import copy_handle
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.policy import Naming
from theatrum.repository.records.errors import RowsUnreadable

# What belongs to the rows and not to the record set.
_OF_ROWS = ("csvDescriptor", "upsertKey", "validationSummary", "validationFileHandleId")


@dataclass(frozen=True, slots=True)
class Restored:
    """The version that was made, and the one that was current before: restoring that one undoes it."""

    made: int
    before: int


def restore_version(actor: Actor, node: Node, version: Version, claim: Claim) -> Restored:
    """Make the rows of an older version those of a new one; ``claim`` is on its file. Not inside a transaction.

    Raises RowsUnreadable, NotAssociated, FileIsLocked, EtagIsStale, and what access refuses.
    """
    current = node.current
    if current is None or version.handle_id is None:
        raise RowsUnreadable(reason=f"{node.public_id} has no file in version {version.number}")
    with writing():
        # A handle of one's own: whoever made the version, who restores it carries it.
        handle = copy_handle(actor=actor, claim=claim, naming=Naming())
    fields = fields_of(node)
    kept = {name: value for name, value in fields.details.items() if name not in _OF_ROWS}
    details: JsonObject = {**kept, **{name: version.details[name] for name in _OF_ROWS if name in version.details}}
    wanted = replace(
        fields, handle_id=handle.pk, label=None, comment=f"Version {version.number} restored", details=details
    )
    draft = draft_update(actor=actor, node_id=node.id, etag=node.etag, fields=wanted, new_version=True)
    # It is a file of their own to those who look at it: others would wait for what they could read before.
    arrivals.foreseen(handle, node.id)
    with writing():
        made = update_entity(actor=actor, draft=draft)
    return Restored(made=made.current.number if made.current else 0, before=current.number)
