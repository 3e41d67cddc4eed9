"""The terms of service: read by anybody, accepted by whoever is signed in."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from theatrum.doors.web import viewer
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions.terms import accept_terms


def terms(request: HttpRequest) -> HttpResponseBase:
    """Show the terms in force, and the button where they wait for an answer."""
    user = viewer.account(request)
    values = {
        "terms": queries.current_terms(),
        "waits": user is not None and queries.unaccepted_terms(user.pk) is not None,
        "next": request.GET.get("next", "/"),
    }
    return render(request, "pages/terms.html", values)


@viewer.signed_in
@require_POST
def accept(request: HttpRequest) -> HttpResponseBase:
    """Remember the yes, and go on to where the person wanted to go."""
    with writing():
        accept_terms(actor=viewer.actor(request), version=request.POST.get("version", ""))
    wanted = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_ours else "/")
