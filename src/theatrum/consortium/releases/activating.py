"""Activating centers whole: project, teams and permissions, the folders of every open release, bindings and tasks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from theatrum.checks.profile.network_shapes import FolderKind
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import mending
from theatrum.consortium.centers import queries as centers
from theatrum.consortium.centers.actions import ensure_center
from theatrum.consortium.centers.following import who_leaves
from theatrum.consortium.centers.mending import PLACE, Mended, folders_of, mend_acl
from theatrum.consortium.centers.sight import require_dcc_administrator
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.releases.actions import open_for
from theatrum.consortium.releases.preparing import Opening, prepare_opening
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.schemas.actions.registration import register_schema


@dataclass(slots=True)
class Activated:
    """A center that is activated: its project, what was made that it lacked, and what was taken away, in words."""

    center_id: str
    project: Node
    made: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)


def open_numbers(profile: Profile) -> list[int]:
    """Return the releases that the profile calls open."""
    return [number for number, release in profile.releases.items() if release.state == "open"]


def activate(*, actor: Actor, profile: Profile, center_id: str) -> Activated:
    """Make all that a center lacks for every open release, and say what; calling it again makes nothing.

    Opens transactions of its own: one for the project, its folders and permissions, one a task. Broken off, it goes on
    where it was. It does not end a suspension: ``reactivate_center`` does.
    Raises CenterNotFound, NotEntitled, ProjectNameIsTaken, ProfileInvalid.
    """
    (activated,) = activate_all(actor=actor, profile=profile, center_ids=[center_id], numbers=open_numbers(profile))
    return activated


def activate_all(
    *, actor: Actor, profile: Profile, center_ids: Sequence[str], numbers: Sequence[int]
) -> list[Activated]:
    """Do so for several centers, for some releases. Raises ReleaseNotFound beside what ``activate`` raises."""
    actor = require_dcc_administrator(actor, to="activate centers")
    openings = open_places(actor=actor, profile=profile, center_ids=center_ids, numbers=numbers)
    for one in openings:
        for number in numbers:
            made = plan_tasks(actor=actor, profile=profile, number=number, center_id=one.center_id)
            if made:
                one.made.append(f"{len(made)} curation tasks for release {number}")
    return openings


def open_places(
    *, actor: Actor, profile: Profile, center_ids: Sequence[str], numbers: Sequence[int]
) -> list[Activated]:
    """Make projects, permissions, folders and bindings of centers for some releases, without tasks."""
    for one in center_ids:
        centers.get_center(profile, one)
    openings = [prepare_opening(actor=actor, profile=profile, number=number) for number in numbers]
    with writing():
        for opening in openings:
            for prepared in opening.schemas:
                register_schema(actor=actor, prepared=prepared)
        return [_place(actor, profile, openings, one) for one in center_ids]


def _place(actor: Actor, profile: Profile, openings: Iterable[Opening], center_id: str) -> Activated:
    ensured = ensure_center(actor=actor, profile=profile, center_id=center_id)
    activated = Activated(center_id, ensured.project, list(ensured.made), list(ensured.taken))
    for opening in openings:
        opened, number = open_for(actor=actor, opening=opening, center_id=center_id), opening.release.number
        if opened.folders:
            activated.made.append(f"{opened.folders} folders of release {number}")
        if opened.bound:
            activated.made.append(f"{opened.bound} schema bindings of release {number}")
        activated.made += opened.mended.given
        activated.taken += opened.mended.taken
    for mended in _mend_others(actor, profile, center_id, {opening.release.number for opening in openings}):
        activated.made += mended.given
        activated.taken += mended.taken
    return activated


def _mend_others(actor: Actor, profile: Profile, center_id: str, opened: set[int]) -> Iterator[Mended]:
    """Bring the permissions of folders of other releases to what the profile says; makes none."""
    center = centers.get_center(profile, center_id)
    done = {profile.folder_name(kind, number) for number in opened for kind in FolderKind}
    kinds = folders_of(profile)
    folders = Node.objects.filter(parent=centers.get_project(center), name__in=kinds.keys() - done, trash_root=None)
    for folder in folders.order_by("pk"):
        place = PLACE[kinds[folder.name]]
        yield mend_acl(actor=actor, profile=profile, place=place, center=center, node=folder)


def would_take(profile: Profile, center_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return what activating centers again would take away, by center: rights of teams, and people out of teams."""
    found: dict[str, list[str]] = {}
    wanted = list(center_ids)
    for one in mending.surpluses(profile, wanted):
        found.setdefault(one.center_id, []).extend(mending.told([one]))
    for number in wanted:
        if leaving := who_leaves(profile, centers.get_center(profile, number)):
            found.setdefault(number, []).extend(leaving)
    return found
