"""The versions of an entity, and which entities carry a file."""

from django.db.models import Max, QuerySet

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities import keepers
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.children import visible_nodes


def versions_of(node: Node) -> QuerySet[Version]:
    """Return the versions of an entity with their files, newest first.

    Of a table or view these are its snapshots: the current version is still in progress.
    """
    found = Version.objects.filter(node=node).select_related("handle").order_by("-number")
    return found.exclude(id=node.current_id or 0) if keepers.has_own_versions(node.kind) else found


def next_number(node: Node) -> int:
    """Return the number of the next version of a locked entity; that of a deleted one is not given again."""
    last: int | None = Version.objects.filter(node=node).aggregate(last=Max("number"))["last"]
    return 1 + max(last or 0, node.spent_number)


def nodes_with_md5(actor: Actor, md5: str) -> QuerySet[Node]:
    """Return the entities of which a version has this MD5, as far as the actor may read them."""
    found = visible_nodes(actor).filter(versions__handle__md5=md5.lower())
    return found.select_related("current").distinct().order_by("id")
