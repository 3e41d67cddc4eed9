"""The plan for de-identification of a center: its versions, what was said of each, and what can be done now."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.centers import sight
from theatrum.consortium.centers.queries import get_center
from theatrum.consortium.onboarding.plans import queries
from theatrum.consortium.onboarding.plans.actions import (
    draft_plan,
    draft_words,
    move_plan,
    say_about_plan,
    submit_plan,
)
from theatrum.consortium.onboarding.plans.errors import NotYourPlan, PlanIsInvalid, PlanNotFound
from theatrum.consortium.onboarding.plans.models import (
    LONGEST_REMARK,
    LONGEST_TEXT,
    Plan,
    PlanState,
    PlanStep,
    StepKind,
)
from theatrum.consortium.onboarding.plans.states import MOVES, Side
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.doors.web.pages.uploads import begin_upload, json_answer, number_in
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.downloading import own_file
from theatrum.repository.files.queries import own_handle

_BADGES = {
    PlanState.SUBMITTED: Badge("pending", "Waits for the liaison"),
    PlanState.RETURNED: Badge("invalid", "Returned to the center"),
    PlanState.ACKNOWLEDGED: Badge("valid", "Acknowledged"),
    PlanState.WITHDRAWN: Badge("unknown", "Withdrawn"),
    PlanState.REPLACED: Badge("unknown", "Replaced"),
}
_STEPS = {
    StepKind.SUBMITTED: "submitted it",
    StepKind.SAID: "said",
    StepKind.RETURNED: "returned it",
    StepKind.ACKNOWLEDGED: "acknowledged it",
    StepKind.WITHDRAWN: "withdrew it",
    StepKind.REPLACED: "replaced it by a later version",
}
_BUTTONS = {
    PlanState.ACKNOWLEDGED: "Acknowledge",
    PlanState.RETURNED: "Return with this reason",
    PlanState.WITHDRAWN: "Withdraw",
}


@dataclass(frozen=True)
class Version:
    """A version as the page shows it."""

    plan: Plan
    badge: Badge
    steps: list[tuple[PlanStep, str]]
    moves: list[tuple[str, str]]


@viewer.signed_in
@require_safe
def plan(request: HttpRequest, center: str) -> HttpResponseBase:
    """Show the versions, the newest first."""
    actor = viewer.actor(request)
    sight.require_seen(actor, center)
    rules, found, sides = queries.rules_for(center), queries.versions_of(center), queries.sides_of(actor, center)
    people = {step.actor_id for one in found for step in one.steps.all()}
    values = {
        "center": get_center(in_force(), center),
        "tab": "center_onboarding",
        "rules": rules,
        "accept": ",".join(rules.formats),
        "formats": ", ".join(rules.formats),
        "versions": [_version(one, sides) for one in found],
        "names": accounts.names(people),
        "may_submit": Side.CENTER in sides,
        "decides": Side.LIAISON in sides,
        "may_say": bool(sides) or sight.is_staff(actor),
        "longest": LONGEST_TEXT,
        "longest_remark": LONGEST_REMARK,
    }
    return render(request, "onboarding/plan.html", values)


@viewer.signed_in
@require_POST
def write(request: HttpRequest, center: str) -> HttpResponseBase:
    """Submit a version as a text."""
    actor = viewer.actor(request)
    sight.require_seen(actor, center)
    try:
        words = draft_plan(request.POST.get("text", ""))
        with writing():
            made = submit_plan(actor=actor, center_id=center, words=words)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Version {made.number} is submitted. Your liaison is told.")
    return _back(center)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, center: str, number: int) -> HttpResponseBase:
    """Say something about a version, or take a step."""
    actor, verb = viewer.actor(request), request.POST.get("verb", "")
    sight.require_seen(actor, center)
    try:
        words = draft_words(request.POST.get("text", ""), is_needed=verb == "say")
        with writing():
            if verb == "say":
                say_about_plan(actor=actor, center_id=center, number=number, words=words)
            elif verb in _BUTTONS:
                move_plan(actor=actor, center_id=center, number=number, then=PlanState(verb), words=words)
            else:
                raise PlanIsInvalid(reason="Press one of the buttons of the page.")
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Said." if verb == "say" else _BADGES[PlanState(verb)].text + ".")
    return _back(center)


@json_answer
def upload(actor: Actor, body: JsonObject, center: str) -> JsonObject:
    """Start or resume the upload of a plan."""
    sight.require_seen(actor, center)
    if not queries.may_submit(actor, center):
        raise NotYourPlan(reason=f"A plan of {center} is submitted by its people who submit or represent it.")
    return begin_upload(actor, body)


@json_answer
def begin(actor: Actor, body: JsonObject, center: str) -> JsonObject:
    """Submit an uploaded file as a version; returns where it is shown."""
    sight.require_seen(actor, center)
    handle = own_handle(actor, number_in(body, "handle"))
    with writing():
        submit_plan(actor=actor, center_id=center, handle_id=handle.pk)
    return {"url": reverse("center_plan", args=[center])}


@viewer.signed_in
@require_safe
def download(request: HttpRequest, center: str, number: int) -> HttpResponseBase:
    """Lead to the file of a version; who uploaded it may have it before it is screened."""
    actor = viewer.actor(request)
    sight.require_seen(actor, center)
    found = next((one for one in queries.versions_of(center) if one.number == number and one.handle_id), None)
    if found is None or found.handle is None:
        raise PlanNotFound(number=number, center=center)
    if found.handle.created_by == actor.id:
        handle = own_file(actor, found.handle.pk)
    else:
        handle = downloading.find_one(actor, Claim(found.handle.pk, queries.DOCUMENT, str(found.pk)))
    return HttpResponseRedirect(downloading.sign_redirect(actor, handle))


def _version(plan: Plan, sides: set[Side]) -> Version:
    state = PlanState(plan.state)
    moves = [move for move in MOVES[state] if move.side in sides]
    steps = sorted(plan.steps.all(), key=lambda step: step.pk)
    return Version(
        plan=plan,
        badge=_BADGES[state],
        steps=[(step, _STEPS[StepKind(step.kind)]) for step in steps],
        moves=[(move.then.value, _BUTTONS[move.then]) for move in moves],
    )


def _back(center: str) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("center_plan", args=[center]))
