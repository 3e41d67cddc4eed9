"""Pages of the handbook that somebody has changed and for which the profile has another text: shown, taken or left."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from theatrum.consortium.handbook import actions, queries
from theatrum.consortium.handbook.queries import Offer
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.wiki import frame
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.wiki import differences, markdown
from theatrum.repository.wiki.queries import pages
from theatrum.repository.wiki.sight import hidden_of


@dataclass(frozen=True)
class Shown:
    """An offer with what would change."""

    offer: Offer
    url: str
    lines: list[differences.Line]
    refused: str


@viewer.signed_in
def updates(request: HttpRequest) -> HttpResponseBase:
    """Show what the profile's texts would change; take or leave one of them."""
    actor = viewer.actor(request)
    project = nodes.require_node(actor, queries.get_project().id, Permission.UPDATE)
    found = _seen(actor, queries.offers())
    if request.method == "POST":
        offer = actions.find_offer(found, request.POST.get("name", ""))
        _decide(actor, offer, is_taken=request.POST.get("verb") == "take")
        messages.success(request, f"{offer.content.page.title} is settled.")
        return HttpResponseRedirect(reverse("handbook_updates"))
    shown = [_shown(actor, project, one) for one in found]
    return render(request, "handbook/updates.html", {"shown": shown, "project": project})


def _shown(actor: Actor, project: Node, offer: Offer) -> Shown:
    url = frame.address_of(project, offer.page.pk)
    try:
        text = markdown.read(actor, pages.get_version(offer.page))
    except FileIsLocked as error:
        return Shown(offer, url, [], str(error))
    return Shown(offer, url, differences.compare(text, offer.content.text), "")


def _seen(actor: Actor, offers: Sequence[Offer]) -> list[Offer]:
    """Return the offers for pages that are not kept for others."""
    hidden = hidden_of(actor, {one.page.wiki for one in offers})
    return [one for one in offers if one.page.pk not in hidden]


def _decide(actor: Actor, offer: Offer, *, is_taken: bool) -> None:
    if not is_taken:
        with writing():
            actions.leave_offer(actor=actor, offer=offer)
        return
    blob = markdown.keep(offer.content.text)
    with writing():
        actions.take_offer(actor=actor, offer=offer, blob=blob)
