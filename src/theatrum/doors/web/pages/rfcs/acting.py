"""What is done about a request by its forms: commented, led on, handed over."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.rfcs import actions
from theatrum.consortium.rfcs.actions import Given
from theatrum.consortium.rfcs.errors import RfcIsInvalid, RfcNotFound
from theatrum.consortium.rfcs.models import LONGEST_COMMENT, State
from theatrum.consortium.rfcs.queries import get_rfc
from theatrum.consortium.rfcs.states import Act
from theatrum.consortium.rfcs.words import written
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.rfcs.showing import show
from theatrum.doors.web.pages.rfcs.words import STATES
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.clock import end_of
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

_ACTS = {act.value: act for act in Act}
_LONGEST_REASON = 5_000
_LONGEST_ANSWER = 50_000


@viewer.signed_in
@require_POST
def comment(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a comment."""
    actor, typed = viewer.actor(request), request.POST.get("text", "")
    get_rfc(actor, number)
    try:
        text = written(typed, what="a comment", longest=LONGEST_COMMENT)
        with writing():
            made = actions.comment(actor=actor, number=number, text=text)
    except RfcNotFound:
        raise
    except DomainError as error:
        return show(request, number, extra={"refusal": error, "typed": typed})
    return HttpResponseRedirect(f"{reverse('rfc', args=[number])}#comment-{made.pk}")


@viewer.signed_in
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponseBase:
    """Do what the pressed button says."""
    actor = viewer.actor(request)
    get_rfc(actor, number)
    try:
        told = _act(request, actor, number)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("rfc", args=[number]))


def _act(request: HttpRequest, actor: Actor, number: int) -> str:
    verb, sent = request.POST.get("verb", ""), request.POST
    if verb == "integrate":
        text = written(sent.get("integrated", ""), what="what became of the comments", longest=_LONGEST_ANSWER)
        with writing():
            actions.integrate(actor=actor, number=number, text=text)
        return "Kept."
    if verb == "hand_over":
        owner = sent.get("owner", "")
        with writing():
            actions.hand_over(actor=actor, number=number, user_id=int(owner) if _is_number(owner) else 0)
        return "Handed over."
    if verb not in _ACTS:
        raise RfcIsInvalid(reason="Press one of the buttons of the page.")
    given = Given(
        reason=written(sent.get("reason", ""), what="the reason", longest=_LONGEST_REASON, is_needed=False),
        until=_until(sent.get("until", "")),
        model_version=sent.get("model", ""),
    )
    with writing():
        rfc = actions.move_rfc(actor=actor, number=number, act=_ACTS[verb], given=given)
    return f"The request is now: {STATES[State(rfc.state)].text.lower()}."


def _until(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return end_of(date.fromisoformat(text))
    except ValueError as error:
        raise RfcIsInvalid(reason="The last day for comments is a day, such as 2027-01-31.") from error


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
