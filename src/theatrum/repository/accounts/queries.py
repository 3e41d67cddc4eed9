"""Reading accounts: from a person or a token to the actor that access understands."""

from theatrum.repository.access.permissions import (
    ALL_SCOPES,
    ANONYMOUS,
    AUTHENTICATED_USERS,
    PUBLIC,
    Actor,
    Scope,
)
from theatrum.repository.accounts.models import TeamMember, User


def actor_of(user: User, scopes: frozenset[Scope] = ALL_SCOPES) -> Actor:
    """Return the actor of a person: their own id, their teams, and the two groups of everyone."""
    if not user.is_active:
        return ANONYMOUS
    teams = TeamMember.objects.filter(user_id=user.pk).values_list("team_id", flat=True)
    return Actor(
        id=user.pk,
        principal_ids=frozenset({user.pk, AUTHENTICATED_USERS, PUBLIC, *teams}),
        is_certified=user.is_certified,
        is_administrator=user.is_administrator,
        scopes=scopes,
    )
