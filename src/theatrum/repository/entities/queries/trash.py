"""What was deleted and can be restored."""

from django.db.models import F, QuerySet

from theatrum.kernel.ids import entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.errors import NotInTrash
from theatrum.repository.entities.models import Node


def trashed_by(actor: Actor) -> QuerySet[Node]:
    """Return what the actor deleted, newest first; what was deleted with it is not listed apart."""
    found = Node.objects.filter(trash_root=F("id"), trashed_by=actor.id)
    return found.select_related("parent").order_by("-trashed_on", "-id")


def get_trashed(number: int) -> Node:
    """Return the entity that was deleted. Raises NotInTrash, also for what lies within another one."""
    node = Node.objects.select_related("parent", "current").filter(id=number, trash_root=F("id")).first()
    if node is None:
        raise NotInTrash(id=entity_id(number))
    return node
