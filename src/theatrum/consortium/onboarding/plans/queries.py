"""Plans of centers, who takes which part in one, and who may have their files."""

from collections.abc import Collection, Mapping

from theatrum.checks.profile.checklist_shapes import PlanRules
from theatrum.consortium.centers import sight
from theatrum.consortium.centers.affiliations import people_of
from theatrum.consortium.centers.liaisons import is_liaison_of
from theatrum.consortium.onboarding.facts import Fact
from theatrum.consortium.onboarding.plans.errors import PlanNotFound
from theatrum.consortium.onboarding.plans.models import Plan, PlanState, StepKind
from theatrum.consortium.onboarding.plans.states import Side
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.associations import Claim

# The kind of object, in the words of the wire, whose ids are those of versions.
DOCUMENT = "DeidentificationPlan"
_PENDING = (PlanState.SUBMITTED, PlanState.RETURNED)


def rules_for(center_id: str) -> PlanRules:
    """Return what plans say here. Raises PlanNotFound where the profile asks for none."""
    rules = in_force().checklists.plan
    if rules is None:
        raise PlanNotFound(number=1, center=center_id)
    return rules


def versions_of(center_id: str) -> list[Plan]:
    """Return the versions of a center's plan with files and steps, the newest first; two queries."""
    found = Plan.objects.filter(center_id=center_id).select_related("handle").prefetch_related("steps")
    return list(found.order_by("-number"))


def find_plan(center_id: str, number: int) -> Plan:
    """Return a version, locked until the end of the transaction. Raises PlanNotFound."""
    found = Plan.objects.select_for_update().filter(center_id=center_id, number=number).first()
    if found is None:
        raise PlanNotFound(number=number, center=center_id)
    return found


def may_submit(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody sends plans for a center: who submits for it, or represents it."""
    roles = [role.role for role in in_force().roles.values() if role.submits or role.represents]
    return people_of(center_id).filter(user_id=actor.id, role__in=roles).exists()


def may_decide(actor: Actor, center_id: str) -> bool:
    """Tell whether somebody acknowledges plans: the liaison of the center, or an administrator of the DCC."""
    return is_liaison_of(actor, center_id) or sight.is_dcc_administrator(actor)


def sides_of(actor: Actor, center_id: str) -> set[Side]:
    """Return the parts that somebody takes in the plan of a center."""
    found = set()
    if may_submit(actor, center_id):
        found.add(Side.CENTER)
    if may_decide(actor, center_id):
        found.add(Side.LIAISON)
    return found


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: a version has the file, and the actor takes part in it or is staff."""
    numbers = {claim: number for claim in claims if (number := _number(claim)) is not None}
    found = Plan.objects.filter(pk__in=set(numbers.values()))
    held = {(one.pk, one.handle_id): one.center_id for one in found}
    seen = {center_id for center_id in set(held.values()) if sight.may_see(actor, center_id)}
    return [claim for claim, number in numbers.items() if held.get((number, claim.handle_id)) in seen]


def facts_of(center_ids: Collection[str], _release: int | None) -> Mapping[str, Fact]:
    """Return which centers have a plan that is acknowledged, or how far it is, in one query."""
    live = Plan.objects.filter(center_id__in=center_ids, state__in=[PlanState.ACKNOWLEDGED, *_PENDING])
    found: dict[str, Fact] = {}
    for plan in live.order_by("number").only("center_id", "number", "state", "changed_on"):
        known = found.get(plan.center_id)
        # An acknowledged version holds while a later one is looked at.
        if plan.state == PlanState.ACKNOWLEDGED or known is None or not known.is_open:
            found[plan.center_id] = _fact(plan)
    if in_force().checklists.plan is None:
        return dict.fromkeys(center_ids, Fact(is_open=True))
    return found


def _fact(plan: Plan) -> Fact:
    if plan.state == PlanState.ACKNOWLEDGED:
        return Fact(is_open=True, since=plan.changed_on, note=f"Version {plan.number}.")
    waits = "waits for the liaison" if plan.state == PlanState.SUBMITTED else "was returned to the center"
    return Fact(is_open=False, since=plan.changed_on, note=f"Version {plan.number} {waits}.", is_begun=True)


def said_about(plan: Plan) -> list[tuple[StepKind, object]]:
    """Return what was done about a version, in order, as kinds and steps."""
    return [(StepKind(step.kind), step) for step in sorted(plan.steps.all(), key=lambda step: step.pk)]


def _number(claim: Claim) -> int | None:
    try:
        return parse_number(claim.associate_id, what="version of a plan")
    except InvalidRequest:
        return None
