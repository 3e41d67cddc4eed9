"""Who is of the network: its wiki, calendar and directory are for members only."""

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.handbook.errors import MembersOnly
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.models import Team


def is_member(actor: Actor) -> bool:
    """Tell whether somebody is of a center, or holds a role of the network."""
    if actor.is_anonymous:
        return False
    if sight.is_staff(actor) or Affiliation.objects.filter(user_id=actor.id, ended_on=None).exists():
        return True
    teams = {role.team for role in in_force().roles.values() if role.team and role.scope == "network"}
    return Team.objects.filter(name__in=teams, pk__in=actor.principal_ids).exists()


def require_member(actor: Actor) -> None:
    """Return quietly for who is of the network. Raises MembersOnly."""
    if not is_member(actor):
        raise MembersOnly
