"""Deleting to the trash, restoring, and deleting one version."""

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import keepers, tree
from theatrum.repository.entities.actions.moving import move, save_named
from theatrum.repository.entities.errors import (
    EntityInTrash,
    EntityIsInvalid,
    EntityNotFound,
    LastVersion,
    NotYoursToRestore,
    ParentInTrash,
    VersionNotFound,
)
from theatrum.repository.entities.models import ROOT_ID, Node, Version
from theatrum.repository.entities.queries.nodes import get_node, lock_node
from theatrum.repository.entities.queries.trash import get_trashed
from theatrum.repository.entities.snapshots import snapshot
from theatrum.repository.entities.validation import judging


def trash_entity(*, actor: Actor, node_id: int) -> Node | None:
    """Put an entity and all below it into the trash; its name is free again at once.

    Deleting what is in the trash already, or was never there, does nothing and returns None. ACLs and
    bindings stay, so that restoring brings back exactly what was there.
    """
    try:
        node = lock_node(node_id)
    except (EntityInTrash, EntityNotFound):
        return None
    if node.id == ROOT_ID:
        raise EntityIsInvalid(reason=f"{node.public_id} is the root and cannot be deleted.")
    access.require(actor, Permission.DELETE, node)
    before = snapshot(node)
    tree.lock_subtree(node)
    # What below was deleted before keeps its own place in the trash.
    tree.subtree(node).filter(trash_root=None).update(trash_root=node)
    node.trash_root_id, node.trashed_on, node.trashed_by = node.id, clock.now(), actor.id
    node.etag = new_etag()
    node.save()
    audit.record(actor.id, "entity_trashed", subject_kind="entity", subject_id=node.id, before=before)
    return node


def restore_entity(*, actor: Actor, node_id: int, parent_id: int | None = None) -> Node:
    """Bring an entity back from the trash, to where it was or under another parent.

    Raises NotInTrash, NotYoursToRestore, ParentInTrash, NameIsTaken, and what access refuses.
    """
    node = get_trashed(node_id)
    if node.trashed_by != actor.id and not actor.is_administrator:
        raise NotYoursToRestore(id=node.public_id)
    target_id = parent_id if parent_id is not None else node.parent_id
    parent = _restorable_parent(node, target_id or ROOT_ID)
    access.require(actor, Permission.CREATE, parent)
    tree.lock_subtree(node)
    # Somebody else may have restored it while the locks were waited for, and changed it since.
    node = get_trashed(node_id)
    node.trashed_on = node.trashed_by = None
    node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
    if parent.id == node.parent_id:
        node.trash_root = None
        save_named(node)
    else:
        # Moved while still in the trash, so that it cannot clash with what took its old name.
        move(actor=actor, node=node, parent_id=parent.id)
        node.trash_root = None
        save_named(node)
    tree.subtree(node).filter(trash_root=node).update(trash_root=None)
    judging.mark_unknown(node)
    audit.record(actor.id, "entity_restored", subject_kind="entity", subject_id=node.id, after=snapshot(node))
    return get_node(node.id)


def delete_version(*, actor: Actor, node_id: int, number: int) -> Node:
    """Delete one version; without the current one the entity is again what the version before was.

    Raises VersionNotFound, LastVersion, and what access refuses.
    """
    node = lock_node(node_id)
    access.require(actor, Permission.DELETE, node)
    version = Version.objects.filter(node=node, number=number).first()
    if version is None:
        raise VersionNotFound(id=node.public_id, version=number)
    before = snapshot(node)
    rest = Version.objects.filter(node=node).exclude(id=version.id).order_by("-number").first()
    if rest is None:
        raise LastVersion(id=node.public_id)
    node.etag, node.modified_on, node.modified_by = new_etag(), clock.now(), actor.id
    if node.current_id == version.id:
        node.current = rest
        judging.mark_unknown(node)
    node.spent_number = max(node.spent_number, version.number)
    node.save()
    if (keeper := keepers.keeper_of(node.kind)) is not None:
        keeper.version_removed(node=node, version=version)
    version.delete()
    audit.record(
        actor.id,
        "version_deleted",
        subject_kind="entity",
        subject_id=node.id,
        before={**before, "deleted_version": number},
        after=snapshot(node),
    )
    return node


def _restorable_parent(node: Node, parent_id: int) -> Node:
    try:
        return lock_node(parent_id)
    except EntityInTrash as error:
        raise ParentInTrash(parent=f"syn{parent_id}", id=node.public_id) from error
