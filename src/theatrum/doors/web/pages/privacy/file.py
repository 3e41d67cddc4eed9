"""One file for its reviewer: everything that was found, by place and shape, and its pictures."""

from threading import BoundedSemaphore

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.showing import shown_picture
from theatrum.consortium.screening import reviews
from theatrum.consortium.screening.models import Screening
from theatrum.consortium.screening.states import REVIEWED
from theatrum.consortium.screening.stored import opened
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.privacy.queue import card, tomorrow
from theatrum.doors.web.pages.privacy.words import badge, shown
from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.audit import actions as audit

_A_PAGE = 100
_SIDE = 900  # pixels
# A picture takes some hundred megabytes while it is made, and a gallery asks for many at once.
_making = BoundedSemaphore(2)


@viewer.signed_in
def file(request: HttpRequest, handle_id: int) -> HttpResponseBase:
    """Show a file."""
    found = reviews.find_screening(viewer.actor(request), handle_id)
    (held,) = reviews.held([found])
    page = Paginator(found.places.order_by("pk"), _A_PAGE).get_page(request.GET.get("page"))
    decisions = list(found.decisions.order_by("-at"))
    values = card(held) | {
        "badge": badge(found),
        "page": page,
        "rows": [shown(place) for place in page],
        "is_waiting": found.state in REVIEWED and found.purged_on is None,
        "facts": [(name, _said(value)) for name, value in sorted(found.facts.items())],
        "decisions": decisions,
        "names": accounts.names({found.uploader_id, *(one.actor_id for one in decisions)}),
        "tomorrow": tomorrow(),
    }
    return render(request, "privacy/file.html", values)


@viewer.signed_in
@never_cache
def picture(request: HttpRequest, handle_id: int, number: int) -> HttpResponseBase:
    """Send a picture of a label as PNG. It is made for this answer, kept nowhere, and who looks is remembered."""
    actor = viewer.actor(request)
    found = reviews.find_screening(actor, handle_id)
    if number >= len(found.pictures) or found.purged_on is not None:
        raise Http404
    try:
        content = _drawn(found, number)
    except (Unreadable, BudgetSpent, BlobNotFound):
        raise Http404 from None
    with writing():
        audit.record(actor.id, "label_shown", subject_kind="filehandle", subject_id=handle_id)
    return HttpResponse(content, content_type="image/png")


def _drawn(found: Screening, number: int) -> bytes:
    kind, place, index, width, height = found.pictures[number]
    with _making, opened(found.handle) as stored:
        return shown_picture(stored, found.label, Picture(kind, place, index, width, height), largest=_SIDE)


def _said(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
