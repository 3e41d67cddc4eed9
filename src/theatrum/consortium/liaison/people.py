"""Who uses these tools, and for which centers."""

from theatrum.consortium.centers import liaisons, sight
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.liaison.errors import NotALiaison
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor, Scope


def centers_guided(actor: Actor) -> list[str]:
    """Return the centers that somebody guides; an administrator of the DCC who guides none looks after all."""
    own = liaisons.centers_of(actor.id)
    if own or not sight.is_dcc_administrator(actor):
        return own
    return list(known_centers(in_force()))


def require_overview(actor: Actor) -> None:
    """Return quietly for who is of the coordinating center. Raises NotALiaison."""
    if not sight.is_staff(actor):
        raise NotALiaison(reason="This page is for liaisons and the staff of the data coordinating center.")


def guides(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody guides a center, or is an administrator of the DCC."""
    return liaisons.is_liaison_of(actor, center_id) or sight.is_dcc_administrator(actor)


def require_guides(actor: Actor, center_id: str, *, to: str) -> None:
    """Return quietly for the liaison of a center or an administrator of the DCC. Raises CenterNotFound, NotALiaison."""
    sight.require_seen(actor, center_id)
    if Scope.MODIFY not in actor.scopes or not guides(actor, center_id):
        raise NotALiaison(reason=f"Only the liaison of {center_id} may {to}.")
