"""Asking for an exception from a finding, and deciding about it."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from theatrum.consortium.centers.liaisons import liaison_of
from theatrum.consortium.events.actions import publish
from theatrum.consortium.exceptions import states
from theatrum.consortium.exceptions.applying import Told, may_be_excepted, today
from theatrum.consortium.exceptions.errors import NotExcepted, NotYourDecision, RequestIsInvalid
from theatrum.consortium.exceptions.grids import tell_seats
from theatrum.consortium.exceptions.models import LONGEST_PATTERN, LONGEST_REASON, Request, Scope, State, Step
from theatrum.consortium.exceptions.places import where_is
from theatrum.consortium.exceptions.queries import get_request, may_ask, may_decide
from theatrum.consortium.profile.queries import in_force
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities import refusing
from theatrum.repository.entities.models import Node

# The name of an attribute, or nothing: whatever else an address says is no column.
_COLUMN = re.compile(r"[A-Za-z0-9_ .-]{0,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: an exception from a finding at an entity, or in a component of a release."""

    center_id: str
    release: int
    component: str
    told: Told
    scope: Scope
    node: Node | None
    reason: str
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a liaison decides: how far the exception reaches, for which values, until when, and why.

    ``pattern`` comes from ``clean_pattern``; empty is every value.
    """

    scope: Scope
    pattern: str = ""
    expires_on: date
    reason: str


def draft_request(*, wanted: Wanted) -> Wanted:
    """Return what is asked for as it may be stored. Raises NotExcepted, RequestIsInvalid, TextIdentifies."""
    if not may_be_excepted(wanted.told, wanted.component) or not _COLUMN.fullmatch(wanted.told.column):
        raise NotExcepted(finding=wanted.told.code or "this")
    if wanted.scope is not Scope.COMPONENT and wanted.node is None:
        raise RequestIsInvalid(reason="Say which file or folder it is for.")
    if wanted.node is not None:
        where = where_is(wanted.node)
        if where is None or where.center_id != wanted.center_id or where.component != wanted.component:
            raise RequestIsInvalid(reason=f"{wanted.node.public_id} is in no folder of {wanted.component}.")
        if where.release != wanted.release:
            raise RequestIsInvalid(reason=f"{wanted.node.public_id} is not of release {wanted.release}.")
    clean_reason(wanted.reason)
    return replace(wanted, pattern=clean_pattern(wanted.pattern))


def clean_reason(text: str) -> str:
    """Return a reason as it may be stored. Raises RequestIsInvalid, TextIdentifies."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        raise RequestIsInvalid(reason=f"Say why, in at most {LONGEST_REASON} characters, and without NUL.")
    refusing.require_clean({"reason": [reason]}, refusing.Place.TEXTS)
    return reason


def clean_pattern(text: str) -> str:
    """Return values as they may be stored, a star for anything. Raises RequestIsInvalid, TextIdentifies."""
    pattern = text.strip()
    if len(pattern) > LONGEST_PATTERN or any(not one.isprintable() for one in pattern):
        raise RequestIsInvalid(reason=f"Values have at most {LONGEST_PATTERN} characters, in one line.")
    if pattern and not pattern.strip("*"):
        return ""
    if pattern:
        refusing.require_clean({"values": [pattern]}, refusing.Place.TEXTS)
    return pattern


def ask_exception(*, actor: Actor, wanted: Wanted) -> Request:
    """Ask the liaison of a center for an exception. ``wanted`` comes from ``draft_request``. Raises NotYourDecision."""
    if not may_ask(actor, wanted.center_id):
        raise NotYourDecision(reason=f"Exceptions are asked for by the people of {wanted.center_id} who submit.")
    kind = in_force().attestations.kind_of(wanted.told.code, wanted.told.column, wanted.component)
    request = Request.objects.create(
        center_id=wanted.center_id,
        release=wanted.release,
        kind=kind.kind if kind else "",
        code=wanted.told.code,
        column=wanted.told.column,
        pattern=wanted.pattern,
        component=wanted.component,
        scope=wanted.scope,
        node=None if wanted.scope is Scope.COMPONENT else wanted.node,
        reason=wanted.reason.strip(),
        asked_by=actor.id,
        asked_on=clock.now(),
    )
    _remember(actor, request, request.reason)
    _tell(actor, request, f"{request.center_id} asks for an exception: {name_of(request)}")
    return request


