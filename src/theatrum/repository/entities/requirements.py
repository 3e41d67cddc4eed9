"""Access requirements: what must be met beside the ACL before a file is given out.

There is one sort, the lock: it holds for an entity and all below it, and is met by nobody. Who made a file
is never kept from it, nor are administrators, who lift locks.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet

from theatrum.repository.access.permissions import Actor, Guarded, Permission
from theatrum.repository.entities.errors import AccessIsRestricted, RequirementNotFound
from theatrum.repository.entities.models import AccessRequirement, Kind, Node

_WITH_FILES = (Kind.FILE, Kind.RECORD_SET)

# Asked by every download and every edit of a grid: the ORM takes ten times as long to write it down as it takes.
_RESTRICTED = """
    SELECT way.node_id FROM entities_ancestry way
    JOIN entities_accessrequirement lock ON lock.node_id = way.ancestor_id
    JOIN entities_node node ON node.id = way.node_id
    WHERE way.node_id IN ({ids}) AND NOT (node.kind IN (%s, %s) AND node.created_by = %s)
"""


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
    numbers = [thing.guard_id for thing in entities]
    with connection.cursor() as cursor:
        cursor.execute(_RESTRICTED.format(ids=", ".join(["%s"] * len(numbers))), [*numbers, *_WITH_FILES, actor.id])
        return {number for (number,) in cursor.fetchall()}
