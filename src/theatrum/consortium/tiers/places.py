"""What stands where: the center and the component of files, by the project and the folder that they are in.

A bound schema says the component. Where none is bound, because somebody took the binding away or the data model does
not have the component yet, the path in the release's tree says it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.submissions.folders import spots_of
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.validation.bound import bound_for_all


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands: in the project of a center, and as which component; none where nothing says it."""

    center_id: str
    component: str | None


def places_of(nodes: Mapping[int, int | None]) -> dict[int, Place]:
    """Return where entities stand, by their ids; ``nodes`` has the project of each. Those of no center are absent.

    Three queries however many there are.
    """
    projects = {number for number in nodes.values() if number is not None}
    centers = dict(CenterRecord.objects.filter(project_id__in=projects).values_list("project_id", "pk"))
    inside = {node: centers[project] for node, project in nodes.items() if project in centers}
    if not inside:
        return {}
    profile = in_force()
    modelled = {leaf.component for leaves in profile.trees.values() for leaf in leaves}
    bound = bound_for_all(inside)
    components = {
        node: one.schema_id.name
        for node, one in bound.items()
        if one.schema_id.organization == profile.organization and one.schema_id.name in modelled
    }
    components |= _by_path(inside.keys() - components.keys())
    return {node: Place(center, components.get(node)) for node, center in inside.items()}


def _by_path(node_ids: Collection[int]) -> dict[int, str]:
    if not node_ids:
        return {}
    parents = dict(Node.objects.filter(id__in=node_ids).values_list("id", "parent_id"))
    spots = spots_of(set(parents.values()))
    return {node: spots[parent].leaf.component for node, parent in parents.items() if parent in spots}