def grant_exception(*, actor: Actor, number: int, ruling: Ruling) -> Request:
    """Grant a request, as far and as long as the liaison says; the findings read excepted from now on.

    Raises RequestNotFound, NotYourDecision, RequestIsElsewhere, RequestIsInvalid.
    """
    request = _locked(actor, number, State.GRANTED)
    _require_decider(actor, request)
    if ruling.scope is not Scope.COMPONENT and request.node_id is None:
        raise RequestIsInvalid(reason="It was asked for the component: no file and no folder is named.")
    if ruling.scope is Scope.FOLDER and request.node is not None and not request.node.is_container:
        request.node = request.node.parent
    request.scope, request.pattern = ruling.scope, ruling.pattern
    request.node = None if ruling.scope is Scope.COMPONENT else request.node
    request.expires_on = _valid_expiry(request, ruling.expires_on)
    _decide(actor, request, State.GRANTED, ruling.reason)
    _tell(actor, request, f"Exception granted until {request.expires_on:%d %B %Y}: {name_of(request)}")
    return request


def refuse_exception(*, actor: Actor, number: int, reason: str) -> Request:
    """Refuse a request, with the reason. Raises RequestNotFound, NotYourDecision, RequestIsElsewhere."""
    request = _locked(actor, number, State.REFUSED)
    _require_decider(actor, request)
    _decide(actor, request, State.REFUSED, reason)
    _tell(actor, request, f"Exception refused: {name_of(request)}")
    return request


def revoke_exception(*, actor: Actor, number: int, reason: str) -> Request:
    """Take a granted exception back: the findings stand again. Raises as ``refuse_exception`` does."""
    request = _locked(actor, number, State.REVOKED)
    _require_decider(actor, request)
    _decide(actor, request, State.REVOKED, reason)
    _tell(actor, request, f"Exception revoked: {name_of(request)}")
    return request


def withdraw_request(*, actor: Actor, number: int) -> Request:
    """Take back a request that was not decided on. Raises RequestNotFound, NotYourDecision, RequestIsElsewhere."""
    request = _locked(actor, number, State.WITHDRAWN)
    if not may_ask(actor, request.center_id):
        raise NotYourDecision(reason=f"Requests are withdrawn by the people of {request.center_id} who submit.")
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    _remember(actor, request, "")
    return request


def name_of(request: Request) -> str:
    """Return what to call an exception, in the words of the profile."""
    kinds = {kind.kind: kind.name for kind in in_force().attestations.exceptions}
    return f"{kinds.get(request.kind, request.code)} ({request.component}, release {request.release})"


def latest_day(request: Request) -> date:
    """Return the last day until which a request may be granted."""
    kinds = {kind.kind: kind.at_most for kind in in_force().attestations.exceptions}
    return today() + timedelta(days=kinds.get(request.kind, 365))


def usual_day(request: Request) -> date:
    """Return the day until which it is granted where nothing else is said."""
    kinds = {kind.kind: kind.days for kind in in_force().attestations.exceptions}
    return today() + timedelta(days=kinds.get(request.kind, 365))


def _valid_expiry(request: Request, day: date) -> date:
    latest = latest_day(request)
    if not today() <= day <= latest:
        raise RequestIsInvalid(reason=f"It may last until {latest:%d %B %Y} at most, and must not be over already.")
    return day


def _locked(actor: Actor, number: int, then: State) -> Request:
    get_request(actor, number)
    request = Request.objects.select_for_update(of=("self",)).select_related("node__parent").get(pk=number)
    states.require_step(request.pk, State(request.state), then)
    return request


def _require_decider(actor: Actor, request: Request) -> None:
    if not may_decide(actor, request.center_id):
        liaison = liaison_of(request.center_id)
        who = f", {liaison.get_full_name()}" if liaison else ""
        raise NotYourDecision(reason=f"Exceptions of {request.center_id} are decided on by its liaison{who}.")


def _decide(actor: Actor, request: Request, state: State, reason: str) -> None:
    request.state, request.decision = state, reason.strip()
    request.decided_by, request.decided_on = actor.id, clock.now()
    request.save()
    if state is not State.REFUSED:
        tell_seats(request)
    _remember(actor, request, request.decision)


def _remember(actor: Actor, request: Request, text: str) -> None:
    Step.objects.create(request=request, state=request.state, at=clock.now(), actor_id=actor.id, text=text)
    after = {
        "center": request.center_id,
        "release": request.release,
        "code": request.code,
        "column": request.column,
        # What it is does not matter here, and only that it is there.
        "has_values": bool(request.pattern),
        "component": request.component,
        "scope": request.scope,
        "node": request.node.public_id if request.node else None,
        "until": str(request.expires_on) if request.expires_on else None,
    }
    audit.record(actor.id, f"exception_{request.state}", subject_kind="exception", subject_id=request.pk, after=after)


def _tell(actor: Actor, request: Request, title: str) -> None:
    publish(
        topic="exception",
        center_id=request.center_id,
        release=request.release,
        subject_kind="exception",
        subject_id=str(request.pk),
        people={request.asked_by},
        title=title,
        link=f"/centers/{request.center_id}/exceptions/{request.pk}",
        by=actor.id,
    )
