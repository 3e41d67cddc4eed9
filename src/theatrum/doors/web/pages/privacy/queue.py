"""The files that wait for a reviewer, as a gallery: label, places, shapes; and the decisions that can be undone."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.screening import reviews
from theatrum.consortium.screening.reviews import Held, Wanted
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.privacy.words import class_of, pictures_of, shown
from theatrum.kernel import clock
from theatrum.repository.accounts import queries as accounts

_A_PAGE = 24


@viewer.signed_in
def queue(request: HttpRequest) -> HttpResponseBase:
    """Show what waits, the oldest first, filtered by what the address names."""
    actor = viewer.actor(request)
    asked = {
        name: value for name in ("center", "code", "pattern", "scanner") if (value := request.GET.get(name, "").strip())
    }
    found = reviews.waiting(actor, Wanted(**asked))
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    batches = reviews.batches(actor)
    count, oldest = reviews.in_work()
    values = {
        "page": page,
        "cards": [card(one) for one in reviews.held(page.object_list)],
        "asked": asked,
        "query": f"{urlencode(asked)}&" if asked else "",
        "alike": reviews.alike(found) if "pattern" not in asked else [],
        "centers": reviews.centers_waiting(actor),
        "codes": [(code, class_of(code), number) for code, number in reviews.codes_waiting(actor)],
        "batches": batches,
        "names": accounts.names({one.actor_id for one in batches}),
        "in_work": count,
        "oldest": oldest,
        "tomorrow": tomorrow(),
    }
    return render(request, "privacy/queue.html", values)


def card(held: Held) -> dict[str, object]:
    """Return what the gallery shows of a file."""
    one = held.screening
    return {
        "file": one,
        "node": held.node,
        "pictures": pictures_of(one),
        "places": [shown(place) for place in held.places],
        "more": held.more,
    }


def tomorrow() -> date:
    """Return the first day until which a rule may hold."""
    return clock.now().date() + timedelta(days=1)
