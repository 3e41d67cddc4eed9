"""What has to be read before identifiers are reserved: the highest numbers in use at a center."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from theatrum.checks.numbering.counting import EXTERNAL_PARTICIPANTS, OWN_PARTICIPANTS
from theatrum.checks.numbering.errors import NumberingInvalid
from theatrum.checks.numbering.wanting import Wanted
from theatrum.checks.profile.identifiers import PARTICIPANT
from theatrum.checks.profile.network_shapes import Center, FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.known.places import Series, highest_numbers
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Aspect, Permission, Side
from theatrum.repository.entities.models import Kind, Node

MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is wanted, ``count`` of each, and the highest numbers in use in the rows of numbers that are ``counted``.

    ``place`` is where the actor must be allowed to create.
    """

    profile: Profile
    center: str
    project: Node
    place: Node
    wanted: Sequence[Wanted]
    count: int
    counted: frozenset[Series]
    highest: Mapping[Series, int]


def draft_reservation(*, actor: Actor, profile: Profile, center_id: str, wanted: Sequence[Wanted], count: int) -> Draft:
    """Read what is in use at a center, outside any transaction.

    Raises CenterNotFound, CenterNotActive, NumberingInvalid, and what access refuses: who may put files into the
    newest ingest folder of a center may number for it.
    """
    if not 0 < count * len(wanted) <= MOST:
        problem = f"{count * len(wanted)} identifiers cannot be had at once."
        raise NumberingInvalid(problem=problem, fix=f"Ask for 1 to {MOST}.")
    project = centers.get_project(centers.get_center(profile, center_id))
    place = _place(profile, project)
    access.require(actor, Permission.CREATE, Aspect(place, Side.CONTENT))
    catch_up(profile)
    counted = frozenset(_counted(profile, center_id, wanted))
    return Draft(
        profile=profile,
        center=center_id,
        project=project,
        place=place,
        wanted=wanted,
        count=count,
        counted=counted,
        # Whoever may read it: a number in a folder that the actor may not see is in use all the same.
        highest=highest_numbers(center_id, counted),
    )


def _counted(profile: Profile, center: str, wanted: Iterable[Wanted]) -> Iterable[Series]:
    forms = profile.overlay.identifiers.forms
    yield from (OWN_PARTICIPANTS, EXTERNAL_PARTICIPANTS)
    for one in wanted:
        if one.is_pooled and forms.pooled_slot is not None:
            yield one.kind, forms.write(PARTICIPANT, center=center, slot=forms.pooled_slot)
        elif one.participant is not None:
            yield one.kind, one.participant


def centers_of(actor: Actor, profile: Profile) -> list[Center]:
    """Return the centers that the actor may number for, in the order of the profile."""
    projects = centers.find_projects(profile)
    places = _places(profile, projects.values())
    # One question for all, then the guards of those that are left.
    granted = set(
        access.readable_ids(actor, "entity", Permission.CREATE).filter(
            acl__owner_id__in=[place.acl_id for place in places.values()]
        )
    )
    known = centers.known_centers(profile)
    return [
        known[center]
        for center, project in projects.items()
        if places[project.id].acl_id in granted
        and access.may(actor, Permission.CREATE, Aspect(places[project.id], Side.CONTENT))
    ]


def may_number(actor: Actor, profile: Profile, project: Node) -> bool:
    """Tell whether the actor may give identifiers of the center whose project this is."""
    return access.may(actor, Permission.CREATE, Aspect(_place(profile, project), Side.CONTENT))


def _place(profile: Profile, project: Node) -> Node:
    return _places(profile, [project])[project.id]


def _places(profile: Profile, projects: Collection[Node]) -> dict[int, Node]:
    """Return the newest ingest folder of each project, the project itself before there is one."""
    numbers = {profile.folder_name(FolderKind.INGEST, number): number for number in profile.releases}
    found = Node.objects.filter(
        parent__in=[project.id for project in projects], kind=Kind.FOLDER, name__in=numbers, trash_root=None
    )
    newest = {node.parent_id: node for node in sorted(found, key=lambda node: numbers[node.name])}
    return {project.id: newest.get(project.id, project) for project in projects}
