"""Agreements of centers, and whom they cover."""

from django.db.models import Q, QuerySet

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.errors import AgreementNotFound
from theatrum.consortium.centers.models import Agreement, AgreementState
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor


def agreements_of(center_id: str) -> QuerySet[Agreement]:
    """Return the agreements of a center, newest first, each with ``handle`` and ``institutions``; two queries."""
    found = Agreement.objects.filter(center_id=center_id).select_related("handle")
    return found.prefetch_related("institutions").order_by("-made_on", "-pk")


def executed(center_id: str) -> list[Agreement]:
    """Return the agreements of a center that are executed and not expired, newest first."""
    return list(agreements_of(center_id).filter(in_effect()))


def covers(institution_id: int, center_id: str) -> bool:
    """Tell whether an executed agreement of a center, not expired, names an institution in its appendix."""
    return Agreement.objects.filter(in_effect(), center_id=center_id, institutions=institution_id).exists()


def in_effect() -> Q:
    """Return the condition that an agreement holds today."""
    lasting = Q(expires_on=None) | Q(expires_on__gte=clock.now().date())
    return lasting & Q(state=AgreementState.EXECUTED)


def get_agreement(actor: Actor, agreement_id: int) -> Agreement:
    """Return an agreement of a center that the actor sees. Raises AgreementNotFound."""
    found = Agreement.objects.select_related("handle").filter(pk=agreement_id).first()
    if found is None or not sight.may_see(actor, found.center_id):
        raise AgreementNotFound(id=agreement_id)
    return found
