"""What is always allowed: the rules in force, and the end of each."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from theatrum.consortium.screening import reviews
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.privacy.words import class_of
from theatrum.repository.accounts import queries as accounts

_A_PAGE = 50


@viewer.signed_in
def rules(request: HttpRequest) -> HttpResponseBase:
    """List the rules in force, by center."""
    page = Paginator(reviews.rules_in_force(viewer.actor(request)), _A_PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "rows": [(rule, class_of(rule.code)) for rule in page],
        "names": accounts.names({rule.made_by for rule in page}),
    }
    return render(request, "privacy/rules.html", values)
