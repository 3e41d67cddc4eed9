"""Exceptions of a center: those that wait, hold and are over; one with its decision; asking from a finding."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.checks.report.numbers import counted
from theatrum.consortium.centers import liaisons
from theatrum.consortium.exceptions import actions, queries
from theatrum.consortium.exceptions.counting import Reach, reach_of
from theatrum.consortium.exceptions.errors import RequestIsInvalid, RequestNotFound
from theatrum.consortium.exceptions.models import Request, Scope, State
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.centers.exceptions_form import ask_form, asked_of, wanted_of
from theatrum.doors.web.pages.centers.seen import center_of
from theatrum.doors.web.pages.entities.shown import Badge
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.accounts.queries import names
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries.children import visible_nodes

_MOST = 200
_BADGES = {
    State.ASKED: Badge("pending", "Asked"),
    State.GRANTED: Badge("valid", "Granted"),
    State.REFUSED: Badge("invalid", "Refused"),
    State.WITHDRAWN: Badge("unknown", "Withdrawn"),
    State.REVOKED: Badge("unknown", "Revoked"),
}
SCOPES = {
    Scope.FILE: "this file",
    Scope.FOLDER: "all in this folder",
    Scope.COMPONENT: "the whole component in this release",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A request as pages show it."""

    request: Request
    name: str
    badge: Badge
    # In words: how far it reaches, in which column, for which values.
    scope: str
    node_url: str
    node_name: str


