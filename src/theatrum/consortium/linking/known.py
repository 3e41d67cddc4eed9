"""What exists outside of what is judged: identifiers of a center's other releases and entities, from the index."""

import polars as pl
from django.db.models import Q

from theatrum.checks.links.known import COLUMNS, Known
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known.columns import named_as_entities
from theatrum.consortium.known.models import Indexed, Place
from theatrum.consortium.linking.scope import Scope
from theatrum.kernel.ids import entity_id
from theatrum.repository.entities.models import Kind

_ROWS = 50_000


def reached(profile: Profile, center: str | None, project_id: int | None) -> Q:
    """Return which entities links of a center may lead to, asked of what has a ``node``.

    They are its own, and those of all centers where the profile lets it have material of others.
    """
    rule = profile.links.lineage.same_center
    live = Q(node__trash_root=None)
    return live if rule is not None and center in rule.except_centers else live & Q(node__project_id=project_id)


def known_outside(profile: Profile, scope: Scope) -> Known:
    """Return what a center has outside of a release, and the entities that rows may name as such.

    Bring the index up first: ``known.indexing.catch_up``.
    """
    theirs = reached(profile, scope.center, scope.project.id)
    inside = set(scope.nodes.values_list("id", flat=True))
    components = dict(Indexed.objects.filter(theirs).values_list("node_id", "component"))
    places = Place.objects.filter(theirs).values_list("node_id", "identifier", "parent")
    rows = [
        (own, components[node], parent or None)
        for node, own, parent in places.iterator(chunk_size=_ROWS)
        if node not in inside and components.get(node)
    ]
    wanted = named_as_entities(profile.links)
    sets = Indexed.objects.filter(theirs, component__in=wanted, node__kind=Kind.RECORD_SET)
    rows += [(entity_id(node), component, None) for node, component in sets.values_list("node_id", "component")]
    return Known(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").unique())
