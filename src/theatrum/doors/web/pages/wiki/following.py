"""Following a page or a section, and the list of what one follows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.wiki import frame
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.wiki import following


@viewer.signed_in
@require_POST
def follow(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Follow a page, or with all below it."""
    with_below = request.POST.get("what") == "section"
    with writing():
        found = following.follow_page(
            actor=viewer.actor(request), node_id=parse_entity_id(entity_id), page_id=page_id, with_below=with_below
        )
    what = f"{frame.title_of(found.page)} and all below it" if with_below else frame.title_of(found.page)
    messages.success(request, f"You follow {what}. When you get mails about it, you choose under Settings, Notices.")
    return HttpResponseRedirect(reverse("wiki_page", args=[entity_id, page_id]))


@viewer.signed_in
@require_POST
def unfollow(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Follow a page no more."""
    with writing():
        following.unfollow_page(actor=viewer.actor(request), page_id=page_id)
    messages.success(request, "You do not follow this page any more.")
    return HttpResponseRedirect(reverse("wiki_following"))


@viewer.signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List what I follow."""
    found = following.followed_by(viewer.actor(request))
    lines = [(one, frame.address_of(one.page.wiki.node, one.page_id), frame.title_of(one.page)) for one in found]
    return render(request, "wiki/following.html", {"lines": lines})
