"""The way back right after a deletion: the page that follows names what was deleted, and offers to undo it."""

from django.http import HttpRequest

from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.trash import get_trashed

PARAMETER = "deleted"


def offer(request: HttpRequest, actor: Actor) -> Node | None:
    """Return what the viewer just deleted, as the address says; None when it is not in their trash."""
    named = request.GET.get(PARAMETER)
    if not named:
        return None
    try:
        node = get_trashed(parse_entity_id(named))
    except DomainError:
        return None
    return node if node.trashed_by == actor.id else None
