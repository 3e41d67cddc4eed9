"""Where an identifier stands, and which a center has: read from the index, as far as somebody may see the entities.

Bring the index up first: ``indexing.catch_up``.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from theatrum.consortium.known.models import Highest, Indexed, Place
from theatrum.consortium.known.queries import claim_of
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.files import downloading

Series = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """An identifier that an entity names, of what component, and what it comes from ("" for nothing)."""

    node: Node
    component: str
    identifier: str
    parent: str


def places_of(actor: Actor, identifier: str, *, most: int) -> list[Named]:
    """Return where an identifier stands as the own one of a file or a row, the first ones."""
    return _readable(actor, Place.objects.filter(identifier=identifier), most)


def made_of(actor: Actor, identifier: str, *, most: int) -> list[Named]:
    """Return what says that it comes from an identifier, the first ones."""
    return _readable(actor, Place.objects.filter(parent=identifier), most)


def highest_numbers(center: str, rows: Collection[Series]) -> dict[Series, int]:
    """Return the highest number in use in some rows of numbers, each a kind and what it is under; in the trash too."""
    kinds, unders = {kind for kind, _ in rows}, {under for _, under in rows}
    named = Highest.objects.filter(center=center, kind__in=kinds, under__in=unders)
    found = named.values_list("kind", "under").annotate(last=Max("number"))
    return {(kind, under): int(last) for kind, under, last in found if (kind, under) in rows}


def _readable(actor: Actor, places: QuerySet[Place], most: int) -> list[Named]:
    visible = places.filter(node__in=visible_nodes(actor)).select_related("node__current")
    found = list(visible.order_by("node_id", "identifier", "parent")[:most])
    shut = shut_record_sets(actor, {place.node_id: place.node for place in found}.values())
    components = dict(
        Indexed.objects.filter(node__in={place.node_id for place in found}).values_list("node_id", "component")
    )
    return [
        Named(place.node, components[place.node_id], place.identifier, place.parent)
        for place in found
        if place.node_id not in shut and place.node_id in components
    ]


def shut_record_sets(actor: Actor, nodes: Iterable[Node]) -> set[int]:
    """Return the record sets whose rows somebody may not read: not to be downloaded, or held by a lock.

    ``current`` is loaded.
    """
    claims = {claim_of(node): node.id for node in nodes if node.kind == Kind.RECORD_SET}
    return {claims[one.claim] for one in downloading.find_many(actor, list(claims)) if one.handle is None}
