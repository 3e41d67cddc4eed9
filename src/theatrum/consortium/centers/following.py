"""Teams of a center's roles follow affiliations: nobody is in one for another reason."""

from collections.abc import Mapping

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.mending import Mended
from theatrum.consortium.centers.models import Affiliation, RoleTeam
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.actions import keeping, teams
from theatrum.repository.accounts.models import Team, TeamMember
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import names


def ensure_teams(*, profile: Profile, center: Center) -> list[str]:
    """Make the teams of the network's roles and of the center's that do not exist; returns their names.

    That they hold roles is remembered: their permissions follow the profile, also once it has their role no more.
    """
    wanted = {queries.team_name(role, center): role.about for role in profile.roles.values() if role.team}
    existing = set(Team.objects.filter(name__in=wanted).values_list("name", flat=True))
    made = [name for name in wanted if name not in existing]
    for name in made:
        # Nobody manages it but the operator: who made it may leave the coordinating center.
        teams.create_team(actor=OPERATOR, name=name, description=wanted[name], joins=False)
    _remember(profile, center)
    return made


def settle_center(*, actor: Actor, profile: Profile, center: Center) -> Mended:
    """Let the teams of a center's roles, and of roles it had, have those people whose affiliations say so."""
    joining, leaving = _unsettled(profile, center)
    for is_member, pairs in ((True, joining), (False, leaving)):
        for (team_id, user_id), _ in pairs:
            keeping.set_membership(actor=actor, team_id=team_id, user_id=user_id, is_member=is_member)
    return Mended([f"{name} joins" for _, name in joining], [f"{name} leaves" for _, name in leaving])


def who_leaves(profile: Profile, center: Center) -> list[str]:
    """Return who would leave a team of the center if it were activated again: ``team: user name leaves``."""
    return [f"{name} leaves" for _, name in _unsettled(profile, center)[1]]


_Unsettled = list[tuple[tuple[int, int], str]]


def _unsettled(profile: Profile, center: Center) -> tuple[_Unsettled, _Unsettled]:
    """Return who is to join and to leave which team: ids of team and person, and both names; four queries."""
    known = queries.center_teams(profile, center)
    own = [role for role in profile.roles.values() if role.scope == "center" and role.team]
    teams_of = {role.role: known.get(queries.team_name(role, center)) for role in own}
    forms = Affiliation.objects.filter(center_id=center.id, ended_on=None, user__is_active=True)
    wanted = {
        (team_id, user_id)
        for user_id, role in forms.values_list("user_id", "role")
        if (team_id := teams_of.get(role)) is not None
    }
    held = {*known.values(), *RoleTeam.objects.filter(center_id=center.id).values_list("team_id", flat=True)}
    there = set(TeamMember.objects.filter(team_id__in=held).values_list("team_id", "user_id"))
    called = names({number for pair in wanted ^ there for number in pair})
    joining, leaving = sorted(wanted - there), sorted(there - wanted)
    return _named(joining, called), _named(leaving, called)


def _named(pairs: list[tuple[int, int]], called: Mapping[int, str]) -> _Unsettled:
    return [((team, user), f"{called.get(team, team)}: {called.get(user, user)}") for team, user in pairs]


def _remember(profile: Profile, center: Center) -> None:
    own = {queries.team_name(role, center): role.scope for role in profile.roles.values() if role.team}
    found = Team.objects.filter(name__in=own).exclude(pk__in=RoleTeam.objects.values("team_id"))
    RoleTeam.objects.bulk_create(
        [
            RoleTeam(team_id=number, center_id=center.id if own[name] == "center" else "")
            for number, name in found.values_list("pk", "name")
        ],
        ignore_conflicts=True,
    )


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
