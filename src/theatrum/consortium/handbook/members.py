"""Who is of the network: its wiki, calendar and directory are for members only."""

from theatrum.consortium.centers.sight import is_member
from theatrum.consortium.handbook.errors import MembersOnly
from theatrum.repository.access.permissions import Actor


def require_member(actor: Actor) -> None:
    """Return quietly for who is of the network. Raises MembersOnly."""
    if not is_member(actor):
        raise MembersOnly
