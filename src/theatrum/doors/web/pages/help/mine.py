"""My tickets, and the way to a new one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.liaisons import liaisons_of
from theatrum.consortium.helpdesk import queries, queues
from theatrum.consortium.helpdesk.queries import Wanted
from theatrum.consortium.helpdesk.sight import is_desk
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.help import words
from theatrum.repository.accounts.models import User

PAGE = 50


@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """List the tickets that a person reported, follows, or sees for their center."""
    support = queues.support()
    actor = viewer.actor(request)
    if actor.is_anonymous:
        return HttpResponseRedirect(reverse("help_access"))
    show, text = request.GET.get("show", "mine"), request.GET.get("q", "").strip()[:100]
    state = request.GET.get("state", "open")
    wanted = Wanted(words=text, state="" if state == "every" else state)
    found = queries.search(actor, wanted).order_by("-changed_on")
    if show != "center":
        found = found.filter(pk__in=queries.mine(actor).values("pk"))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "lines": words.lines(page.object_list),
        "queues": support.queues,
        "show": show,
        "state": state,
        "q": text,
        "is_desk": is_desk(actor),
        "liaisons": _liaisons(actor.id),
        "query": f"show={show}&state={state}&q={text}&",
        "tab": "mine",
    }
    return render(request, "help/mine.html", values)


def _liaisons(user_id: int) -> list[tuple[str, User]]:
    centers = dict.fromkeys(one.center_id for one in active_of(user_id))
    return sorted(liaisons_of(centers).items())
