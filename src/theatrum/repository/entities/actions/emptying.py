"""Emptying the trash: what is deleted for good first leaves the trash, so that nobody restores half of it.

From then on it hangs in the trash of the root, out of everybody's sight, and goes a few entities at a time, leaves
first: a crash in between leaves the rest for the next time. Bytes go with the last version that has them.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from theatrum.drivers import installation
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access import guards
from theatrum.repository.access.models import Acl
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import removals, tree
from theatrum.repository.entities.errors import NotYoursToRestore
from theatrum.repository.entities.models import ROOT_ID, Kind, Node, Version
from theatrum.repository.entities.queries.trash import get_trashed
from theatrum.repository.files.actions.handles import delete_unused

EMPTY_TRASH = "entities.empty_trash"
# Entities of one transaction: others wait for so long.
PORTION = 100

_NAMED_FILE = "validationFileHandleId"


def doom_entity(*, actor: Actor, node_id: int) -> Node:
    """Delete what is in the trash for good, with all below it; it cannot be restored from now on.

    Raises NotInTrash, NotYoursToRestore, and what a gate of ``access`` raises.
    """
    node = get_trashed(node_id)
    if node.trashed_by != actor.id and not actor.is_administrator:
        raise NotYoursToRestore(id=node.public_id)
    guards.ask(actor, Permission.DELETE, node)
    tree.lock_subtree(node)
    # It may have been restored while the locks were waited for.
    node = get_trashed(node_id)
    _doom(actor.id, node)
    outbox.later(EMPTY_TRASH, key="all")
    return node


def doom_old(*, actor_id: int) -> int:
    """Delete for good what has been in the trash for longer than the setting says; returns how many were deleted."""
    count = 0
    for node in old_trash()[:PORTION]:
        tree.lock_subtree(node)
        if old_trash().filter(id=node.id).exists():
            _doom(actor_id, node)
            count += 1
    return count


def old_trash() -> QuerySet[Node]:
    """Return what has been in the trash for longer than the setting says."""
    end = clock.now() - timedelta(days=installation.settings().trash_days)
    return Node.objects.filter(trash_root=F("id"), trashed_on__lt=end).order_by("trashed_on")


def remove_some(*, actor_id: int) -> int:
    """Let go of some of what was deleted for good, the lowest first; returns how many entities went."""
    below = Node.objects.filter(parent=OuterRef("id"))
    lowest = Node.objects.filter(~Exists(below), trash_root_id=ROOT_ID).order_by("id")
    names = dict(lowest.values_list("id", "name")[:PORTION])
    if names:
        _remove(actor_id, names.keys())
    for number, name in names.items():
        audit.record(actor_id, "entity_purged", subject_kind="entity", subject_id=number, before={"name": name})
    return len(names)


def _doom(actor_id: int, node: Node) -> None:
    # What below was deleted before goes with it: without its folder nobody could bring it back to its place.
    tree.subtree(node).update(trash_root_id=ROOT_ID)
    audit.record(actor_id, "entity_deleted_for_good", subject_kind="entity", subject_id=node.id)


def _remove(actor_id: int, ids: Collection[int]) -> None:
    removals.removing(ids)
    handles = _files_of(ids)
    Acl.objects.filter(owner_kind="entity", owner_id__in=ids).delete()
    # Entities protect each other: who is deleted lets go first.
    going = Node.objects.filter(id__in=ids)
    going.update(parent=None, benefactor=None, project=None, current=None, trash_root=None)
    going.delete()
    delete_unused(actor_id=actor_id, handle_ids=handles)


def _files_of(ids: Collection[int]) -> set[int]:
    versions = Version.objects.filter(node_id__in=ids)
    handles = set(versions.exclude(handle=None).values_list("handle_id", flat=True))
    for details in versions.values_list("details", flat=True):
        text = details.get(_NAMED_FILE)
        if isinstance(text, str) and text.isdecimal() and len(text) < 19 and not _is_named_elsewhere(text, ids):
            handles.add(int(text))
    return handles


def _is_named_elsewhere(text: str, ids: Collection[int]) -> bool:
    others = Version.objects.filter(node__kind=Kind.RECORD_SET).exclude(node_id__in=ids)
    return others.filter(**{f"details__{_NAMED_FILE}": text}).exists()
