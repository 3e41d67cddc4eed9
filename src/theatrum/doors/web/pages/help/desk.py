"""The desk: what waits, for whom and since when, for those who work on it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.helpdesk import people, queries, queues
from theatrum.consortium.helpdesk.errors import NotOfTheDesk
from theatrum.consortium.helpdesk.queries import Wanted
from theatrum.consortium.helpdesk.sight import is_desk
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.people import is_officer
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.help import words
from theatrum.repository.accounts import queries as accounts

PAGE = 50
_NAMES = ("q", "queue", "state", "assignee", "center")


@viewer.signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """List tickets by queue, state, assignee and center; those that wait longest at the top."""
    support = queues.support()
    actor = viewer.actor(request)
    if not is_desk(actor):
        raise NotOfTheDesk
    chosen = {name: request.GET.get(name, "").strip()[:100] for name in _NAMES}
    state = chosen["state"] or "open"
    wanted = Wanted(
        words=chosen["q"],
        queue=chosen["queue"],
        state="" if state == "every" else state,
        assignee=chosen["assignee"],
        center_id=chosen["center"],
    )
    page = Paginator(queries.search(actor, wanted), PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(actor)
    staff = accounts.names(people.staff())
    values = {
        "page": page,
        "lines": words.lines(page.object_list),
        "queues": [
            (one, counts.get(one.queue, 0)) for one in support.queues if not one.is_private or is_officer(actor)
        ],
        "mine": counts["#me"],
        "nobodys": counts["#nobody"],
        "chosen": {**chosen, "state": state},
        "staff": sorted(staff.items(), key=lambda pair: pair[1]),
        "centers": list(known_centers(in_force()).values()),
        "query": "".join(f"{name}={value}&" for name, value in chosen.items() if value),
        "is_desk": True,
        "tab": "desk",
    }
    return render(request, "help/desk.html", values)
