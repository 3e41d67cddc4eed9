"""What the start page says of whoever is signed in: their centers, and what still stands before a submission."""

from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.liaisons import centers_of
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.centers.queries import get_center, known_centers
from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.centers.viewpoints import Viewpoint
from theatrum.consortium.onboarding.standings import Standing, of_centers, of_person, open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor


@dataclass(frozen=True, slots=True)
class MyCenter:
    """A center somebody is filed at: what they are there, and how many steps stop its submissions.

    Where their role submits, their own steps count as well.
    """

    center: Center
    roles: str
    submits: bool
    left: int


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody's centers; ``own`` are the steps that they have to take where they belong to no center yet."""

    centers: list[MyCenter]
    own: int
    guides: int
    is_staff: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.centers or self.own or self.guides)


def mine_of(actor: Actor) -> Mine:
    """Return the centers of somebody and what is left to do; without gates in the profile nothing is.

    Who sees pages as a center does is told of that center.
    """
    if isinstance(actor, Viewpoint):
        return Mine([_seen(actor.center_id)], own=0, guides=0, is_staff=False)
    profile, staff = in_force(), is_staff(actor)
    known, roles = known_centers(profile), dict[str, list[Affiliation]]()
    for one in active_of(actor.id):
        if one.center_id in known:
            roles.setdefault(one.center_id, []).append(one)
    standings = of_centers(list(roles), open_release(profile)) if roles else {}
    centers = [_center(profile, known[key], filed, standings[key]) for key, filed in roles.items()]
    own = _left(of_person(actor.id, "")) if not (roles or staff) else 0
    return Mine(centers, own, len(centers_of(actor.id)), staff)


def _center(profile: Profile, center: Center, filed: list[Affiliation], standings: list[Standing]) -> MyCenter:
    roles = [profile.roles[one.role] for one in filed if one.role in profile.roles]
    submits = any(role.submits for role in roles)
    own = of_person(filed[0].user_id, center.id) if submits else []
    return MyCenter(center, ", ".join(role.name for role in roles), submits, _left([*own, *standings]))


def _seen(center_id: str) -> MyCenter:
    profile = in_force()
    left = _left(of_centers([center_id], open_release(profile))[center_id])
    return MyCenter(get_center(profile, center_id), roles="", submits=False, left=left)


def _left(standings: list[Standing]) -> int:
    return sum(one.stops for one in standings)
