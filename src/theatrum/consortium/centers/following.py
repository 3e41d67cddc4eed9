"""Teams of a center's roles follow affiliations: nobody is in one for another reason."""

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import keeping, teams
from theatrum.repository.accounts.models import Team, TeamMember
from theatrum.repository.accounts.principals import OPERATOR


def ensure_teams(*, profile: Profile, center: Center) -> list[str]:
    """Make the teams of the network's roles and of the center's that do not exist; returns their names."""
    wanted = {queries.team_name(role, center): role.about for role in profile.roles.values() if role.team}
    existing = set(Team.objects.filter(name__in=wanted).values_list("name", flat=True))
    made = [name for name in wanted if name not in existing]
    for name in made:
        # Nobody manages it but the operator: who made it may leave the coordinating center.
        teams.create_team(actor=OPERATOR, name=name, description=wanted[name], joins=False)
    return made


def settle_teams(*, actor: Actor, profile: Profile, user_id: int, center: Center) -> None:
    """Let the teams of a center's roles have a person exactly if an active affiliation says so."""
    held = set(
        Affiliation.objects.filter(user_id=user_id, center_id=center.id, ended_on=None).values_list("role", flat=True)
    )
    own = [role for role in profile.roles.values() if role.scope == "center" and role.team]
    wanted = {queries.team_name(role, center) for role in own if role.role in held}
    known = queries.center_teams(profile, center)
    if wanted - known.keys():
        ensure_teams(profile=profile, center=center)
        known = queries.center_teams(profile, center)
    for name, team_id in known.items():
        keeping.set_membership(actor=actor, team_id=team_id, user_id=user_id, is_member=name in wanted)


def kept(team: Team) -> str | None:
    """Say why nobody joins or leaves a team but by an affiliation; None for a team that holds no role of a center."""
    profile = in_force()
    own = [role for role in profile.roles.values() if role.scope == "center" and role.team]
    centers = queries.known_centers(profile).values()
    center = next((one for one in centers for role in own if queries.team_name(role, one) == team.name), None)
    if center is None:
        return None
    return (
        f"{team.name} follows the people of {center.id}: its principal investigator or administrator files them "
        f"at /centers/{center.id}/people."
    )


def strays(profile: Profile) -> list[str]:
    """Return who is in a team of a center's role though no affiliation says so: ``team: user name``; few queries."""
    own = [role for role in profile.roles.values() if role.scope == "center" and role.team]
    holding: dict[str, set[tuple[str, str]]] = {}
    for center in queries.known_centers(profile).values():
        for role in own:
            holding.setdefault(queries.team_name(role, center), set()).add((center.id, role.role))
    forms = Affiliation.objects.filter(ended_on=None).values_list("user_id", "center_id", "role")
    held = {(user_id, (center_id, role)) for user_id, center_id, role in forms}
    members = TeamMember.objects.filter(team__name__in=holding).order_by("team__name", "user__username")
    return [
        f"{team}: {name}"
        for team, name, user_id in members.values_list("team__name", "user__username", "user_id")
        if not any((user_id, what) in held for what in holding[team])
    ]
