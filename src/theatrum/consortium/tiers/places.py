"""What stands where: the center and the component of files, by the project and the folder that they are in.

A bound schema says the component. Where none is bound, because somebody took the binding away or the data model does
not have the component yet, the path in the release's tree says it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.entities.models import Ancestry, Node
from theatrum.repository.entities.validation.bound import bound_for_all

# By the names of folders from the project down.
Paths = Mapping[tuple[str, ...], str]


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
    components |= _by_path(profile, inside.keys() - components.keys())
    return {node: Place(center, components.get(node)) for node, center in inside.items()}


def _by_path(profile: Profile, node_ids: Collection[int]) -> dict[int, str]:
    if not node_ids:
        return {}
    parents = dict(Node.objects.filter(id__in=node_ids).values_list("id", "parent_id"))
    above = Ancestry.objects.filter(node_id__in={one for one in parents.values() if one is not None})
    names: dict[int, list[str]] = {}
    for node, name in above.order_by("node_id", "-depth").values_list("node_id", "ancestor__name"):
        names.setdefault(node, []).append(name)
    known = dict(_leaves(profile))
    found = {parent: _component(known, tuple(steps)) for parent, steps in names.items()}
    pairs = ((node, found.get(parent or 0)) for node, parent in parents.items())
    return {node: component for node, component in pairs if component is not None}


def _component(known: Paths, steps: tuple[str, ...]) -> str | None:
    """Return the component of the leaf that a path leads through: the root and the project come first."""
    inside = steps[2:]
    found = (known.get(inside[:length]) for length in range(len(inside), 0, -1))
    return next((one for one in found if one is not None), None)


def _leaves(profile: Profile) -> Iterator[tuple[tuple[str, ...], str]]:
    for release in profile.releases.values():
        tops = list(_tops(profile, release.number))
        for leaf in profile.tree(release):
            yield from (((top, *leaf.path.split("/")), leaf.component) for top in tops)


def _tops(profile: Profile, release: int) -> Iterator[str]:
    for kind in FolderKind:
        yield profile.folder_name(kind, release)
        yield from profile.folder_aliases(kind, release)
