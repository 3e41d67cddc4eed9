"""Where a thing lies in a center's project: in which folder of which release, and under which names. One query."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from django.db import connection

from theatrum.checks.profile.network_shapes import FolderKind, FolderName, Release
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.queries import find_center, leaves_of
from theatrum.consortium.onboarding.gates import Gate
from theatrum.drivers.db.prepared import prepared_cursor
from theatrum.repository.entities.validation.bound import bound_for_all

# Asked at every write of an entity, whose project it names: one that is no center's has no rows.
_WAY = """
    SELECT way.node_id, center.center_id, way.depth, step.name
    FROM centers_centerrecord center
    JOIN entities_ancestry way ON way.node_id IN ({marks})
    JOIN entities_node step ON step.id = way.ancestor_id
    WHERE center.project_id = %s AND step.parent_id IS NOT NULL
    ORDER BY way.node_id, way.depth DESC
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies: ``names`` are those of the entities from below the project down to itself."""

    center_id: str
    names: tuple[str, ...] = ()


def places_of(project_id: int, node_ids: Sequence[int]) -> Mapping[int, Place]:
    """Return where entities of one project lie; none if the project is no center's."""
    marks = ", ".join("%s" for _ in node_ids)
    # Most writes are about one thing; a statement for each number of things would be prepared in vain.
    with prepared_cursor() if len(node_ids) == 1 else connection.cursor() as cursor:
        cursor.execute(_WAY.format(marks=marks), [*node_ids, project_id])
        rows = cursor.fetchall()
    found: dict[int, Place] = {}
    for node_id, center_id, _, name in rows:
        known = found.get(node_id)
        # The first is the project itself.
        found[node_id] = Place(center_id) if known is None else Place(center_id, (*known.names, name))
    return found


def components_of(profile: Profile, node_ids: Collection[int]) -> Mapping[int, str]:
    """Return of which component of the profile the schemas are that hold for some entities; one query."""
    return {
        number: bound.schema_id.name
        for number, bound in bound_for_all(node_ids).items()
        if bound.schema_id.organization == profile.organization
    }


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a release that a place is in, and the names below it."""

    kind: FolderKind
    release: Release
    below: tuple[str, ...]


def folder_of(profile: Profile, place: Place) -> Folder | None:
    """Return the folder of a release that a place is, or is in; None where it is in none that the profile names."""
    if not place.names:
        return None
    found = _folders(tuple(profile.folders.items()), tuple(profile.releases)).get(place.names[0])
    if found is None:
        return None
    kind, number = found
    return Folder(kind, profile.releases[number], place.names[1:])


class Act(Enum):
    """What is done at a place: something is put into it, it is changed, it is deleted; or what lies in it is."""

    FILL = "fill"
    CHANGE = "change"
    OTHER = "other"
    # Each thing in it is judged by itself as well.
    CONTENT = "content"


def open_release(profile: Profile) -> int | None:
    """Return the newest release that is open; None where there is none."""
    return max((one.number for one in profile.releases.values() if one.state == "open"), default=None)


def asked_release(profile: Profile, place: Place) -> int | None:
    """Return the release whose days decide about a place: of an ingest folder; None elsewhere."""
    folder = folder_of(profile, place)
    return folder.release.number if folder is not None and folder.kind is FolderKind.INGEST else None


def closed_gate(profile: Profile, place: Place, act: Act, *, takes_data: bool) -> Gate | None:
    """Return the gate of the place itself that is closed for data of a center, None where it is open.

    ``takes_data`` says whether the release of ``asked_release`` takes data of the center today.
    In a stage folder things may be changed, and neither made nor deleted: as far as its ACL goes.
    """
    if act is Act.CONTENT and not place.names:
        return None
    folder = folder_of(profile, place)
    if folder is None or folder.kind is FolderKind.RELEASE:
        return Gate.FOLDER_OPEN
    if folder.kind is FolderKind.STAGE:
        return None if act in {Act.CHANGE, Act.CONTENT} and folder.below else Gate.FOLDER_OPEN
    if not takes_data:
        return Gate.RELEASE_OPEN
    if act is Act.CONTENT:
        return None
    center = find_center(profile, place.center_id)
    leaves = () if center is None else leaves_of(profile, folder.release, center)
    names = (*folder.below, "") if act is Act.FILL else folder.below
    return None if _is_below(names, (leaf.path for leaf in leaves)) else Gate.FOLDER_OPEN


def is_within(profile: Profile, place: Place, scope: Collection[str], component: str | None) -> bool:
    """Tell whether a place belongs to one of the components that a center may submit.

    ``component`` is that of the schema bound there, None where it is none of the profile's: whoever made a folder, it
    is of the component whose rows it takes. What lies above the leaves of the scope is of all of them.
    """
    if component is not None and component not in scope:
        return False
    folder = folder_of(profile, place)
    if folder is None or not folder.below:
        return True
    leaves = {leaf.path: leaf.component for leaf in profile.tree(folder.release)}
    steps = ["/".join(folder.below[:length]) for length in range(1, len(folder.below) + 1)]
    at = next((leaves[step] for step in reversed(steps) if step in leaves), None)
    if at is not None:
        return at in scope
    way = f"{steps[-1]}/"
    return component is not None or any(path.startswith(way) for path, known in leaves.items() if known in scope)


def _is_below(names: tuple[str, ...], leaves: Iterable[str]) -> bool:
    """Tell whether names lead to something below one of the leaves of a tree; a leaf itself is the tree's."""
    ways = {"/".join(names[:length]) for length in range(1, len(names))}
    return not ways.isdisjoint(leaves)


@lru_cache(maxsize=8)
def _folders(
    folders: tuple[tuple[FolderKind, FolderName], ...], releases: tuple[int, ...]
) -> Mapping[str, tuple[FolderKind, int]]:
    return {
        text.replace("{number}", str(number)): (kind, number)
        for kind, named in folders
        for number in releases
        for text in (named.name, *named.aliases)
    }
