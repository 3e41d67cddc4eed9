"""The tier of files: from where they stand, raised by hand, or kept from where they stood before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from theatrum.checks.profile.tier_shapes import Tier, Tiers
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.tiers.models import KeptTier, RaisedTier
from theatrum.consortium.tiers.places import places_of
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.files.models import FileHandle

WITH_FILES = (Kind.FILE, Kind.RECORD_SET)

# Of one file, as every edit of a grid asks it: see ``_carried``.
_OF_KEY = """
    SELECT DISTINCT version.node_id, node.project_id FROM entities_version version
    JOIN files_filehandle handle ON handle.id = version.handle_id JOIN entities_node node ON node.id = version.node_id
    WHERE handle.key = %s AND node.project_id IN
        (SELECT project_id FROM centers_centerrecord WHERE project_id IS NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The tier of a file, and of which center it is. ``is_raised``: the staff raised it by hand."""

    tier: Tier
    center_id: str
    component: str | None = None
    is_raised: bool = False


def tiers_in_force() -> Tiers | None:
    """Return the tiers of the profile; None where all its files are open and none can be raised."""
    return in_force().tiers


def standings_of(nodes: Iterable[Node]) -> dict[int, Standing]:
    """Return the tiers of those entities that carry files in the project of a center, by their ids.

    At most five queries however many there are.
    """
    found = {node.id: node.project_id for node in nodes if node.kind in WITH_FILES}
    return _standings(found)


def _standings(nodes: Mapping[int, int | None]) -> dict[int, Standing]:
    tiers = tiers_in_force()
    if tiers is None or not nodes:
        return {}
    places = places_of(nodes)
    raised = RaisedTier.objects.filter(node_id__in=places, withdrawn_on=None) if places else ()
    by_hand = {one.node_id: Tier(one.tier) for one in raised}
    return {
        node: _highest(Standing(tiers.of(place.component), place.center_id, place.component), by_hand.get(node))
        for node, place in places.items()
    }


def _highest(standing: Standing, raised: Tier | None) -> Standing:
    if raised is None or raised.rank <= standing.tier.rank:
        return standing
    return Standing(raised, standing.center_id, standing.component, is_raised=True)


def controlled_files(handles: Collection[FileHandle]) -> dict[int, list[Standing]]:
    """Return those handles whose bytes are controlled, with every place that makes them so, by their ids.

    A file is what its bytes are, wherever a copy of its handle is: whatever has the same bytes here is asked, also in
    the trash. Two queries where no center has anything to do with them, and five more else.
    """
    if tiers_in_force() is None or not handles:
        return {}
    by_key: dict[str, list[Standing]] = {}
    rows = _carried(handles)
    standings = _standings({node: project for _, node, project in rows})
    for key, node, _ in rows:
        standing = standings.get(node)
        if standing is not None and standing.tier is not Tier.OPEN:
            by_key.setdefault(key, []).append(standing)
    for kept in KeptTier.objects.filter(key__in={handle.key for handle in handles if handle.key}):
        by_key.setdefault(kept.key, []).append(Standing(Tier(kept.tier), kept.center_id, kept.component))
    return {handle.pk: by_key[_key_of(handle)] for handle in handles if _key_of(handle) in by_key}


def _key_of(handle: FileHandle) -> str:
    """Return what handles of the same bytes have in common; a link has its bytes elsewhere, and is alone."""
    return handle.key or f"#{handle.pk}"


def _carried(handles: Collection[FileHandle]) -> list[tuple[str, int, int | None]]:
    """Return what in projects of centers carries the bytes of files: what these have in common, entity, project."""
    if len(handles) == 1 and (key := next(iter(handles)).key):
        with connection.cursor() as cursor:
            cursor.execute(_OF_KEY, [key])
            return [(key, node, project) for node, project in cursor.fetchall()]
    keys = {handle.key for handle in handles if handle.key}
    links = {handle.pk for handle in handles if not handle.key}
    inside = Version.objects.filter(node__project__in=CenterRecord.objects.exclude(project=None).values("project"))
    found = inside.filter(Q(handle__key__in=keys) | Q(handle_id__in=links) if links else Q(handle__key__in=keys))
    rows = found.values_list("handle_id", "handle__key", "node_id", "node__project_id").distinct()
    return [(key or f"#{number}", node, project) for number, key, node, project in rows]
