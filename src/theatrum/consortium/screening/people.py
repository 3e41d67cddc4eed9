"""Who reviews what was found, who answers for incidents, and whom they concern: by the profile's roles."""

from collections.abc import Iterable

from django.db.models import Q

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import liaisons
from theatrum.consortium.centers.affiliations import active_of, people_of
from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.centers.queries import find_center, known_centers, team_name
from theatrum.consortium.centers.sight import holds_network_role
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.errors import NotAReviewer
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import Team, User
from theatrum.repository.accounts.queries import actor_of


def is_on() -> bool:
    """Tell whether files are screened here: whether the profile names who deals with what is found."""
    return in_force().screening is not None


def is_reviewer(actor: Actor) -> bool:
    """Tell whether somebody decides on held files and may read what is locked."""
    return _holds(actor, _roles("reviewers"))


def is_officer(actor: Actor) -> bool:
    """Tell whether somebody answers for incidents, and may delete content for good."""
    return _holds(actor, _roles("officers"))


def require_reviewer(actor: Actor) -> None:
    """Return quietly for a reviewer. Raises NotAReviewer."""
    if not is_reviewer(actor):
        raise NotAReviewer(roles=names_of(_roles("reviewers")))


def require_officer(actor: Actor) -> None:
    """Return quietly for who answers for incidents. Raises NotAReviewer."""
    if not is_officer(actor):
        raise NotAReviewer(roles=names_of(_roles("officers")))


def names_of(roles: Iterable[str]) -> str:
    """Return how people call roles, such as ``Privacy Office or DCC Administrator``."""
    known = in_force().roles
    return " or ".join(dict.fromkeys(known[role].name for role in roles)) or "an administrator"


def whom_to_ask() -> str:
    """Return how people call who decides first."""
    return names_of(_roles("reviewers")[:1])


def concerned(center_id: str, uploader_id: int) -> list[int]:
    """Return whom an incident concerns now: the officers, the liaison and the people of the center, and who uploaded.

    Administrators stand in for officers where nobody holds the role yet. Who uploaded and has left the center since is
    not concerned any more.
    """
    profile = in_force()
    found = _members(profile, _roles("officers")) or _administrators()
    center = find_center(profile, center_id)
    if center is not None:
        liaison = liaison_of(center_id)
        # Before somebody is assigned, all who could be.
        found |= {liaison.pk} if liaison else _members(profile, [center.liaison])
        found |= set(people_of(center_id).values_list("user_id", flat=True))
    if center is None or _is_of_network(uploader_id):
        found |= {uploader_id}
    active = User.objects.filter(pk__in=found, is_active=True)
    return sorted(active.values_list("pk", flat=True))


def _is_of_network(user_id: int) -> bool:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user is not None and holds_network_role(actor_of(user))


def centers_of(actor: Actor) -> list[str]:
    """Return the centers whose incidents concern an actor: as one of its people, or as its liaison."""
    profile = in_force()
    held = set(Team.objects.filter(pk__in=actor.principal_ids).values_list("name", flat=True))
    own = {one.center_id for one in active_of(actor.id)} | set(liaisons.centers_of(actor.id))
    known = known_centers(profile)
    assigned = liaisons.liaisons_of(known)
    unguided = {
        center.id
        for center in known.values()
        if center.id not in assigned and not held.isdisjoint(_teams(profile, [center.liaison]))
    }
    return [center for center in known if center in own or center in unguided]


def concerns(actor: Actor) -> Q:
    """Return which incidents or screened files concern an actor who reviews none.

    The same whom ``concerned`` names: who uploaded and has left the center since is not among them any more.
    """
    own = Q(uploader_id=actor.id)
    if not holds_network_role(actor):
        own &= ~Q(center__in=list(known_centers(in_force())))
    return own | Q(center__in=centers_of(actor))


def reviewers() -> list[int]:
    """Return those who decide on held files; administrators where nobody holds such a role yet."""
    return sorted(_members(in_force(), _roles("reviewers")) or _administrators())


def officers() -> list[int]:
    """Return those who answer for incidents; administrators where nobody holds such a role yet."""
    return sorted(_members(in_force(), _roles("officers")) or _administrators())


def _roles(which: str) -> tuple[str, ...]:
    screening = in_force().screening
    return getattr(screening, which) if screening is not None else ()


def _holds(actor: Actor, roles: Iterable[str]) -> bool:
    if actor.is_administrator:
        return True
    names = _teams(in_force(), roles)
    return bool(names) and Team.objects.filter(name__in=names, pk__in=actor.principal_ids).exists()


def _teams(profile: Profile, roles: Iterable[str]) -> set[str]:
    """Return the teams that hold roles of the network."""
    held = (profile.roles[role] for role in roles if role in profile.roles)
    return {team_name(role, None) for role in held if role.team and "{" not in role.team}


def _members(profile: Profile, roles: Iterable[str]) -> set[int]:
    teams = Team.objects.filter(name__in=_teams(profile, roles))
    return set(User.objects.filter(memberships__team__in=teams, is_active=True).values_list("pk", flat=True))


def _administrators() -> set[int]:
    return set(User.objects.filter(is_administrator=True, is_active=True).values_list("pk", flat=True))
