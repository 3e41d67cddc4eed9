"""Centers of the profile in force, and the teams that hold its roles."""

from theatrum.checks.profile.network_shapes import AccessPlace, Center, Role
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.errors import CenterNotActive, CenterNotFound, RoleNotFound
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, OWNER, Permission
from theatrum.repository.accounts.models import Team
from theatrum.repository.entities.models import ROOT_ID, Kind, Node

Grants = dict[int, frozenset[Permission]]


def get_center(profile: Profile, center_id: str) -> Center:
    """Return a center by its atlas id. Raises CenterNotFound."""
    center = profile.centers.get(center_id)
    if center is None:
        raise CenterNotFound(id=center_id, known=", ".join(profile.centers))
    return center


def find_project(center: Center) -> Node | None:
    """Return the live project of a center, or None before it is activated."""
    found = Node.objects.select_related("current").filter(
        parent_id=ROOT_ID, kind=Kind.PROJECT, name=center.project, trash_root=None
    )
    return found.first()


def find_projects(profile: Profile) -> dict[str, Node]:
    """Return the live projects of all centers by atlas id, in the profile's order and in one query."""
    names = [center.project for center in profile.centers.values()]
    found = Node.objects.select_related("current").filter(
        parent_id=ROOT_ID, kind=Kind.PROJECT, name__in=names, trash_root=None
    )
    by_name = {node.name: node for node in found}
    pairs = ((center.id, by_name.get(center.project)) for center in profile.centers.values())
    return {center: project for center, project in pairs if project is not None}


def get_project(center: Center) -> Node:
    """Return the live project of a center. Raises CenterNotActive."""
    project = find_project(center)
    if project is None:
        raise CenterNotActive(id=center.id)
    return project


def get_role(profile: Profile, name: str) -> Role:
    """Return a role that a team holds. Raises RoleNotFound."""
    role = profile.roles.get(name)
    if role is None or role.team is None:
        known = ", ".join(one.role for one in profile.roles.values() if one.team)
        raise RoleNotFound(role=name, known=known)
    return role


def team_name(role: Role, center: Center | None) -> str:
    """Return the name of the team that holds a role, at a center where the role belongs to one."""
    return (role.team or "").replace("{project}", center.project if center else "")


def team_names(profile: Profile) -> frozenset[str]:
    """Return the names of all teams that hold a role, at every center: only administrators may make them."""
    held = [role for role in profile.roles.values() if role.team]
    return frozenset(team_name(role, center) for role in held for center in (None, *profile.centers.values()))


def grants_for(profile: Profile, place: AccessPlace, center: Center, owner_id: int) -> Grants:
    """Return who may do what in a place of a center's project, by the profile's matrix.

    A role without a team of its own means everybody who is signed in. Whoever opens the place keeps
    owning it: without one who may change permissions nobody could ever mend the ACL.
    """
    rights = profile.access[place]
    names = {role: team_name(profile.roles[role], center) for role in rights}
    teams = dict(Team.objects.filter(name__in=names.values()).values_list("name", "id"))
    grants: Grants = {owner_id: frozenset(OWNER)}
    for role, allowed in rights.items():
        principal = teams[names[role]] if names[role] else AUTHENTICATED_USERS
        permissions = frozenset(Permission(right.value) for right in allowed)
        grants[principal] = grants.get(principal, frozenset()) | permissions
    return grants
