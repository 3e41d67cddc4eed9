"""A liaison's centers at a glance, and letters to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.liaison import letters, overview, people
from theatrum.consortium.liaison.models import LONGEST_TEXT
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError, InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts

PAGE = 24


@dataclass(frozen=True)
class Totals:
    """What stands above the list."""

    centers: int
    tickets: int
    stuck: int
    files: int


class LetterForm(forms.Form):
    """A message to centers."""

    centers = forms.MultipleChoiceField(label="To", widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(label="Title", max_length=letters.LONGEST_TITLE)
    text = forms.CharField(label="Text", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, data: object, center_ids: list[str]) -> None:
        super().__init__(data, initial={"centers": center_ids})  # type: ignore[arg-type]  # what a request sent, or nothing
        known = known_centers(in_force())
        self.fields["centers"].choices = [(one, f"{one} {known[one].name}") for one in center_ids]  # type: ignore[attr-defined]  # the field has choices


@viewer.signed_in
def centers(request: HttpRequest) -> HttpResponseBase:
    """Show what my centers did since I looked last, and what waits there."""
    actor = viewer.actor(request)
    people.require_overview(actor)
    page = Paginator(people.centers_guided(actor), PAGE).get_page(request.GET.get("page"))
    found = overview.overview_of(actor, list(page.object_list))
    values = {
        "overview": found,
        "page": page,
        "now": clock.now(),
        "totals": Totals(
            centers=len(found.lines),
            tickets=sum(line.tickets for line in found.lines),
            stuck=sum(bool(line.stuck) for line in found.lines),
            files=sum(line.arrivals.files for line in found.lines),
        ),
        "names": accounts.names({event.by for event in found.latest}),
        "letters": letters.letters_of(actor),
    }
    return render(request, "liaison/overview.html", values)


@viewer.signed_in
@require_POST
def seen(request: HttpRequest) -> HttpResponseBase:
    """Note that I have seen what changed until the page was made."""
    try:
        until = clock.parse_wire_time(request.POST.get("until", ""))
    except ValueError as error:
        raise InvalidRequest(reason="The form does not say until when. Load the page again.") from error
    with writing():
        overview.note_seen(actor=viewer.actor(request), until=until)
    messages.success(request, "From now on only what happens later is new.")
    return HttpResponseRedirect(reverse("liaison"))


@viewer.signed_in
def letter(request: HttpRequest) -> HttpResponseBase:
    """Write to my centers: first see whom it reaches, then send it."""
    actor = viewer.actor(request)
    people.require_overview(actor)
    form = LetterForm(request.POST or None, people.centers_guided(actor))
    recipients: list[letters.Recipients] = []
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            if request.POST.get("do") == "send":
                return _sent(request, actor, wanted)
            recipients = letters.recipients_of(actor, wanted["centers"])
        except DomainError as error:
            form.add_error(None, str(error))
    reached = {one.user_id for each in recipients for one in each.people}
    values = {"form": form, "recipients": recipients, "reached": len(reached), "roles": _role_names()}
    return render(request, "liaison/letter.html", values)


def _sent(request: HttpRequest, actor: Actor, wanted: Mapping[str, Any]) -> HttpResponseBase:
    with writing():
        sent = letters.send_letter(
            actor=actor, center_ids=wanted["centers"], title=wanted["title"], text=wanted["text"]
        )
    messages.success(request, f"Sent to {sent.people} people of {len(sent.center_ids)} centers.")
    return HttpResponseRedirect(reverse("liaison"))


def _role_names() -> dict[str, str]:
    return {role.role: role.name for role in in_force().roles.values()}
