"""The versions of a page: who wrote them, what they differ in, and an older one made the newest."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.wiki import forms, frame
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Permission
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.wiki import actions, differences, markdown
from theatrum.repository.wiki.queries import pages

A_PAGE = 50


@require_safe
def history(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """List the versions of a page, newest first."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, current=page_id)
    page = pages.find_page(actor, place.node, page_id)
    listed = Paginator(pages.history_of(page), A_PAGE).get_page(request.GET.get("page"))
    versions = list(listed.object_list)
    values = {
        "versions": versions,
        "listed": listed,
        "names": accounts.names(version.modified_by for version in versions),
    }
    return render(request, "wiki/history.html", place.values(page, here="History") | values)


@require_safe
def compare(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Show what two versions of a page differ in; the older one stands on the left, whichever is named first."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, current=page_id)
    page = pages.find_page(actor, place.node, page_id)
    asked = [forms.number_in(request.GET.get(name) or str(page.number)) for name in ("from", "to")]
    old, new = (pages.get_version(page, number) for number in sorted(asked))
    refused, lines = "", list[differences.Line]()
    try:
        lines = differences.compare(markdown.read(actor, old), markdown.read(actor, new))
    except FileIsLocked as error:
        refused = str(error)
    values = {
        "old": old,
        "new": new,
        "lines": lines,
        "refused": refused,
        "names": accounts.names([old.modified_by, new.modified_by]),
        "is_same": old.markdown_id == new.markdown_id,
    }
    return render(request, "wiki/compare.html", place.values(page, here="Compare") | values)


@viewer.signed_in
@require_POST
def restore(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Write an older version of a page as its newest one."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, Permission.UPDATE)
    number = forms.number_in(request.POST.get("number", ""))
    with writing():
        actions.restore_page(actor=actor, node_id=place.node.id, page_id=page_id, number=number)
    messages.success(request, f"Version {number + 1} is the newest again; nothing in between is lost.")
    return HttpResponseRedirect(frame.address_of(place.node, page_id))
