"""Writing a ticket: by hand, from "Report a problem" on any page, or as a privacy report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from theatrum.checks.profile.support_shapes import AskedField, Queue
from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.helpdesk import queues, words
from theatrum.consortium.helpdesk.actions import About, Origin, open_written
from theatrum.consortium.helpdesk.errors import WordsIdentify
from theatrum.consortium.helpdesk.models import LONGEST_TEXT, LONGEST_TITLE, Ticket
from theatrum.consortium.helpdesk.words import LONGEST_FIELD, Written
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.people import is_officer
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.help.page_facts import PageFacts, facts_of
from theatrum.doors.web.templatetags.theatrum import browser
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor

# What a page knows, by what people call it.
_NAMES = {
    "page": "Page",
    "project": "Project",
    "folder": "Folder",
    "entity": "Entity",
    "session": "Session",
    "task": "Task",
    "center": "Center",
}
_ERROR = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._:/-")
_LONGEST_ERROR = 200
_MOST_HANDLES = 10
_CENTER_HELP = "You are at several. Its liaison is asked first."


@dataclass(frozen=True)
class Sent:
    """What a form was sent with, and what the page knows that it came from."""

    queue: Queue
    facts: PageFacts
    error: str
    browser: str

    def known(self) -> dict[str, str]:
        """Return what goes along by itself: not what a field of the queue asks for already."""
        asked = {field.from_page for field in self.queue.fields}
        found = {name: self.facts.known[key] for key, name in _NAMES.items() if key in self.facts.known}
        left = {name: value for key, name in _NAMES.items() if key not in asked and (value := found.get(name, ""))}
        return {**left, "Browser": self.browser, **({"Last error": self.error} if self.error else {})}


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Show the form of a queue, filled in with what the page knew; take what was written."""
    support = queues.support()
    # Who comes from a page that failed, without more, has a problem with it.
    otherwise = support.problems if "from" in request.GET else support.general
    wanted = request.POST.get("queue") or request.GET.get("queue") or otherwise
    return _form(request, queues.get_queue(wanted))


@viewer.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponseBase:
    """Show the form for what only those see who answer for privacy."""
    return _form(request, queues.get_queue(queues.support().privacy))


def _form(request: HttpRequest, queue: Queue) -> HttpResponseBase:
    actor = viewer.actor(request)
    sent = _sent(request, actor, queue)
    kind = form_of(queue, sent.facts, _centers_asked(actor, sent.facts))
    # Another queue was chosen in the midst of writing: what is written stays.
    is_moved = "choose" in request.POST
    typed = {name: value for name, value in request.POST.items() if value}
    form = kind(initial=typed) if is_moved else kind(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            ticket = _open(request, actor, sent, form.cleaned_data)
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, f"Sent as ticket {ticket.pk}. You are told when somebody answers.")
            return HttpResponseRedirect(reverse("ticket", args=[ticket.pk]))
    values = {
        "form": form,
        "queue": queue,
        "queues": queues.support().queues,
        "known": sent.known(),
        "page_path": sent.facts.path,
        "error": sent.error,
        "refusal": refusal,
        "may_take_out": isinstance(refusal, WordsIdentify),
        "handles": own_handles(request.POST.getlist("handle")),
        "is_officer": is_officer(actor),
        "privacy": queues.support().privacy,
        "tab": "privacy" if queue.is_private else "new",
    }
    return render(request, "help/new.html", values, status=400 if refusal or form.errors else 200)


def form_of(queue: Queue, facts: PageFacts, centers: Mapping[str, str]) -> type[forms.Form]:
    """Return the form of a queue: title, text, one of some centers by id if any, and the fields that it asks for."""
    center = forms.ChoiceField(
        label="Center", required=False, choices=[("", "None of mine"), *centers.items()], help_text=_CENTER_HELP
    )
    fields: dict[str, Any] = {
        "title": forms.CharField(
            label="Title", max_length=LONGEST_TITLE, help_text="What is wrong, and where, in a few words."
        ),
        "text": forms.CharField(
            label="What happened, and what did you expect?",
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text="Markdown works: lists, code in backticks. Leave out everything about a participant.",
        ),
        **({"center": center} if centers else {}),
        **{f"asked-{field.field}": _asked(field, facts) for field in queue.fields},
    }
    return type("TicketForm", (forms.Form,), fields)


def answers(queue: Queue, cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Return what was answered to the fields of a queue, by their names for people."""
    found = {field.name: cleaned.get(f"asked-{field.field}") for field in queue.fields}
    return {name: str(answer) for name, answer in found.items() if answer}


def own_handles(sent: Iterable[str]) -> list[int]:
    """Return the numbers of files that a form names; what is no number is left out."""
    numbers = [int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) <= 18]
    return list(dict.fromkeys(numbers))[: _MOST_HANDLES + 1]


def _asked(field: AskedField, facts: PageFacts) -> forms.Field:
    initial = facts.known.get(field.from_page or "", "")
    given: dict[str, Any] = {
        "label": field.name,
        "required": field.is_needed,
        "help_text": field.help,
        "initial": initial,
    }
    match field.kind:
        case "day":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **given)
        case "text":
            return forms.CharField(max_length=LONGEST_FIELD, widget=forms.Textarea(attrs={"rows": 4}), **given)
    return forms.CharField(max_length=LONGEST_FIELD, **given)


def _sent(request: HttpRequest, actor: Actor, queue: Queue) -> Sent:
    asked = request.POST if request.method == "POST" else request.GET
    address = asked.get("page", "")
    if not address and request.method != "POST" and "from" in request.GET:
        address = request.headers.get("Referer", "")
    return Sent(
        queue=queue,
        facts=facts_of(actor, address),
        error="".join(sign for sign in asked.get("error", "") if sign in _ERROR)[:_LONGEST_ERROR],
        browser=browser(request.headers.get("User-Agent", ""))[:100],
    )


def _open(request: HttpRequest, actor: Actor, sent: Sent, cleaned: Mapping[str, Any]) -> Ticket:
    asked = answers(sent.queue, cleaned)
    known = sent.known() if request.POST.get("with_known") else {}
    written = words.write(
        title=cleaned["title"], text=cleaned["text"], context=asked, takes_out="take_out" in request.POST
    )
    # An address may hold what somebody looked for.
    safe = {name: words.masked(value) for name, value in known.items()}
    whole = Written(title=written.title, text=written.text, context={**written.context, **safe})
    center = sent.facts.center or cleaned.get("center") or _own_center(actor)
    about = About(link=sent.facts.path.partition("?")[0], center_id=center)
    with writing():
        return open_written(
            actor=actor,
            queue=sent.queue.queue,
            written=whole,
            about=about,
            origin=Origin(handle_ids=own_handles(request.POST.getlist("handle"))),
        )


def _own_center(actor: Actor) -> str:
    found = _own_centers(actor)
    return found[0] if len(found) == 1 else ""


def _own_centers(actor: Actor) -> list[str]:
    return sorted({one.center_id for one in active_of(actor.id)})


def _centers_asked(actor: Actor, facts: PageFacts) -> dict[str, str]:
    """Return the centers of somebody who is at several, where the page does not say which one it is about."""
    own = _own_centers(actor)
    if facts.center or len(own) < 2:  # of one nobody is asked
        return {}
    known = known_centers(in_force())
    return {one: f"{one} {known[one].name}" if one in known else one for one in own}
