"""The audit log: who did what to what, when, and what was there before and after."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.doors.web import viewer
from theatrum.repository.accounts import queries
from theatrum.repository.audit.queries import actions_known, events

_A_PAGE = 50
_FILTERS = ("actor", "action", "kind", "subject", "since", "until")


@viewer.administrators_only
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show a page of the log, newest first, filtered by what the address names."""
    asked = {name: value for name in _FILTERS if (value := request.GET.get(name, "").strip())}
    page = Paginator(events(**asked), _A_PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "asked": asked,
        "query": f"{urlencode(asked)}&" if asked else "",
        "names": queries.names(event.actor_id for event in page),
        "actions": actions_known(),
    }
    return render(request, "administration/audit.html", values)
