"""Who may see what events are about, for things of rooms that do not publish by themselves."""

from collections.abc import Collection

from theatrum.consortium.screening.reviews import incidents_for
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.queries.children import visible_nodes


def seen_entities(actor: Actor, ids: Collection[str]) -> set[str]:
    """Return those entities, by number, that the actor may read."""
    found = visible_nodes(actor).filter(pk__in=[int(one) for one in ids])
    return {str(number) for number in found.values_list("pk", flat=True)}


def seen_incidents(actor: Actor, ids: Collection[str]) -> set[str]:
    """Return those incidents, by number, that concern the actor now."""
    found = incidents_for(actor).filter(pk__in=[int(one) for one in ids])
    return {str(number) for number in found.values_list("pk", flat=True)}
