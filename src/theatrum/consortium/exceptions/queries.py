"""Reading requests for exceptions: whoever sees the center sees them."""

from collections.abc import Collection, Mapping

from django.db.models import Count, QuerySet

from theatrum.consortium.centers import liaisons, sight
from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.exceptions.applying import today
from theatrum.consortium.exceptions.errors import RequestNotFound
from theatrum.consortium.exceptions.models import Request, State
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor, Scope

_LARGEST = 2**62


def requests_for(actor: Actor, center_id: str) -> QuerySet[Request]:
    """Return all requests of a center, those that wait first, then the latest. Raises CenterNotFound."""
    sight.require_seen(actor, center_id)
    return Request.objects.filter(center_id=center_id).select_related("node").order_by("-id")


def get_request(actor: Actor, number: int) -> Request:
    """Return a request of a center that the actor sees. Raises RequestNotFound."""
    found = Request.objects.select_related("node").filter(pk=min(number, _LARGEST)).first()
    if found is None or not sight.may_see(actor, found.center_id):
        raise RequestNotFound(id=number)
    return found


def may_ask(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody asks for a center: who submits for it or represents it, and its liaison."""
    if Scope.MODIFY not in actor.scopes:
        return False
    roles = {role.role for role in in_force().roles.values() if role.submits or role.represents}
    own = any(one.center_id == center_id and one.role in roles for one in active_of(actor.id))
    return own or may_decide(actor, center_id)


def may_decide(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody grants and refuses: the center's liaison, or an administrator of the DCC."""
    if Scope.MODIFY not in actor.scopes:
        return False
    return liaisons.is_liaison_of(actor, center_id) or sight.is_dcc_administrator(actor)


def holds(request: Request) -> bool:
    """Tell whether a request is granted, and not over."""
    return request.state == State.GRANTED and request.expires_on is not None and request.expires_on >= today()


def is_over(request: Request) -> bool:
    """Tell whether a request was granted, and is over."""
    return request.state == State.GRANTED and not holds(request)


def waiting_of(center_ids: Collection[str], release: int) -> Mapping[str, int]:
    """Return how many requests of some centers wait for a decision, in one query."""
    found = Request.objects.filter(center_id__in=center_ids, release=release, state=State.ASKED)
    return dict(found.values_list("center_id").annotate(number=Count("id")).order_by())
