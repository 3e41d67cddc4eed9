"""The tier of files: from where they stand, raised by hand, or kept from where they stood before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from theatrum.checks.profile.tier_shapes import Tier, Tiers
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.tiers.models import KeptTier, RaisedTier
from theatrum.consortium.tiers.places import places_of
from theatrum.repository.entities.models import Kind, Node, Version
from theatrum.repository.files.models import FileHandle

_WITH_FILES = (Kind.FILE, Kind.RECORD_SET)


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
    found = {node.id: node.project_id for node in nodes if node.kind in _WITH_FILES}
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
    the trash. Seven queries however many there are.
    """
    if tiers_in_force() is None:
        return {}
    same = _with_same_bytes(handles)
    carried = Version.objects.filter(handle_id__in=same).values_list("handle_id", "node_id", "node__project_id")
    rows = [(handle, node, project) for handle, node, project in carried.distinct() if handle is not None]
    standings = _standings({node: project for _, node, project in rows})
    by_key: dict[str, list[Standing]] = {}
    for handle, node, _ in rows:
        standing = standings.get(node)
        if standing is not None and standing.tier is not Tier.OPEN:
            by_key.setdefault(same[handle], []).append(standing)
    for kept in KeptTier.objects.filter(key__in=set(same.values())):
        by_key.setdefault(kept.key, []).append(Standing(Tier(kept.tier), kept.center_id, kept.component))
    return {handle.pk: by_key[key_of(handle)] for handle in handles if key_of(handle) in by_key}


def key_of(handle: FileHandle) -> str:
    """Return what handles of the same bytes have in common; a link has its bytes elsewhere, and is alone."""
    return handle.key or f"#{handle.pk}"


def _with_same_bytes(handles: Collection[FileHandle]) -> dict[int, str]:
    """Return the ids of all handles of the bytes of some, with what these have in common."""
    found = {handle.pk: key_of(handle) for handle in handles}
    keys = {handle.key for handle in handles if handle.key}
    if keys:
        found |= dict(FileHandle.objects.filter(key__in=keys).values_list("pk", "key"))
    return found
