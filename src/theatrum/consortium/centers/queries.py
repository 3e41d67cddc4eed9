"""Centers of the profile in force and those added beside it, their projects, and the teams that hold their roles."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import QuerySet

from theatrum.checks.profile.network_shapes import AccessPlace, Center, Leaf, Release, Role
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import added
from theatrum.consortium.centers.errors import CenterNotActive, CenterNotFound, RoleNotFound
from theatrum.consortium.centers.models import CenterRecord, CenterState
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, OWNER, Permission
from theatrum.repository.accounts.models import Team
from theatrum.repository.entities.models import Node

Grants = dict[int, frozenset[Permission]]


def known_centers(profile: Profile) -> Mapping[str, Center]:
    """Return the profile's centers and those added beside it, by atlas id and in the order of these; two queries."""
    found = {**profile.centers, **added.all_added(profile)}
    return dict(sorted(found.items(), key=lambda item: in_order(item[0])))


def with_known(profile: Profile) -> Profile:
    """Return the profile as if the centers added beside it stood there, for checks that ask which there are."""
    return replace(profile, centers=known_centers(profile))


def in_order(center_id: str) -> tuple[int, str]:
    """Return what atlas ids are sorted by: shorter numbers first."""
    return len(center_id), center_id


def find_center(profile: Profile, center_id: str) -> Center | None:
    """Return a center by its atlas id, None if there is none; no query for one of the profile."""
    known = profile.centers.get(center_id)
    if known is not None:
        return known
    return added.find_added(profile, center_id)


def get_center(profile: Profile, center_id: str) -> Center:
    """Return a center by its atlas id. Raises CenterNotFound."""
    center = find_center(profile, center_id)
    if center is None:
        raise CenterNotFound(id=center_id, known=", ".join(known_centers(profile)))
    return center


def center_of_node(node: Node) -> Center | None:
    """Return the center in whose project a thing lies, by the project that was remembered when it was activated."""
    center_id = center_id_of(node.project_id or node.pk)
    return find_center(in_force(), center_id) if center_id else None


def center_id_of(project_id: int) -> str:
    """Return the atlas id of the center that has a project; empty for a project of no center."""
    found = CenterRecord.objects.filter(project_id=project_id).values_list("pk", flat=True).first()
    return found or ""


