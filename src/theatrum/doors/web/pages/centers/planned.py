"""What a center plans to send, against what has arrived: planned, changed, confirmed and withdrawn here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.centers import liaisons
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.counts import ComponentCounts
from theatrum.consortium.readiness.participants import count_participants
from theatrum.consortium.submissions import actions, queries
from theatrum.consortium.submissions.errors import PlanNotFound
from theatrum.consortium.submissions.models import Plan, PlanStep, StepKind
from theatrum.consortium.submissions.planning import clean_text, components_of, draft_plan
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers.planned_form import PlanForm, of_plan, wanted_of
from theatrum.doors.web.pages.centers.releases import chosen_release, releases_of
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import names

_WITHDRAWN = 20
WORDS = {
    StepKind.PLANNED: "planned it",
    StepKind.CHANGED: "changed it",
    StepKind.CONFIRMED: "confirmed access",
    StepKind.WITHDRAWN: "withdrew it",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A plan, and what has arrived of its component."""

    plan: Plan
    arrived: ComponentCounts | None


@viewer.signed_in
@require_safe
def planned(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show the plans of a release."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    release = chosen_release(request)
    plans = list(queries.plans_for(actor, center_id, release)) if release is not None else []
    arrived = _arrived(actor, center_id, release) if plans else {}
    withdrawn = list(queries.withdrawn_for(actor, center_id)[:_WITHDRAWN])
    values = {
        "center": center,
        "tab": "center_planned",
        "release": release,
        "releases": releases_of(),
        "lines": [Line(plan, arrived.get(plan.component)) for plan in plans],
        "withdrawn": withdrawn,
        "names": names({plan.planned_by for plan in (*plans, *withdrawn)}),
        "may_plan": queries.may_plan(actor, center_id),
        "may_confirm": queries.may_confirm(actor, center_id),
        "liaison": liaisons.liaison_of(center_id),
    }
    return render(request, "centers/planned.html", values)


@viewer.signed_in
def new(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Ask what will be sent, and plan it."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    release = _release(request)
    names_ = components_of(center_id, release)
    form = PlanForm(request.POST or None, components=names_, initial={"component": request.GET.get("component", "")})
    if request.method == "POST" and form.is_valid():
        try:
            draft = draft_plan(center_id=center_id, release=release, wanted=wanted_of(form))
            with writing():
                plan = actions.plan_submission(actor=actor, draft=draft)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Planned. The liaison is told." + _ticketed(plan))
            return HttpResponseRedirect(f"{reverse('center_planned', args=[center_id])}?release={release}")
    values = {"center": center, "tab": "center_planned", "release": release, "form": form}
    return render(request, "centers/plan_new.html", values)


@viewer.signed_in
def plan(request: HttpRequest, center_id: str, number: int) -> HttpResponseBase:
    """Show one plan with its history, and change it."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    found = queries.get_plan(actor, number)
    if found.center_id != center_id:
        raise PlanNotFound(id=number)
    may_change = found.withdrawn_on is None and queries.may_plan(actor, center_id)
    form = _form(request, found) if may_change and _is_open(found.release) else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            draft = draft_plan(center_id=center_id, release=found.release, wanted=wanted_of(form))
            revision = form.cleaned_data["revision"] or 0
            with writing():
                changed = actions.change_plan(actor=actor, plan_id=number, revision=revision, draft=draft)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Changed. The liaison is told." + _ticketed(changed))
            return HttpResponseRedirect(reverse("center_planned_change", args=[center_id, number]))
    steps = list(found.steps.all())
    values = {
        "center": center,
        "tab": "center_planned",
        "plan": found,
        "form": form,
        "steps": [_told(step) for step in steps],
        "names": names({step.actor_id for step in steps}),
        "may_change": may_change,
        "may_confirm": found.withdrawn_on is None
        and found.confirmed_on is None
        and queries.may_confirm(actor, center_id),
    }
    return render(request, "centers/plan_change.html", values)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, center_id: str, number: int) -> HttpResponseBase:
    """Confirm access, or withdraw."""
    actor = viewer.actor(request)
    center_of(request, center_id)
    found = queries.get_plan(actor, number)
    try:
        if request.POST.get("verb") == "confirm":
            with writing():
                actions.confirm_access(actor=actor, plan_id=number)
            messages.success(request, "Confirmed. The center is told.")
        else:
            reason = clean_text(request.POST.get("reason", ""))
            with writing():
                actions.withdraw_plan(actor=actor, plan_id=number, reason=reason)
            messages.success(request, "Withdrawn. The liaison is told.")
    except DomainError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('center_planned', args=[center_id])}?release={found.release}")


def _form(request: HttpRequest, found: Plan) -> PlanForm:
    names_ = components_of(found.center_id, found.release)
    return PlanForm(request.POST or None, components=names_, initial=of_plan(found))


def _is_open(release: int) -> bool:
    known = in_force().releases.get(release)
    return known is not None and known.state in {"planned", "open"}


def _release(request: HttpRequest) -> int:
    found = chosen_release(request)
    if found is None:
        raise PlanNotFound(id=0)
    return found


def _arrived(actor: Actor, center_id: str, release: int | None) -> Mapping[str, ComponentCounts]:
    counts = counts_of([center_id], release=release, actor=actor).get(center_id)
    if counts is not None:
        count_participants(counts, actor)
    return {one.component: one for one in counts.components} if counts else {}


def _told(step: PlanStep) -> tuple[PlanStep, str, str]:
    """Return a step, what was done, and what the plan said then."""
    said = step.facts
    parts = [f"{said[name]:,} {name}" for name in ("files", "bytes", "participants") if isinstance(said.get(name), int)]
    if said.get("due_on"):
        parts.append(f"on {said['due_on']}")
    what = str(said.get("component") or said.get("data_type") or "")
    return step, WORDS[StepKind(step.kind)], ", ".join([what, *parts])


def _ticketed(found: Plan) -> str:
    return " A ticket was opened about the new type of data." if found.ticket else ""
