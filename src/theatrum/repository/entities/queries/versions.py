"""The versions of an entity, and which entities carry a file."""

from django.db.models import QuerySet

from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.children import visible_nodes


def versions_of(node: Node) -> QuerySet[Version]:
    """Return the versions of an entity with their files, newest first."""
    return Version.objects.filter(node=node).select_related("handle").order_by("-number")


def nodes_with_md5(actor: Actor, md5: str) -> QuerySet[Node]:
    """Return the entities of which a version has this MD5, as far as the actor may read them."""
    found = visible_nodes(actor).filter(versions__handle__md5=md5.lower())
    return found.select_related("current").distinct().order_by("id")


def may_download_with(actor: Actor, *, node_id: int, handle_id: int) -> bool:
    """Tell whether this entity carries that file in any version, and the actor may download it."""
    node = Node.objects.filter(id=node_id, trash_root=None, versions__handle_id=handle_id).first()
    return node is not None and access.may(actor, Permission.DOWNLOAD, node)
