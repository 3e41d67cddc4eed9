"""Locking the files of an entity, and lifting the lock."""

from theatrum.kernel import clock
from theatrum.kernel.ids import entity_id, new_etag
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts import policy
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import requirements
from theatrum.repository.entities.errors import AlreadyRestricted, EntityIsInvalid, LessRestrictedThere
from theatrum.repository.entities.models import ROOT_ID, AccessRequirement, Node
from theatrum.repository.entities.queries.nodes import lock_node


def restrict_entity(*, actor: Actor, node_id: int) -> AccessRequirement:
    """Keep everybody from the files of an entity and of what is in it, until an administrator lifts it.

    Raises AlreadyRestricted, EntityIsInvalid for the root, and what access refuses.
    """
    node = lock_node(node_id)
    for permission in (Permission.CREATE, Permission.UPDATE):
        access.require(actor, permission, node)
    if node.id == ROOT_ID:
        raise EntityIsInvalid(reason=f"{node.public_id} is the root and cannot be restricted.")
    if requirements.holding(node.id).exists():
        raise AlreadyRestricted(id=node.public_id)
    made = AccessRequirement.objects.create(node=node, etag=new_etag(), created_on=clock.now(), created_by=actor.id)
    audit.record(
        actor.id, "entity_restricted", subject_kind="entity", subject_id=node.id, after={"requirement": made.id}
    )
    return made


def lift_requirement(*, actor: Actor, number: int) -> None:
    """Take a requirement away. Raises RequirementNotFound, NotAllowed for all but administrators."""
    policy.require_administrator(actor, to="delete an access requirement")
    found = requirements.find(number)
    audit.record(
        actor.id, "restriction_lifted", subject_kind="entity", subject_id=found.node_id, before={"requirement": number}
    )
    found.delete()


def require_as_restricted(actor: Actor, node: Node, *, parent_id: int) -> None:
    """Return quietly if what holds for a node by its parent holds under another one as well.

    Raises LessRestrictedThere; administrators may take things out of a restricted place.
    """
    if actor.is_administrator or node.parent_id is None:
        return
    here = set(requirements.holding(node.parent_id).values_list("id", flat=True))
    if here and here - set(requirements.holding(parent_id).values_list("id", flat=True)):
        raise LessRestrictedThere(id=node.public_id, parent=entity_id(parent_id))
