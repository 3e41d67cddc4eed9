"""What a signed-in person must do before anything else: change a given password, accept the terms."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from theatrum.doors.web import viewer
from theatrum.doors.web.middleware import OTHER_DOORS
from theatrum.repository.accounts import queries

# Reached whatever is still to be done, or nobody could do it.
_ALWAYS_OPEN = frozenset(
    {
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "terms",
        "terms_accept",
        # Help, above all what concerns privacy, waits for nothing.
        "help",
        "help_new",
        "help_privacy",
        "help_access",
        "help_upload",
        "ticket",
        "ticket_say",
        "ticket_act",
        "ticket_file",
    }
)


class AccountGates:
    """Leads people to what they must do first, and back to where they wanted to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Answer with the way to the first closed gate, if there is one."""
        # The wire asks ``queries.require_terms`` itself.
        if request.path.startswith(OTHER_DOORS):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in _ALWAYS_OPEN:
            return None
        gate = _closed_gate(request)
        return None if gate is None else _lead(request, reverse(gate))


def _closed_gate(request: HttpRequest) -> str | None:
    user = viewer.account(request)
    if user is None:
        return None
    if user.must_change_password:
        return "account_change_password"
    return "terms" if queries.unaccepted_terms(user.pk) is not None else None


def _lead(request: HttpRequest, gate: str) -> HttpResponseBase:
    wanted = request.get_full_path() if request.method == "GET" else "/"
    address = f"{gate}?{urlencode({'next': wanted})}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
