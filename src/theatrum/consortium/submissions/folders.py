"""The folders of a release, by where they stand: which center, component and folder of the release they belong to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import FolderKind, Leaf
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.entities.models import Ancestry, Kind, Node
from theatrum.repository.entities.validation.bound import bound_for_all

# By the names of folders from the project down.
Outline = Mapping[tuple[str, ...], "Spot"]
# The root and the project come first in every path.
_BELOW = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A leaf of a release's tree, in one of the three folders of the release."""

    release: int
    folder: FolderKind
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class LeafFolder:
    """The folder of a component in the project of a center, as it is there."""

    spot: Spot
    node_id: int
    public_id: str


def projects_of(center_ids: Collection[str]) -> dict[str, int]:
    """Return the projects of those centers that have one; one query."""
    found = CenterRecord.objects.filter(pk__in=center_ids, project__trash_root=None).exclude(project=None)
    return dict(found.values_list("pk", "project_id"))


def spots_of(folder_ids: Collection[int]) -> dict[int, Spot]:
    """Return to which leaf folders belong, each a leaf or below one; two queries at most. Others are absent.

    A folder of a release that is not where its tree has it is known by the component of the schema bound to it.
    """
    profile = in_force()
    outline, tops = outline_of(profile), _tops(profile)
    names: dict[int, list[str]] = {}
    above = Ancestry.objects.filter(node_id__in=folder_ids).order_by("node_id", "-depth")
    for folder, name in above.values_list("node_id", "ancestor__name"):
        names.setdefault(folder, []).append(name)
    found = {folder: spot for folder, steps in names.items() if (spot := _spot(outline, steps[_BELOW:])) is not None}
    inside = {
        folder: tops[steps[_BELOW]]
        for folder, steps in names.items()
        if folder not in found and len(steps) > _BELOW and steps[_BELOW] in tops
    }
    return found | _by_schema(profile, inside)


def _by_schema(profile: Profile, folders: Mapping[int, tuple[int, FolderKind]]) -> dict[int, Spot]:
    found: dict[int, Spot] = {}
    for folder, bound in (bound_for_all(folders) if folders else {}).items():
        release, kind = folders[folder]
        leaves = profile.tree(profile.releases[release])
        leaf = next((one for one in leaves if one.component == bound.schema_id.name), None)
        if leaf is not None and bound.schema_id.organization == profile.organization:
            found[folder] = Spot(release, kind, leaf)
    return found


def leaf_folders(project_id: int, release: int) -> list[LeafFolder]:
    """Return the folders of components that a center has for a release, in the order of the tree; two queries."""
    folders = Node.objects.filter(project_id=project_id, kind=Kind.FOLDER, trash_root=None)
    parents = {node.id: node for node in folders}
    spots = spots_of(parents)
    order = [leaf.path for leaf in in_force().tree(in_force().releases[release])]
    found = [
        LeafFolder(spot, number, parents[number].public_id)
        for number, spot in spots.items()
        # What lies below a leaf belongs to it, and is not it.
        if spot.release == release and (up := parents[number].parent_id) not in spots and up is not None
    ]
    return sorted(found, key=lambda one: order.index(one.spot.leaf.path))


def outline_of(profile: Profile) -> Outline:
    """Return all leaves of all releases by the names that lead to them."""
    return {
        (top, *leaf.path.split("/")): Spot(release, kind, leaf)
        for top, (release, kind) in _tops(profile).items()
        for leaf in profile.tree(profile.releases[release])
    }


def _tops(profile: Profile) -> dict[str, tuple[int, FolderKind]]:
    """Return the folders of all releases by their names, and the other names under which they are found."""
    return {
        name: (release, kind)
        for release in profile.releases
        for kind in FolderKind
        for name in (profile.folder_name(kind, release), *profile.folder_aliases(kind, release))
    }


def _spot(outline: Outline, inside: Sequence[str]) -> Spot | None:
    """Return the leaf that a path leads to or through."""
    found = (outline.get(tuple(inside[:length])) for length in range(len(inside), 0, -1))
    return next((one for one in found if one is not None), None)
