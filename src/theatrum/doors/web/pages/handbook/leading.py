"""The ways into the network's wiki: its first page, a page of the start content by its name; making it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.consortium.handbook import queries
from theatrum.consortium.handbook.errors import HandbookNotSeeded
from theatrum.consortium.handbook.members import require_member
from theatrum.consortium.handbook.seeding import draft_handbook, seed_handbook
from theatrum.consortium.profile.queries import in_force
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR


@require_safe
@viewer.signed_in
def handbook(request: HttpRequest) -> HttpResponseBase:
    """Lead to the network's wiki; where there is none, offer administrators to make it."""
    actor = viewer.actor(request)
    require_member(actor)
    try:
        project = queries.get_project()
    except HandbookNotSeeded:
        values = {"may_make": actor.is_administrator and bool(in_force().handbook)}
        return render(request, "handbook/none.html", values)
    return HttpResponseRedirect(reverse("wiki", args=[project.public_id]))


@require_safe
@viewer.signed_in
def page(request: HttpRequest, name: str) -> HttpResponseBase:
    """Lead to a page of the start content, wherever it stands now."""
    require_member(viewer.actor(request))
    project = queries.get_project()
    return HttpResponseRedirect(reverse("wiki_page", args=[project.public_id, queries.get_page_id(name)]))


@viewer.administrators_only
@require_POST
def make(request: HttpRequest) -> HttpResponseBase:
    """Make the network's wiki, in the server's own name."""
    draft = draft_handbook()
    with writing():
        report = seed_handbook(actor=OPERATOR, draft=draft)
    if report is not None:
        messages.success(request, f"The handbook is there, with {len(report.made)} pages.")
    return HttpResponseRedirect(reverse("handbook"))
