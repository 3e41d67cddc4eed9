"""Local ACLs: giving an entity its own, changing it, and inheriting again."""

from theatrum.kernel.ids import entity_id
from theatrum.repository.access import actions as acls
from theatrum.repository.access import queries as access
from theatrum.repository.access.errors import (
    AclAlreadyExists,
    AclIsInherited,
    AclIsInvalid,
    AclNotFound,
    AlreadyInherits,
    ProjectKeepsAcl,
)
from theatrum.repository.access.models import Acl
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities import tree
from theatrum.repository.entities.models import ROOT_ID, Kind, Node
from theatrum.repository.entities.queries.nodes import get_node, lock_node
from theatrum.repository.entities.validation import judging


def create_local_acl(*, actor: Actor, node_id: int, grants: acls.Grants) -> Acl:
    """Let an entity have its own ACL instead of its parent's. Raises AclAlreadyExists, AclIsInvalid."""
    node = _lock(actor, node_id)
    if node.benefactor_id == node.id:
        raise AclAlreadyExists(name=node.public_id)
    _require_keeps_rights(actor, node, grants)
    acl = acls.create_acl(actor=actor, kind="entity", owner_id=node.id, grants=grants)
    _change_benefactor(node, node.id)
    return acl


def replace_local_acl(*, actor: Actor, node_id: int, etag: str | None, grants: acls.Grants) -> Acl:
    """Replace the ACL of an entity that has its own. Raises AclIsInherited, AclIsStale, AclIsInvalid."""
    node = _lock(actor, node_id)
    acl = access.find_acl("entity", node.id)
    if acl is None:
        raise AclIsInherited(benefactor=entity_id(node.acl_id))
    _require_keeps_rights(actor, node, grants)
    return acls.replace_acl(actor=actor, acl=acl, etag=etag, grants=grants)


def delete_local_acl(*, actor: Actor, node_id: int) -> None:
    """Let an entity inherit its permissions again. Raises AlreadyInherits, ProjectKeepsAcl."""
    node = _lock(actor, node_id)
    acl = access.find_acl("entity", node.id)
    if acl is None:
        raise AlreadyInherits
    if node.kind == Kind.PROJECT or node.id == ROOT_ID or node.parent_id is None:
        raise ProjectKeepsAcl(name=node.public_id)
    parent = get_node(node.parent_id)
    acls.delete_acl(actor=actor, acl=acl)
    _change_benefactor(node, parent.acl_id)


def get_local_acl(node: Node) -> Acl:
    """Return an entity's own ACL. Raises AclNotFound if it inherits."""
    acl = access.find_acl("entity", node.id)
    if acl is None:
        raise AclNotFound(benefactor=entity_id(node.acl_id))
    return acl


def _lock(actor: Actor, node_id: int) -> Node:
    node = lock_node(node_id)
    access.require(actor, Permission.CHANGE_PERMISSIONS, node)
    return node


def _require_keeps_rights(actor: Actor, node: Node, grants: acls.Grants) -> None:
    """Let nobody lock themselves out by mistake; who made the entity, and administrators, may."""
    if actor.is_administrator or node.created_by == actor.id:
        return
    if not any(Permission.CHANGE_PERMISSIONS in grants.get(principal, ()) for principal in actor.principal_ids):
        raise AclIsInvalid(reason="Caller is trying to revoke their own ACL editing permissions.")


def _change_benefactor(node: Node, benefactor_id: int) -> None:
    tree.lock_subtree(node)
    tree.inherit(node, node.acl_id, benefactor_id)
    judging.mark_unknown(node)