def ids_of_projects(project_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Return the atlas ids of the centers that have some projects, by project; one query."""
    wanted = {number for number in project_ids if number is not None}
    return dict(CenterRecord.objects.filter(project_id__in=wanted).values_list("project_id", "pk"))


def state_of(center_id: str) -> CenterState:
    """Return where a center is; one that nothing is known of yet is registered."""
    found = CenterRecord.objects.filter(pk=center_id).values_list("state", flat=True).first()
    return CenterState(found) if found else CenterState.REGISTERED


def find_project(center: Center) -> Node | None:
    """Return the live project of a center, or None before it is activated."""
    return _projects().filter(pk__in=_remembered().filter(pk=center.id).values("project_id")).first()


def find_projects(profile: Profile) -> dict[str, Node]:
    """Return the live projects of all centers by atlas id, in their order; four queries for any number."""
    remembered = dict(_remembered().values_list("pk", "project_id"))
    nodes = _projects().in_bulk(set(remembered.values()))
    pairs = ((center, nodes.get(remembered.get(center) or 0)) for center in known_centers(profile))
    return {center: project for center, project in pairs if project is not None}


def get_project(center: Center) -> Node:
    """Return the live project of a center. Raises CenterNotActive."""
    project = find_project(center)
    if project is None:
        raise CenterNotActive(id=center.id)
    return project


def leaves_of(profile: Profile, release: Release, center: Center) -> tuple[Leaf, ...]:
    """Return the leaves of a release's tree that a center has: those of its scope, if it is limited."""
    leaves = profile.tree(release)
    return tuple(leaf for leaf in leaves if not center.scope or leaf.component in center.scope)


def get_role(profile: Profile, name: str) -> Role:
    """Return a role that a team holds. Raises RoleNotFound."""
    role = profile.roles.get(name)
    if role is None or role.team is None:
        known = ", ".join(one.role for one in profile.roles.values() if one.team)
        raise RoleNotFound(role=name, known=known)
    return role


def center_role(profile: Profile, name: str) -> Role:
    """Return a role that is held at a center, with a team or without. Raises RoleNotFound."""
    role = profile.roles.get(name)
    if role is None or role.scope != "center":
        known = ", ".join(one.role for one in profile.roles.values() if one.scope == "center")
        raise RoleNotFound(role=name, known=known)
    return role


def team_name(role: Role, center: Center | None) -> str:
    """Return the name of the team that holds a role, at a center where the role belongs to one."""
    return (role.team or "").replace("{project}", center.project if center else "")


def team_names(profile: Profile) -> frozenset[str]:
    """Return the names of all teams that hold a role, at every center: only administrators may make them."""
    held = [role for role in profile.roles.values() if role.team]
    centers = known_centers(profile).values()
    return frozenset(team_name(role, center) for role in held for center in (None, *centers))


def center_teams(profile: Profile, center: Center) -> dict[str, int]:
    """Return the teams of a center's own roles that exist, by name."""
    held = [role for role in profile.roles.values() if role.scope == "center" and role.team]
    names = {team_name(role, center) for role in held}
    return dict(Team.objects.filter(name__in=names).values_list("name", "id"))


def contributors(profile: Profile, center: Center) -> int | None:
    """Return the team of a center that submits, None before it is made."""
    names = [team_name(role, center) for role in profile.roles.values() if role.submits and role.team]
    # A profile that does not say who submits has one role of centers with a team.
    held = [team_name(role, center) for role in profile.roles.values() if role.scope == "center" and role.team]
    wanted = next(iter(names or held), None)
    return Team.objects.filter(name=wanted).values_list("id", flat=True).first() if wanted else None


def grants_for(profile: Profile, place: AccessPlace, center: Center, owner_id: int) -> Grants:
    """Return who may do what in a place of a center's project, by the profile's matrix.

    A role without a team of its own means everybody who is signed in. ``owner_id`` may do everything, whatever roles
    may: the operator, as no person stays who has left the coordinating center.
    """
    return {owner_id: frozenset(OWNER)} | role_grants(profile, place, center)


def role_teams(profile: Profile, centers: Iterable[Center]) -> Mapping[str, int]:
    """Return the teams of roles that exist, of the network and of some centers, by name; one query."""
    ones = list(centers)
    wanted = {team_name(role, center) for role in profile.roles.values() if role.team for center in ones}
    return dict(Team.objects.filter(name__in=wanted).values_list("name", "id"))


def role_grants(
    profile: Profile, place: AccessPlace, center: Center, *, teams: Mapping[str, int] | None = None
) -> Grants:
    """Return what the teams of roles may do in a place of a center's project, by the profile's matrix.

    ``teams`` are those that exist, for who asks about many places; else they are looked up.
    """
    rights = profile.access[place]
    names = {role: team_name(profile.roles[role], center) for role in rights}
    if teams is None:
        teams = dict(Team.objects.filter(name__in=names.values()).values_list("name", "id"))
    grants: Grants = {}
    for role, allowed in rights.items():
        principal = teams.get(names[role]) if names[role] else AUTHENTICATED_USERS
        if principal is None:
            # Its team is made when the center is next activated.
            continue
        permissions = frozenset(Permission(right.value) for right in allowed)
        grants[principal] = grants.get(principal, frozenset()) | permissions
    return grants


def _projects() -> QuerySet[Node]:
    return Node.objects.select_related("current").filter(trash_root=None)


def _remembered() -> QuerySet[CenterRecord]:
    return CenterRecord.objects.exclude(project=None)
