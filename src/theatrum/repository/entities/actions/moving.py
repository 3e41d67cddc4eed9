"""Moving an entity under another parent: ids stay, the benefactor and the bound schema may change."""

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.kernel.ids import entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities import moves, tree
from theatrum.repository.entities.actions.creating import check_place
from theatrum.repository.entities.actions.restricting import require_as_restricted
from theatrum.repository.entities.errors import EntityIsInvalid, NameIsTaken
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import lock_node
from theatrum.repository.entities.validation import judging


def move(*, actor: Actor, node: Node, parent_id: int) -> None:
    """Put a locked node under another parent. The caller has required UPDATE and remembers.

    CREATE is needed there. CHANGE_PERMISSIONS is needed only if another ACL would hold afterwards;
    Synapse needs it always, so that a data wrangler could not tidy their own ingest folder.
    Raises NameIsTaken, EntityIsInvalid, LessRestrictedThere, and what access refuses.
    """
    tree.lock_subtree(node)
    parent = lock_node(parent_id)
    access.require(actor, Permission.CREATE, parent)
    require_as_restricted(actor, node, parent_id=parent.id)
    if tree.is_below(parent.id, node.id):
        raise EntityIsInvalid(reason=f"{node.public_id} cannot be moved into itself or into what it holds.")
    check_place(Kind(node.kind), parent, height=tree.height_of(node.id))
    inherits = node.benefactor_id != node.id
    if inherits and parent.benefactor_id != node.benefactor_id:
        access.require(actor, Permission.CHANGE_PERMISSIONS, node)
    old_benefactor_id = node.acl_id
    moved = moves.moving(node)
    node.parent = parent
    save_named(node)
    tree.replant(node, parent)
    if inherits and parent.benefactor_id is not None:
        tree.inherit(node, old_benefactor_id, parent.benefactor_id)
        node.benefactor_id = parent.benefactor_id
    if parent.project_id != node.project_id:
        tree.subtree(node).update(project_id=parent.project_id)
        node.project_id = parent.project_id
    moved()
    judging.mark_unknown(node)


def save_named(node: Node) -> None:
    """Save a node whose name or place changed. Raises NameIsTaken."""
    try:
        with savepoint():
            node.save()
    except IntegrityError as error:
        raise NameIsTaken(name=node.name, parent=entity_id(node.parent_id or 0)) from error
