"""What belongs together: all that a center has in the folders of one release."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.queries import center_id_of, find_center
from theatrum.repository.entities.models import Ancestry, Kind, Node

KINDS = (Kind.FILE, Kind.RECORD_SET)


@dataclass(frozen=True, slots=True)
class Scope:
    """A release of a center: its project, and the folders of the release in it."""

    center: str
    project: Node
    release: int
    tops: tuple[int, ...]

    @property
    def nodes(self) -> QuerySet[Node]:
        """The live files and record sets in it."""
        below = Ancestry.objects.filter(ancestor_id__in=self.tops).values("node_id")
        return Node.objects.filter(id__in=below, kind__in=KINDS, trash_root=None)


def center_of(profile: Profile, project_id: int | None) -> str | None:
    """Return the center that a project is of."""
    center = center_id_of(project_id) if project_id else ""
    return center if center and find_center(profile, center) is not None else None


def scopes_of(profile: Profile, center: str, project: Node) -> list[Scope]:
    """Return the releases that have folders in the project of a center, newest first."""
    folders = dict(
        Node.objects.filter(parent_id=project.id, kind=Kind.FOLDER, trash_root=None).values_list("name", "id")
    )
    found = []
    for release in sorted(profile.releases, reverse=True):
        tops = tuple(folders[name] for name in _names(profile, release) if name in folders)
        if tops:
            found.append(Scope(center, project, release, tops))
    return found


def scope_of(profile: Profile, node: Node) -> Scope | None:
    """Return the release that an entity is in, of the project itself the newest; None where it is in none."""
    center = center_of(profile, node.project_id)
    if center is None or node.project is None:
        return None
    above = set(Ancestry.objects.filter(node=node).values_list("ancestor_id", flat=True))
    scopes = scopes_of(profile, center, node.project)
    is_whole = node.id == node.project_id
    return next((scope for scope in scopes if is_whole or above.intersection(scope.tops)), None)


def _names(profile: Profile, release: int) -> Iterator[str]:
    for kind in FolderKind:
        yield profile.folder_name(kind, release)
        yield from profile.folder_aliases(kind, release)
