"""Who is at which center, in which role: as personnel forms say that were filed for them."""

from django.db.models import QuerySet

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.errors import AffiliationNotFound
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor, Scope


def active_of(user_id: int) -> list[Affiliation]:
    """Return what a person is now, at all centers, each with its ``institution``; one query."""
    found = Affiliation.objects.filter(user_id=user_id, ended_on=None)
    return list(found.select_related("institution").order_by("center_id", "pk"))


def people_of(center_id: str) -> QuerySet[Affiliation]:
    """Return the active affiliations of a center with ``user`` and ``institution``, by name; one query."""
    found = Affiliation.objects.filter(center_id=center_id, ended_on=None)
    return found.select_related("user", "institution").order_by("user__last_name", "user__username", "pk")


def former_of(center_id: str) -> QuerySet[Affiliation]:
    """Return the ended affiliations of a center with ``user`` and ``institution``, latest first."""
    found = Affiliation.objects.filter(center_id=center_id).exclude(ended_on=None)
    return found.select_related("user", "institution").order_by("-ended_on", "-pk")


def get_affiliation(actor: Actor, affiliation_id: int) -> Affiliation:
    """Return an affiliation of a center that the actor sees. Raises AffiliationNotFound."""
    found = Affiliation.objects.select_related("user", "institution").filter(pk=affiliation_id).first()
    if found is None or not (found.user_id == actor.id or sight.may_see(actor, found.center_id)):
        raise AffiliationNotFound(id=affiliation_id)
    return found


def may_file(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody files personnel of a center: who represents it; until then, the coordinating center.

    Of the latter only administrators do, and only who is to represent the center: a liaison does not.
    """
    if Scope.MODIFY not in actor.scopes:
        return False
    if sight.represents(actor, center_id):
        return True
    return sight.is_dcc_administrator(actor) and not is_represented(center_id)


def is_represented(center_id: str) -> bool:
    """Tell whether a center has somebody who represents it, whose account is open."""
    roles = [role.role for role in in_force().roles.values() if role.represents]
    return people_of(center_id).filter(role__in=roles, user__is_active=True).exists()
