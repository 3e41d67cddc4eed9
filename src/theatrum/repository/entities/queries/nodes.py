"""One entity, a version of it, and the way to it."""

from collections.abc import Collection

from django.db.models import F

from theatrum.drivers.db.prepared import Prepared
from theatrum.kernel.ids import entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission, Scope
from theatrum.repository.entities import tree
from theatrum.repository.entities.errors import (
    ChildNotFound,
    EntityInTrash,
    EntityNotFound,
    VersionNotFound,
)
from theatrum.repository.entities.models import ROOT_ID, Node, Version
from theatrum.repository.entities.queries.children import visible_nodes

_LOADED = ("current", "current__handle")
# Stands for the name of an entity that is on the way to another, and that the actor may not read.
UNREADABLE = "Redacted"
_node = Prepared(lambda number: Node.objects.select_related(*_LOADED).filter(id=number), number=int)
_child = Prepared(
    lambda parent_id, name: Node.objects.select_related(*_LOADED).filter(
        parent_id=parent_id, name=name, trash_root=None
    ),
    parent_id=int,
    name=str,
)


def get_node(number: int) -> Node:
    """Return a live entity with its current version. Raises EntityNotFound, EntityInTrash."""
    node = _node.first(number=number)
    if node is None:
        raise EntityNotFound(id=entity_id(number))
    if node.trash_root_id is not None:
        raise EntityInTrash(id=node.public_id)
    return node


def lock_node(number: int) -> Node:
    """Return a live entity, locked until the end of the transaction. Raises as ``get_node``."""
    list(Node.objects.select_for_update(no_key=True).filter(id=number).values_list("id"))
    return get_node(number)


def lock_nodes(numbers: Collection[int]) -> None:
    """Lock several entities, lowest id first as ``tree.lock_subtree`` does, before the first of them is changed."""
    list(Node.objects.select_for_update(no_key=True).filter(id__in=numbers).order_by("id").values_list("id"))


def require_node(actor: Actor, number: int, permission: Permission = Permission.READ) -> Node:
    """Return a live entity that the actor may use so. Raises as ``get_node`` and ``access.require``."""
    node = get_node(number)
    access.require(actor, permission, node)
    return node


def is_maker(actor: Actor, node: Node) -> bool:
    """Tell whether the actor made an entity, and so may change its settings whatever the ACL says."""
    return not actor.is_anonymous and node.created_by == actor.id and Scope.MODIFY in actor.scopes


def get_version(node: Node, number: int | None) -> Version:
    """Return a version of an entity, the current one for None. Raises VersionNotFound."""
    if number is None and node.current is not None:
        return node.current
    version = Version.objects.select_related("handle").filter(node=node, number=number or 0).first()
    if version is None:
        raise VersionNotFound(id=node.public_id, version=number)
    return version


def find_child(actor: Actor, *, parent_id: int | None, name: str) -> Node:
    """Return the child of this name. Raises ChildNotFound, and refuses what the actor may not read."""
    parent_id = ROOT_ID if parent_id is None else parent_id
    if parent_id != ROOT_ID:
        require_node(actor, parent_id)
    child = _child.first(parent_id=parent_id, name=name)
    if child is None:
        raise ChildNotFound(name=name, parent=entity_id(parent_id))
    access.require(actor, Permission.READ, child)
    return child


def path_to(node: Node) -> list[Node]:
    """Return the nodes from the root down to this one."""
    return tree.path_of(node.id)


def path_shown(actor: Actor, node: Node) -> list[Node]:
    """Return the nodes from the root down to one that the actor may read; those it may not bear no name."""
    path = path_to(node)
    others = {step.acl_id for step in path} - {node.acl_id, ROOT_ID}
    if actor.sees_all or not others:
        return path
    readable = set(access.readable_ids(actor, "entity").filter(acl__owner_id__in=others))
    for step in path:
        if step.acl_id in others - readable:
            step.name = UNREADABLE
    return path


def readable_path(actor: Actor, node: Node) -> list[Node]:
    """Return the nodes down to this one that the actor may read, without the root."""
    found = visible_nodes(actor).filter(descent__node_id=node.id).annotate(height=F("descent__depth"))
    return list(found.order_by("-height"))


def effective_benefactor(node: Node) -> Node:
    """Return the entity whose ACL holds for this one."""
    return node if node.benefactor_id == node.id else get_node(node.acl_id)
