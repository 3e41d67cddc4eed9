"""What the audit remembers of an entity: every value by reference, names included."""

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.models import Node


def snapshot(node: Node) -> JsonObject:
    """Return the state of an entity as JSON. ``node.current`` is loaded."""
    state: JsonObject = {
        "kind": node.kind,
        "name": node.name,
        "parent": node.parent_id,
        "benefactor": node.benefactor_id,
        "etag": node.etag,
    }
    if node.current is not None:
        state |= {
            "version": node.current.number,
            "label": node.current.label,
            "comment": node.current.comment,
            "handle": node.current.handle_id,
            "annotations": node.current.annotations,
            "details": node.current.details,
        }
    return state