@viewer.signed_in
@require_safe
def listing(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Show all exceptions of a center."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    found = list(queries.requests_for(actor, center_id)[:_MOST])
    lines = _lines(request, found)
    values = {
        "center": center,
        "tab": "center_exceptions",
        "waiting": [line for line in lines if line.request.state == State.ASKED],
        "holding": [line for line in lines if queries.holds(line.request)],
        "past": [line for line in lines if line.request.state != State.ASKED and not queries.holds(line.request)],
        "names": names({one.asked_by for one in found} | {one.decided_by for one in found if one.decided_by}),
        "may_ask": queries.may_ask(actor, center_id),
        "kinds": in_force().attestations.exceptions,
        "liaison": liaisons.liaison_of(center_id),
    }
    return render(request, "centers/exceptions.html", values)


@viewer.signed_in
def new(request: HttpRequest, center_id: str) -> HttpResponseBase:
    """Ask for an exception from a finding."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    asked = asked_of(actor, center_id, request.GET)
    form = ask_form(asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = actions.draft_request(wanted=wanted_of(asked, form))
            with writing():
                made = actions.ask_exception(actor=actor, wanted=wanted)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Asked. The liaison is told, and decides.")
            return HttpResponseRedirect(reverse("center_exception", args=[center_id, made.pk]))
    values = {"center": center, "tab": "center_exceptions", "asked": asked, "form": form}
    return render(request, "centers/exception_new.html", values)


@viewer.signed_in
@require_safe
def exception(request: HttpRequest, center_id: str, number: int) -> HttpResponseBase:
    """Show one exception, and what may be done about it."""
    actor, center = viewer.actor(request), center_of(request, center_id)
    found = _found(request, center_id, number)
    steps = list(found.steps.all())
    values = {
        "center": center,
        "tab": "center_exceptions",
        "line": _lines(request, [found])[0],
        "one": found,
        "holds": queries.holds(found),
        "steps": [(step, _BADGES[State(step.state)].text.lower()) for step in steps],
        "names": names({step.actor_id for step in steps}),
        "may_decide": found.state == State.ASKED and queries.may_decide(actor, center_id),
        "may_withdraw": found.state == State.ASKED and queries.may_ask(actor, center_id),
        "may_revoke": queries.holds(found) and queries.may_decide(actor, center_id),
        "scopes": [(scope.value, SCOPES[scope], _told(reach_of(actor, _as(found, scope)))) for scope in _scopes(found)],
        "reach": _told(reach_of(actor, found)),
        "usual": actions.usual_day(found),
        "latest": actions.latest_day(found),
    }
    return render(request, "centers/exception.html", values)


@viewer.signed_in
@require_POST
def act(request: HttpRequest, center_id: str, number: int) -> HttpResponseBase:
    """Decide, revoke or withdraw, as the pressed button says."""
    center_of(request, center_id)
    found = _found(request, center_id, number)
    try:
        told = _act(request, number, found.pattern)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("center_exception", args=[center_id, number]))


def _act(request: HttpRequest, number: int, asked: str) -> str:
    actor, verb = viewer.actor(request), request.POST.get("verb", "")
    if verb == "withdraw":
        with writing():
            actions.withdraw_request(actor=actor, number=number)
        return "The request is withdrawn."
    reason = actions.clean_reason(request.POST.get("reason", ""))
    if verb == "grant":
        # Left out is as it was asked; every value is meant by who says so.
        pattern = actions.clean_pattern(request.POST.get("pattern", asked))
        ruling = actions.Ruling(scope=_scope(request), pattern=pattern, expires_on=_day(request), reason=reason)
        with writing():
            actions.grant_exception(actor=actor, number=number, ruling=ruling)
        return "Granted. What it covers reads excepted from now on."
    if verb not in {"refuse", "revoke"}:
        raise RequestIsInvalid(reason="Press one of the buttons of the page.")
    with writing():
        if verb == "refuse":
            actions.refuse_exception(actor=actor, number=number, reason=reason)
            return "Refused. The center is told."
        actions.revoke_exception(actor=actor, number=number, reason=reason)
    return "Revoked. The findings stand again."


def scope_of(request: Request, node: Node | None) -> str:
    """Return in words how far an exception reaches; what may not be read is not named."""
    if request.scope == Scope.COMPONENT:
        where = f"All of {request.component} in release {request.release} of {request.center_id}"
    elif request.scope == Scope.FOLDER:
        where = f"All in the folder {node.name}" if node else "All in one folder"
    else:
        where = f"{node.name} only" if node else "One file only"
    column = f", in {request.column}" if request.column else ""
    return where + column + (f", where {request.pattern} stands" if request.pattern else "")


def _as(request: Request, scope: Scope) -> Request:
    """Return a request as it would be with another scope; not to be stored."""
    node = request.node
    if scope is Scope.COMPONENT:
        node = None
    elif scope is Scope.FOLDER and node is not None and not node.is_container:
        node = node.parent
    changed = copy(request)
    changed.scope, changed.node = scope, node
    return changed


def _told(reach: Reach) -> str:
    """Return what an exception covers now, in words."""
    if not reach.findings:
        return "nothing now"
    things = counted(reach.things, "file or record set", "files or record sets")
    return f"{counted(reach.findings, 'finding')} now, in {things}"


def _scope(request: HttpRequest) -> Scope:
    text = request.POST.get("scope", "")
    if text not in set(Scope):
        raise RequestIsInvalid(reason="Choose how far the exception reaches.")
    return Scope(text)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("expires_on", ""))
    except ValueError as error:
        raise RequestIsInvalid(reason="Choose the last day on which it holds.") from error


def _scopes(found: Request) -> Sequence[Scope]:
    """Return how far a request may be granted: never for a file or folder where none was named."""
    if found.node_id is None:
        return [Scope.COMPONENT]
    return [Scope.FOLDER, Scope.COMPONENT] if found.scope == Scope.FOLDER else list(Scope)


def _found(request: HttpRequest, center_id: str, number: int) -> Request:
    found = queries.get_request(viewer.actor(request), number)
    if found.center_id != center_id:
        raise RequestNotFound(id=number)
    return found


def _lines(request: HttpRequest, found: Sequence[Request]) -> list[Line]:
    """Return requests as pages show them; what may not be read is not named."""
    wanted = {one.node_id for one in found if one.node_id is not None}
    nodes = visible_nodes(viewer.actor(request)).in_bulk(wanted) if wanted else {}
    lines: list[Line] = []
    for one in found:
        node = nodes.get(one.node_id or 0)
        badge = Badge("unknown", "Over") if queries.is_over(one) else _BADGES[State(one.state)]
        url = reverse("entity", args=[node.public_id]) if node else ""
        lines.append(Line(one, actions.name_of(one), badge, scope_of(one, node), url, node.name if node else ""))
    return lines
