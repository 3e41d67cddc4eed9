"""The register: all requests that a person may see, those open for comments at the top."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Value, When
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.helpdesk.sight import is_desk
from theatrum.consortium.rfcs.models import State
from theatrum.consortium.rfcs.queries import visible
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.rfcs import words
from theatrum.repository.accounts import queries as accounts

PAGE = 50
_ORDER = (State.OPEN, State.DCC_REVIEW, State.DRAFT, State.CLOSED, State.IMPLEMENTED)


@viewer.signed_in
@require_safe
def rfcs(request: HttpRequest) -> HttpResponseBase:
    """List requests."""
    actor = viewer.actor(request)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100]
    found = visible(actor)
    if state in State.values:
        found = found.filter(state=state)
    for word in text.split():
        found = found.filter(title__icontains=word)
    whens = [When(state=one, then=Value(place)) for place, one in enumerate(_ORDER)]
    ordered = found.annotate(place=Case(*whens, output_field=IntegerField()), said=Count("comments"))
    page = Paginator(ordered.order_by("place", "-changed_on"), PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "rows": [(one, words.STATES[State(one.state)]) for one in page.object_list],
        "names": accounts.names({one.owner_id for one in page.object_list}),
        "states": [(one.value, badge.text) for one, badge in words.STATES.items()],
        "state": state,
        "q": text,
        "may_begin": is_staff(actor),
        "is_desk": is_desk(actor),
        "query": f"state={state}&q={text}&",
        "tab": "rfcs",
    }
    return render(request, "rfcs/list.html", values)
