"""What has to be read before identifiers are reserved: everything that is in use at a center."""

from dataclasses import dataclass

from theatrum.checks.numbering.errors import NumberingInvalid
from theatrum.checks.numbering.wanting import Wanted
from theatrum.checks.profile.network_shapes import Center, FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.known.queries import known_in
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Kind, Node

MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is wanted, and the identifiers in use. ``place`` is where the actor must be allowed to create."""

    profile: Profile
    center: str
    project: Node
    place: Node
    wanted: Wanted
    count: int
    used: frozenset[str]


def draft_reservation(*, actor: Actor, profile: Profile, center_id: str, wanted: Wanted, count: int) -> Draft:
    """Read what is in use at a center, outside any transaction.

    Raises CenterNotFound, CenterNotActive, NumberingInvalid, and what access refuses: who may put files into the
    newest ingest folder of a center may number for it.
    """
    if not 0 < count <= MOST:
        raise NumberingInvalid(problem=f"{count} identifiers cannot be had at once.", fix=f"Ask for 1 to {MOST}.")
    project = centers.get_project(centers.get_center(profile, center_id))
    place = _place(profile, project)
    access.require(actor, Permission.CREATE, place)
    used: set[str] = set()
    # As the operator: a number in a folder that the actor may not read is in use all the same.
    for frame in known_in(OPERATOR, profile, project):
        used.update(frame["id"].drop_nulls())
        used.update(frame["parent"].drop_nulls())
    return Draft(
        profile=profile,
        center=center_id,
        project=project,
        place=place,
        wanted=wanted,
        count=count,
        used=frozenset(used),
    )


def centers_of(actor: Actor, profile: Profile) -> list[Center]:
    """Return the centers that the actor may number for, in the order of the profile."""
    active = ((center, centers.find_project(center)) for center in profile.centers.values())
    return [
        center
        for center, project in active
        if project is not None and access.may(actor, Permission.CREATE, _place(profile, project))
    ]


def _place(profile: Profile, project: Node) -> Node:
    """Return the newest ingest folder of a project, the project itself before there is one."""
    names = [profile.folder_name(FolderKind.INGEST, number) for number in sorted(profile.releases, reverse=True)]
    found = Node.objects.filter(parent=project, kind=Kind.FOLDER, name__in=names, trash_root=None)
    by_name = {node.name: node for node in found}
    return next((by_name[name] for name in names if name in by_name), project)
