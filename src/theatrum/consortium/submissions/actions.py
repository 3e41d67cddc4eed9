"""Planning a submission, changing, confirming and withdrawing it; everything stays in its history."""

from theatrum.consortium.events.actions import publish
from theatrum.consortium.onboarding import doubts
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.submissions.errors import PlanHasChanged, PlanIsNotYours, PlanNotFound
from theatrum.consortium.submissions.models import Plan, PlanStep, StepKind
from theatrum.consortium.submissions.planning import Draft, said
from theatrum.consortium.submissions.queries import get_plan, may_confirm, may_plan
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit


def plan_submission(*, actor: Actor, draft: Draft) -> Plan:
    """Say what a center will send; the liaison is told. Raises PlanIsNotYours."""
    _require_planner(actor, draft.center_id)
    plan = Plan(center_id=draft.center_id, release=draft.release, planned_by=actor.id, planned_on=clock.now())
    _fill(plan, draft)
    plan.ticket = _open_ticket(actor, draft)
    plan.save()
    _remember(actor, plan, StepKind.PLANNED)
    _tell(actor, plan, "submission_planned", f"{plan.center_id} plans to send {_what(plan)} for release {plan.release}")
    return plan


def change_plan(*, actor: Actor, plan_id: int, revision: int, draft: Draft) -> Plan:
    """Say something else about it; what the liaison confirmed holds no more if a new component is meant.

    Raises PlanNotFound, PlanIsNotYours, PlanHasChanged.
    """
    plan = _locked(actor, plan_id)
    _require_planner(actor, plan.center_id)
    if plan.revision != revision:
        raise PlanHasChanged
    before = (plan.component, plan.data_type)
    _fill(plan, draft)
    plan.revision += 1
    if before != (plan.component, plan.data_type):
        plan.confirmed_by = plan.confirmed_on = None
        plan.ticket = _open_ticket(actor, draft) or plan.ticket
    plan.save()
    _remember(actor, plan, StepKind.CHANGED)
    _tell(actor, plan, "submission_planned", f"{plan.center_id} has changed its plan to send {_what(plan)}")
    return plan


def confirm_access(*, actor: Actor, plan_id: int) -> Plan:
    """Confirm that those who will send it can (R16); the center is told. Raises PlanNotFound, PlanIsNotYours."""
    plan = _locked(actor, plan_id)
    if not may_confirm(actor, plan.center_id):
        raise PlanIsNotYours(reason=f"Access is confirmed by the liaison of {plan.center_id}.")
    if plan.confirmed_on is None:
        plan.confirmed_by, plan.confirmed_on = actor.id, clock.now()
        plan.save(update_fields=["confirmed_by", "confirmed_on"])
        _remember(actor, plan, StepKind.CONFIRMED)
        _tell(actor, plan, "access_confirmed", f"Your liaison has confirmed access for {_what(plan)}")
    return plan


def withdraw_plan(*, actor: Actor, plan_id: int, reason: str = "") -> Plan:
    """Say that it will not come; the liaison is told. ``reason`` comes from ``clean_text``.

    Raises PlanNotFound, PlanIsNotYours.
    """
    plan = _locked(actor, plan_id)
    _require_planner(actor, plan.center_id)
    plan.withdrawn_on, plan.revision = clock.now(), plan.revision + 1
    plan.save(update_fields=["withdrawn_on", "revision"])
    _remember(actor, plan, StepKind.WITHDRAWN, reason)
    _tell(actor, plan, "submission_planned", f"{plan.center_id} has withdrawn its plan to send {_what(plan)}")
    return plan


def _locked(actor: Actor, plan_id: int) -> Plan:
    found = get_plan(actor, plan_id)
    plan = Plan.objects.select_for_update().get(pk=found.pk)
    if plan.withdrawn_on is not None:
        raise PlanNotFound(id=plan_id)
    return plan


def _require_planner(actor: Actor, center_id: str) -> None:
    if not may_plan(actor, center_id):
        roles = [role.name for role in in_force().roles.values() if role.submits or role.represents]
        raise PlanIsNotYours(reason=f"What {center_id} will send is said by its {_listed(roles)}.")


def _listed(names: list[str]) -> str:
    return " or ".join(", ".join(names).rsplit(", ", 1)) or "own people"


def _fill(plan: Plan, draft: Draft) -> None:
    wanted = draft.wanted
    plan.component, plan.data_type = wanted.component, wanted.data_type.strip()
    plan.files, plan.bytes, plan.participants = wanted.files, wanted.bytes, wanted.participants
    plan.due_on, plan.note = wanted.due_on, wanted.note.strip()


def _open_ticket(actor: Actor, draft: Draft) -> str:
    desk = doubts.desk()
    if draft.ticket is None or desk is None:
        return ""
    link = f"/centers/{draft.center_id}/planned"
    return desk.open(draft=draft.ticket, actor=actor, center_id=draft.center_id, link=link)


def _remember(actor: Actor, plan: Plan, kind: StepKind, text: str = "") -> None:
    facts = said(plan)
    PlanStep.objects.create(plan=plan, kind=kind, at=clock.now(), actor_id=actor.id, text=text, facts=facts)
    audit.record(
        actor.id,
        f"submission_{kind.value}",
        subject_kind="planned_submission",
        subject_id=plan.pk,
        after={"center": plan.center_id, "release": plan.release, **facts},
    )


def _tell(actor: Actor, plan: Plan, topic: str, title: str) -> None:
    publish(
        topic=topic,
        center_id=plan.center_id,
        release=plan.release,
        subject_kind="planned_submission",
        subject_id=str(plan.pk),
        title=title,
        text=f"Expected on {plan.due_on:%d %B %Y}." if plan.due_on else "",
        link=f"/centers/{plan.center_id}/planned",
        by=actor.id,
    )


def _what(plan: Plan) -> str:
    """Return what is planned, in words of the server's own: a type that somebody typed is not repeated."""
    return plan.component or "a new type of data"
