"""What is done about a ticket by its forms."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.helpdesk import conversing, handling, words
from theatrum.consortium.helpdesk.actions import Origin
from theatrum.consortium.helpdesk.errors import TicketIsInvalid, TicketNotFound, WordsIdentify
from theatrum.consortium.helpdesk.models import State
from theatrum.consortium.helpdesk.sight import get_ticket, require_works_on
from theatrum.consortium.helpdesk.states import Act
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.help.ticket import show
from theatrum.doors.web.pages.help.words import STATES
from theatrum.doors.web.pages.help.writing import own_handles
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import find_user_by_name

_ACTS = {act.value: act for act in Act}


@viewer.signed_in
@require_POST
def say(request: HttpRequest, number: int) -> HttpResponseBase:
    """Send what was written: to all who see the ticket, or as a note of the desk."""
    actor = viewer.actor(request)
    get_ticket(actor, number)
    handles = own_handles(request.POST.getlist("handle"))
    text, is_note = request.POST.get("text", ""), request.POST.get("verb") == "note"
    try:
        written = words.write(text=text, takes_out="take_out" in request.POST, needs_text=not handles)
        with writing():
            if is_note:
                conversing.note(actor=actor, number=number, written=written, handle_ids=handles)
            else:
                origin = Origin(handle_ids=handles)
                conversing.say(actor=actor, number=number, written=written, origin=origin, then=_then(request))
    except TicketNotFound:
        raise
    except DomainError as error:
        extra = {
            "refusal": error,
            "typed": text,
            "is_note": is_note,
            "may_take_out": isinstance(error, WordsIdentify),
            "handles": handles,
            "then": request.POST.get("then", ""),
        }
        return show(request, number, extra=extra)
    messages.success(request, "The note is kept." if is_note else "Sent.")
    return HttpResponseRedirect(reverse("ticket", args=[number]))


@viewer.signed_in
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponseBase:
    """Do what the pressed button says."""
    actor = viewer.actor(request)
    get_ticket(actor, number)
    try:
        with writing():
            told = _act(request, actor, number)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return _back(actor, number)


def _act(request: HttpRequest, actor: Actor, number: int) -> str:
    verb = request.POST.get("verb", "")
    if verb in _ACTS:
        ticket = handling.move_ticket(actor=actor, number=number, act=_ACTS[verb])
        return f"The ticket is now: {STATES[State(ticket.state)].text.lower()}."
    act = _VERBS.get(verb)
    if act is None:
        raise TicketIsInvalid(reason="Press one of the buttons of the page.")
    return act(actor, number, request.POST)


def _assign(actor: Actor, number: int, sent: QueryDict) -> str:
    handling.assign_ticket(actor=actor, number=number, user_id=_number(sent.get("user", "")))
    return "Handed over." if sent.get("user") else "Given back to the desk."


def _queue(actor: Actor, number: int, sent: QueryDict) -> str:
    handling.put_into_queue(actor=actor, number=number, queue=sent.get("queue", ""))
    return "It is in the other queue now."


def _join(actor: Actor, number: int, sent: QueryDict) -> str:
    other = _number(sent.get("other", "").lstrip("#"))
    if other is None:
        raise TicketIsInvalid(reason="Write the number of the other ticket.")
    handling.join_ticket(actor=actor, number=number, other=other)
    return f"Joined with ticket {other}."


def _watch(actor: Actor, number: int, _: QueryDict) -> str:
    handling.watch_ticket(actor=actor, number=number)
    return "You are told what happens here."


def _leave(actor: Actor, number: int, _: QueryDict) -> str:
    handling.watch_ticket(actor=actor, number=number, wants=False)
    return "You do not follow it any more."


def _add(actor: Actor, number: int, sent: QueryDict) -> str:
    require_works_on(actor, get_ticket(actor, number))
    person = find_user_by_name(sent.get("name", "").strip())
    handling.watch_ticket(actor=actor, number=number, user_id=person.pk)
    return f"{person.get_full_name() or person.username} follows it now, and sees it."


def _let_in(actor: Actor, number: int, sent: QueryDict) -> str:
    conversing.let_in(actor=actor, number=number, entry_id=_number(sent.get("entry", "")) or 0)
    return "It is part of the conversation now."


_VERBS: dict[str, Callable[[Actor, int, QueryDict], str]] = {
    "assign": _assign,
    "queue": _queue,
    "join": _join,
    "watch": _watch,
    "leave": _leave,
    "add": _add,
    "let_in": _let_in,
}


def _then(request: HttpRequest) -> Act | None:
    return _ACTS.get(request.POST.get("then", ""))


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _back(actor: Actor, number: int) -> HttpResponseBase:
    try:
        get_ticket(actor, number)
    except TicketNotFound:
        # Put into a queue that one does not see.
        return HttpResponseRedirect(reverse("help_desk"))
    return HttpResponseRedirect(reverse("ticket", args=[number]))
