"""Access requirements: what must be met beside the ACL before a file is given out.

There is one sort, the lock: it holds for an entity and all below it, and is met by nobody. Who made a file
is never kept from it, nor are administrators, who lift locks.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from theatrum.repository.access.permissions import Actor, Guarded, Permission
from theatrum.repository.entities.errors import AccessIsRestricted, RequirementNotFound
from theatrum.repository.entities.models import AccessRequirement, Ancestry, Kind, Node

_WITH_FILES = (Kind.FILE, Kind.RECORD_SET)


def holding(node_id: int) -> QuerySet[AccessRequirement]:
    """Return the requirements of an entity and of what it is in, oldest first."""
    return AccessRequirement.objects.filter(node__descent__node_id=node_id).select_related("node").order_by("id")


def find(number: int) -> AccessRequirement:
    """Return a requirement. Raises RequirementNotFound."""
    found = AccessRequirement.objects.select_related("node").filter(id=number).first()
    if found is None:
        raise RequirementNotFound(id=number)
    return found


def is_exempt(actor: Actor, node: Node) -> bool:
    """Tell whether no requirement stands between an actor and an entity's file."""
    return actor.is_administrator or (node.kind in _WITH_FILES and node.created_by == actor.id)


def guard(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Keep from downloading what a requirement holds for. A gate of ``access``; raises AccessIsRestricted."""
    if _refused(actor, permission, [guarded]):
        raise AccessIsRestricted(id=guarded.guard_name)


def sieve(actor: Actor, permission: Permission, things: Sequence[Guarded]) -> Collection[int]:
    """Return the ids of those entities that ``guard`` would refuse, in one query."""
    return _refused(actor, permission, things)


def _refused(actor: Actor, permission: Permission, things: Iterable[Guarded]) -> set[int]:
    if permission is not Permission.DOWNLOAD or actor.is_administrator:
        return set()
    entities = [thing for thing in things if thing.guard_kind == "entity"]
    if not entities:
        return set()
    restricted = Ancestry.objects.filter(
        node_id__in=[thing.guard_id for thing in entities], ancestor__requirements__isnull=False
    )
    own = {"node__kind__in": _WITH_FILES, "node__created_by": actor.id}
    return set(restricted.exclude(**own).values_list("node_id", flat=True))
