"""An actor who sees what a center's people see, and may do nothing: for its liaison, who looks at it as they do."""

from dataclasses import dataclass

from theatrum.checks.profile.network_shapes import Center
from theatrum.checks.profile.profile import Profile
from theatrum.consortium.centers.queries import center_teams
from theatrum.repository.access.permissions import AUTHENTICATED_USERS, PUBLIC, Actor, Scope


@dataclass(frozen=True)
class Viewpoint(Actor):
    """Somebody in the place of a center's people. The id is still theirs: what they do is theirs."""

    center_id: str = ""


def viewpoint_of(actor: Actor, profile: Profile, center: Center) -> Viewpoint:
    """Return an actor as they see what a center's people see: by its teams alone, with no scope but to view."""
    teams = center_teams(profile, center).values()
    return Viewpoint(
        id=actor.id,
        principal_ids=frozenset({AUTHENTICATED_USERS, PUBLIC, *teams}),
        scopes=frozenset({Scope.VIEW}),
        center_id=center.id,
    )
