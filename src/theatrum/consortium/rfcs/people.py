"""Who approves requests: the administrators of the coordinating center."""

from theatrum.consortium.centers.queries import team_name
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.accounts.models import User


def administrators() -> set[int]:
    """Return those whose role administers the network; administrators of the server where nobody has such a role."""
    roles = in_force().roles.values()
    teams = {team_name(role, None) for role in roles if role.administers and role.team}
    found = User.objects.filter(memberships__team__name__in=teams, is_active=True)
    return set(found.values_list("pk", flat=True)) or set(
        User.objects.filter(is_administrator=True, is_active=True).values_list("pk", flat=True)
    )
