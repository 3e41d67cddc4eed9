"""The inbox: what happened that concerns me, newest first; each leads to the thing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from theatrum.consortium.events.topics import TOPICS
from theatrum.consortium.notices.inbox import actions, queries
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.inbox.queries import Filter
from theatrum.consortium.notices.inbox.seeing import visible, withdraw
from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts import queries as accounts

PAGE = 50


@viewer.signed_in
def inbox(request: HttpRequest) -> HttpResponseBase:
    """List what I was told and may still see."""
    actor, wanted = viewer.actor(request), _wanted(request)
    page = Paginator(queries.notices_of(actor.id, wanted), PAGE).get_page(request.GET.get("page"))
    notices = _shown(actor, list(page.object_list))
    topics, centers = queries.choices_of(actor.id)
    values = {
        "page": page,
        "notices": notices,
        "wanted": wanted,
        "topics": [TOPICS[key] for key in topics if key in TOPICS],
        "centers": centers,
        "names": accounts.names({one.event.by for one in notices}),
        "query": f"{_query(wanted)}&",
        "unread": queries.unread_count(actor.id),
    }
    return render(request, "notices/inbox.html", values)


@viewer.signed_in
def look(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Mark a notice of mine as read, and lead to what it is about."""
    with writing():
        notice = actions.read_notice(actor=viewer.actor(request), notice_id=notice_id)
    return HttpResponseRedirect(notice.event.link or reverse("inbox"))


@viewer.signed_in
@require_POST
def mark(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Mark a notice of mine as read or not, and stay."""
    change = actions.unread_notice if request.POST.get("as") == "unread" else actions.read_notice
    with writing():
        change(actor=viewer.actor(request), notice_id=notice_id)
    return _back(request)


@viewer.signed_in
@require_POST
def mark_all(request: HttpRequest) -> HttpResponseBase:
    """Mark all that is shown, on all its pages, as read."""
    with writing():
        count = actions.read_all(actor=viewer.actor(request), wanted=_wanted(request))
    messages.success(request, f"{count} marked as read." if count != 1 else "One marked as read.")
    return _back(request)


def _shown(actor: Actor, notices: list[Notice]) -> list[Notice]:
    """Return the notices that the actor may see; the others leave the inbox, and its count, for good."""
    shown = visible(actor, notices)
    hidden = {one.pk for one in notices} - {one.pk for one in shown}
    # Who sees pages as somebody else changes nothing by it.
    if hidden and Scope.MODIFY in actor.scopes:
        with writing():
            withdraw(hidden)
    return shown


def _wanted(request: HttpRequest) -> Filter:
    asked = request.GET
    return Filter(asked.get("topic", ""), asked.get("center", ""), is_unread=asked.get("show") == "unread")


def _query(wanted: Filter) -> str:
    return urlencode(
        {"topic": wanted.topic, "center": wanted.center_id, "show": "unread" if wanted.is_unread else "all"}
    )


def _back(request: HttpRequest) -> HttpResponseBase:
    return HttpResponseRedirect(f"{reverse('inbox')}?{_query(_wanted(request))}")
