"""Activating a center: its project, the teams of its roles, and who may do what there."""

from theatrum.checks.profile.network_shapes import AccessPlace, Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.repository.access import actions as acls
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import teams
from theatrum.repository.accounts.models import Team
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.actions.sharing import get_local_acl
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind, Node


def activate_center(*, actor: Actor, profile: Profile, center_id: str) -> Node:
    """Make what a center needs and does not have yet; calling it again changes nothing.

    Raises CenterNotFound, and what access refuses.
    """
    center = queries.get_center(profile, center_id)
    ensure_teams(actor=actor, profile=profile, center=center)
    project = queries.find_project(center)
    if project is not None:
        return project
    fields = EntityFields(
        kind=Kind.PROJECT,
        name=center.project,
        parent_id=ROOT_ID,
        details={"description": f"{center.id}: {center.name}"},
    )
    project = create_entity(actor=actor, draft=draft_creation(actor=actor, fields=fields))
    grants = queries.grants_for(profile, AccessPlace.PROJECT, center, actor.id)
    acls.replace_acl(actor=actor, acl=get_local_acl(project), etag=None, grants=grants)
    return project


def ensure_teams(*, actor: Actor, profile: Profile, center: Center) -> None:
    """Make the teams of the network's roles and of the center's that do not exist."""
    wanted = {queries.team_name(role, center): role.about for role in profile.roles.values() if role.team}
    existing = set(Team.objects.filter(name__in=wanted).values_list("name", flat=True))
    for name, about in wanted.items():
        if name not in existing:
            teams.create_team(actor=actor, name=name, description=about)


def appoint(*, actor: Actor, profile: Profile, user_id: int, role: str, center_id: str | None = None) -> None:
    """Put a person into the team that holds a role; already being in it is fine.

    Raises RoleNotFound, CenterNotFound, TeamNotFound, UserNotFound.
    """
    center = queries.get_center(profile, center_id) if center_id else None
    held = queries.get_role(profile, role)
    team = Team.objects.filter(name=queries.team_name(held, center)).first()
    if team is None and center is not None:
        ensure_teams(actor=actor, profile=profile, center=center)
        team = Team.objects.filter(name=queries.team_name(held, center)).first()
    if team is None:
        team = teams.create_team(actor=actor, name=queries.team_name(held, center), description=held.about)
    teams.add_member(actor=actor, team_id=team.pk, user_id=user_id)
