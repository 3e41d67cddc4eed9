"""Who sees which center, who is of the coordinating center, and who speaks for a center."""

from collections.abc import Iterable
from dataclasses import replace

from theatrum.checks.profile.network_shapes import Role
from theatrum.consortium.centers import queries
from theatrum.consortium.centers.errors import CenterNotFound, NotEntitled
from theatrum.consortium.centers.models import Affiliation, ExpectedPerson
from theatrum.consortium.centers.viewpoints import Viewpoint
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.models import Team, User


def is_staff(actor: Actor) -> bool:
    """Tell whether somebody is of the coordinating center, by a role that is staff: they see every center."""
    return _holds(actor, (role for role in in_force().roles.values() if role.staff or role.administers))


def is_dcc_administrator(actor: Actor) -> bool:
    """Tell whether somebody adds and activates centers: an administrator, or by a role that administers."""
    return _holds(actor, (role for role in in_force().roles.values() if role.administers))


def require_dcc_administrator(actor: Actor, *, to: str) -> Actor:
    """Return the actor with what the profile lets them do here: as an administrator. Raises NotEntitled."""
    if Scope.MODIFY not in actor.scopes or not is_dcc_administrator(actor):
        raise NotEntitled(reason=f"Only an administrator of the coordinating center may {to}.")
    return replace(actor, is_administrator=True)


def is_member(actor: Actor) -> bool:
    """Tell whether somebody is of the consortium: of a center, expected at one, or by a role of the network.

    What the profile has no center or no role for any more makes nobody a member. Who looks at pages as a center's
    people do sees what these see.
    """
    if actor.is_anonymous:
        return False
    if isinstance(actor, Viewpoint) or is_staff(actor):
        return True
    own = Affiliation.objects.filter(user_id=actor.id, ended_on=None).values_list("center_id", flat=True)
    if any(queries.find_center(in_force(), center_id) is not None for center_id in own.distinct()):
        return True
    if holds_network_role(actor):
        return True
    address = User.objects.filter(pk=actor.id, is_active=True).exclude(email="").values_list("email", flat=True).first()
    if address is None:
        return False
    expected = ExpectedPerson.objects.filter(email__iexact=address, ended_on=None).values_list("center_id", "role")
    return any(_is_held(center_id, role) for center_id, role in expected)


def holds_network_role(actor: Actor) -> bool:
    """Tell whether somebody has a role of the network, or administers the server."""
    return _holds(actor, (role for role in in_force().roles.values() if role.scope == "network"))


def may_see(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody sees the pages of a center: the coordinating center, and its own people."""
    if queries.find_center(in_force(), center_id) is None:
        return False
    if isinstance(actor, Viewpoint):
        return actor.center_id == center_id
    own = Affiliation.objects.filter(user_id=actor.id, center_id=center_id, ended_on=None)
    return is_staff(actor) or own.exists()


def centers_seen(actor: Actor) -> list[str]:
    """Return the atlas ids of the centers that somebody sees, in order."""
    known = queries.known_centers(in_force())
    if isinstance(actor, Viewpoint):
        return [actor.center_id] if actor.center_id in known else []
    if is_staff(actor):
        return list(known)
    own = set(Affiliation.objects.filter(user_id=actor.id, ended_on=None).values_list("center_id", flat=True))
    return [center_id for center_id in known if center_id in own]


def require_seen(actor: Actor, center_id: str) -> None:
    """Return quietly for who sees a center. Raises CenterNotFound, as if it were not there."""
    if not may_see(actor, center_id):
        raise CenterNotFound(id=center_id, known=", ".join(centers_seen(actor)) or "none that you may see")


def represents(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody speaks for a center: its principal investigator or administrator, as the profile says."""
    roles = [role.role for role in in_force().roles.values() if role.represents]
    held = Affiliation.objects.filter(user_id=actor.id, center_id=center_id, role__in=roles, ended_on=None)
    return held.exists()


def _is_held(center_id: str, role: str) -> bool:
    """Tell whether the profile has a role that is held at a center."""
    known = in_force().roles.get(role)
    return known is not None and known.scope == "center" and queries.find_center(in_force(), center_id) is not None


def _holds(actor: Actor, roles: Iterable[Role]) -> bool:
    if actor.is_administrator:
        return True
    names = {role.team for role in roles if role.team}
    return bool(names) and Team.objects.filter(name__in=names, pk__in=actor.principal_ids).exists()
