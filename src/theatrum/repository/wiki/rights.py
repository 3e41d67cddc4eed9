"""Who may write pages: by the ACL of the entity, and by gates that tell pages from data."""

from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.nodes import get_node


def require_pages(actor: Actor, node_id: int, permission: Permission) -> Node:
    """Return a live entity whose pages the actor may write so. Raises as ``get_node`` and ``access.require``."""
    node = get_node(node_id)
    access.require(actor, permission, Aspect(node, Side.PAGES))
    return node
