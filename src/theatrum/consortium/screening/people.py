"""Who reviews what was found, who answers for incidents, and whom they concern: by the profile's roles."""

from collections.abc import Iterable

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.queries import team_name
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.errors import NotAReviewer
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import Team, User


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
    """Return whom an incident concerns: the officers, the liaison and the people of the center, and who uploaded.

    Administrators stand in for officers where nobody holds the role yet.
    """
    profile = in_force()
    found = _members(profile, _roles("officers"), None) or _administrators()
    center = profile.centers.get(center_id)
    if center is not None:
        found |= _members(profile, [center.liaison], None)
        found |= _members(profile, [role.role for role in profile.roles.values() if role.scope == "center"], center_id)
    active = User.objects.filter(pk__in={*found, uploader_id}, is_active=True)
    return sorted(active.values_list("pk", flat=True))


def centers_of(actor: Actor) -> list[str]:
    """Return the centers whose incidents concern an actor: as one of its people, or as its liaison."""
    profile = in_force()
    held = set(Team.objects.filter(pk__in=actor.principal_ids).values_list("name", flat=True))
    roles = [role.role for role in profile.roles.values() if role.scope == "center"]
    return [
        center.id
        for center in profile.centers.values()
        if not held.isdisjoint(_teams(profile, [center.liaison], None) | _teams(profile, roles, center.id))
    ]


def reviewers() -> list[int]:
    """Return those who decide on held files; administrators where nobody holds such a role yet."""
    return sorted(_members(in_force(), _roles("reviewers"), None) or _administrators())


def officers() -> list[int]:
    """Return those who answer for incidents; administrators where nobody holds such a role yet."""
    return sorted(_members(in_force(), _roles("officers"), None) or _administrators())


def _roles(which: str) -> tuple[str, ...]:
    screening = in_force().screening
    return getattr(screening, which) if screening is not None else ()


def _holds(actor: Actor, roles: Iterable[str]) -> bool:
    if actor.is_administrator:
        return True
    names = _teams(in_force(), roles, None)
    return bool(names) and Team.objects.filter(name__in=names, pk__in=actor.principal_ids).exists()


def _teams(profile: Profile, roles: Iterable[str], center_id: str | None) -> set[str]:
    center = profile.centers.get(center_id) if center_id else None
    held = (profile.roles[role] for role in roles if role in profile.roles)
    return {team_name(role, center) for role in held if role.team and (center or "{" not in role.team)}


def _members(profile: Profile, roles: Iterable[str], center_id: str | None) -> set[int]:
    names = _teams(profile, roles, center_id)
    teams = Team.objects.filter(name__in=names)
    return set(User.objects.filter(memberships__team__in=teams, is_active=True).values_list("pk", flat=True))


def _administrators() -> set[int]:
    return set(User.objects.filter(is_administrator=True, is_active=True).values_list("pk", flat=True))
