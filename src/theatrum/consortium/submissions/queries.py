"""Reading planned submissions: whoever sees the center sees them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet, Sum

from theatrum.consortium.centers import liaisons, sight
from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.submissions.errors import PlanNotFound
from theatrum.consortium.submissions.models import Plan
from theatrum.repository.access.permissions import Actor, Scope

_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Expected:
    """What is planned of a component in all: sums of what is known, and the first and last day."""

    plans: int
    files: int | None
    bytes: int | None
    participants: int | None
    first_on: object
    last_on: object


def plans_for(actor: Actor, center_id: str, release: int | None = None) -> QuerySet[Plan]:
    """Return the plans of a center that are not withdrawn, the soonest first. Raises CenterNotFound."""
    sight.require_seen(actor, center_id)
    found = Plan.objects.filter(center_id=center_id, withdrawn_on=None)
    if release is not None:
        found = found.filter(release=release)
    return found.order_by("due_on", "component", "id")


def withdrawn_for(actor: Actor, center_id: str) -> QuerySet[Plan]:
    """Return the plans of a center that were withdrawn, latest first. Raises CenterNotFound."""
    sight.require_seen(actor, center_id)
    return Plan.objects.filter(center_id=center_id).exclude(withdrawn_on=None).order_by("-withdrawn_on")


def get_plan(actor: Actor, plan_id: int) -> Plan:
    """Return a plan of a center that the actor sees. Raises PlanNotFound."""
    plan = Plan.objects.filter(pk=min(plan_id, _LARGEST)).first()
    if plan is None or not sight.may_see(actor, plan.center_id):
        raise PlanNotFound(id=plan_id)
    return plan


def may_plan(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody says what a center will send: who submits for it or represents it."""
    if Scope.MODIFY not in actor.scopes:
        return False
    roles = {role.role for role in in_force().roles.values() if role.submits or role.represents}
    return any(one.center_id == center_id and one.role in roles for one in active_of(actor.id))


def may_confirm(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody confirms that who will send can: the center's liaison, or an administrator of the DCC."""
    if Scope.MODIFY not in actor.scopes:
        return False
    return liaisons.is_liaison_of(actor, center_id) or sight.is_dcc_administrator(actor)


def expected_of(center_ids: Collection[str], release: int) -> Mapping[tuple[str, str], Expected]:
    """Return what is planned by center and component, in one query for all."""
    found = Plan.objects.filter(center_id__in=center_ids, release=release, withdrawn_on=None).order_by()
    sums = found.values_list("center_id", "component").annotate(
        plans=Count("id"),
        all_files=Sum("files"),
        all_bytes=Sum("bytes"),
        # The same participants give several kinds of files: the most that one plan names is a sum of none.
        most=Max("participants"),
        first=Min("due_on"),
        last=Max("due_on"),
    )
    return {(center, component): Expected(*rest) for center, component, *rest in sums}
