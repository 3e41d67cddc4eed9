"""Submitting a plan, talking about it, and deciding. Words are looked at before the transaction."""

from dataclasses import dataclass

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding.plans import queries
from theatrum.consortium.onboarding.plans.errors import NotYourPlan, PlanIsInvalid
from theatrum.consortium.onboarding.plans.models import (
    LONGEST_REMARK,
    LONGEST_TEXT,
    Plan,
    PlanState,
    PlanStep,
    StepKind,
)
from theatrum.consortium.onboarding.plans.states import Side, require_move
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.refusing import Place, require_clean
from theatrum.repository.files import arrivals
from theatrum.repository.files.queries import own_handle

_SAID = {
    StepKind.SUBMITTED: "was submitted",
    StepKind.SAID: "has a new remark",
    StepKind.RETURNED: "was returned",
    StepKind.ACKNOWLEDGED: "was acknowledged",
    StepKind.WITHDRAWN: "was withdrawn",
    StepKind.REPLACED: "was replaced",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text that can be kept."""

    text: str


def draft_words(text: str, *, longest: int = LONGEST_REMARK, is_needed: bool = False) -> Words:
    """Return a text that can be kept, looked at outside of any transaction. Raises PlanIsInvalid, TextIdentifies."""
    text = text.replace("\r\n", "\n").strip()
    if is_needed and not text:
        raise PlanIsInvalid(reason="Write something: nothing was sent.")
    if len(text) > longest:
        raise PlanIsInvalid(reason=f"The text has {len(text)} signs; {longest} is the most. Send a file instead.")
    if text:
        require_clean({"text": [text]}, Place.TEXTS)
    return Words(text)


def draft_plan(text: str) -> Words:
    """Return the text of a plan. Raises PlanIsInvalid, TextIdentifies."""
    return draft_words(text, longest=LONGEST_TEXT, is_needed=True)


def submit_plan(*, actor: Actor, center_id: str, words: Words | None = None, handle_id: int | None = None) -> Plan:
    """Submit a version: a text, or an uploaded file of the actor's own. What waits or was returned is replaced.

    Raises NotYourPlan, PlanIsInvalid, PlanNotFound, FileHandleNotFound, HandleIsNotYours.
    """
    rules = queries.rules_for(center_id)
    if not queries.may_submit(actor, center_id):
        raise NotYourPlan(reason=f"A plan of {center_id} is submitted by its people who submit or represent it.")
    if handle_id is not None:
        _require_document(actor, handle_id, rules.formats)
    CenterRecord.objects.select_for_update().filter(pk=center_id).first()
    earlier = Plan.objects.filter(center_id=center_id)
    number = 1 + (earlier.order_by("-number").values_list("number", flat=True).first() or 0)
    for old in earlier.filter(state__in=[PlanState.SUBMITTED, PlanState.RETURNED]):
        _enter(actor, old, PlanState.REPLACED)
    moment = clock.now()
    plan = Plan.objects.create(
        center_id=center_id,
        number=number,
        text=words.text if words is not None else "",
        handle_id=handle_id,
        state=PlanState.SUBMITTED,
        changed_on=moment,
        submitted_by=actor.id,
        submitted_on=moment,
    )
    if handle_id is not None:
        arrivals.taken([handle_id])
    _note(actor, plan, StepKind.SUBMITTED)
    audit.record(actor.id, "plan_submitted", subject_kind="center", subject_id=center_id, after={"version": number})
    return plan


def say_about_plan(*, actor: Actor, center_id: str, number: int, words: Words) -> None:
    """Say something about a version. Raises PlanNotFound, NotYourPlan."""
    plan = queries.find_plan(center_id, number)
    if not (queries.sides_of(actor, center_id) or sight.is_staff(actor)):
        raise NotYourPlan(reason=f"The plan of {center_id} is discussed by its people and the DCC.")
    _note(actor, plan, StepKind.SAID, words.text)


def move_plan(*, actor: Actor, center_id: str, number: int, then: PlanState, words: Words) -> Plan:
    """Acknowledge, return or withdraw a version. Raises PlanNotFound, PlanIsElsewhere, NotYourPlan, PlanIsInvalid."""
    plan = queries.find_plan(center_id, number)
    move = require_move(number, PlanState(plan.state), then)
    if move.side not in queries.sides_of(actor, center_id):
        whose = "the center's liaison or an administrator of the DCC" if move.side is Side.LIAISON else "the center"
        raise NotYourPlan(reason=f"That is for {whose} to say.")
    if move.needs_reason and not words.text:
        raise PlanIsInvalid(reason="Say why, so that the center knows what to change.")
    if then == PlanState.ACKNOWLEDGED:
        for old in Plan.objects.filter(center_id=center_id, state=PlanState.ACKNOWLEDGED).exclude(pk=plan.pk):
            _enter(actor, old, PlanState.REPLACED)
    before = plan.state
    _enter(actor, plan, then, words.text)
    after = {"version": number, "state": then.value}
    audit.record(
        actor.id, "plan_moved", subject_kind="center", subject_id=center_id, before={"state": before}, after=after
    )
    return plan


def _require_document(actor: Actor, handle_id: int, formats: tuple[str, ...]) -> None:
    handle = own_handle(actor, handle_id)
    if handle.is_link:
        raise PlanIsInvalid(reason="Upload the plan itself; a link cannot be kept.")
    if formats and not handle.file_name.lower().endswith(formats):
        raise PlanIsInvalid(reason=f"A plan is one of {', '.join(formats)}; this is {handle.file_name}.")


def _enter(actor: Actor, plan: Plan, state: PlanState, text: str = "") -> None:
    plan.state, plan.changed_on = state, clock.now()
    plan.save(update_fields=["state", "changed_on"])
    _note(actor, plan, StepKind(state.value), text)


def _note(actor: Actor, plan: Plan, kind: StepKind, text: str = "") -> None:
    PlanStep.objects.create(plan=plan, kind=kind, at=clock.now(), actor_id=actor.id, text=text)
    if kind == StepKind.REPLACED:
        return
    liaison = liaison_of(plan.center_id)
    people = {plan.submitted_by, *([liaison.pk] if liaison is not None else [])} - {actor.id}
    publish(
        topic="onboarding",
        center_id=plan.center_id,
        subject_kind="center",
        subject_id=plan.center_id,
        people=people,
        title=f"{plan.center_id}: version {plan.number} of the de-identification plan {_SAID[kind]}",
        link=f"/centers/{plan.center_id}/plan",
        by=actor.id,
    )
