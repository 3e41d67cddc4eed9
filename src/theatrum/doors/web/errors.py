"""Refusals and defects as pages. The one table of this door from kinds of refusal to statuses."""

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.doors.web import viewer
from theatrum.doors.web.asking import Asking, asking
from theatrum.drivers.blobs.errors import StoreUnavailable
from theatrum.kernel.errors import DomainError, Kind
from theatrum.repository.files.errors import FileIsLocked

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """How a kind of refusal is shown: status, heading, and what to do."""

    status: int
    heading: str
    advice: str


PAGES = {
    Kind.INVALID: Page(
        400, "This cannot be done as asked", "Go back, change what the message names, and send it again."
    ),
    Kind.UNAUTHENTICATED: Page(401, "Please sign in", "Sign in, and you come back to this page."),
    Kind.FORBIDDEN: Page(
        403, "You may not do this", "Ask whoever shares it with you, or an administrator, for access."
    ),
    Kind.NOT_FOUND: Page(
        404, "There is nothing here", "It may have been moved or deleted, or it is not shared with you."
    ),
    Kind.CONFLICT: Page(409, "Something stands in the way", "Go back, mend what the message names, and send it again."),
    Kind.STALE: Page(
        412, "Somebody else was faster", "Load the page again to see the present state, then repeat your change."
    ),
    Kind.TOO_LARGE: Page(413, "This is too large", "Send less at once."),
    Kind.LOCKED: Page(423, "This is locked", "Whoever locked it can open it again."),
    Kind.LIMIT: Page(400, "That is more than is allowed", "Ask for less at once."),
    Kind.UNSUPPORTED: Page(501, "This installation does not do that", "Go back and choose another way."),
}

# A file that nobody has shut for good: it may open by itself while somebody reads this.
_LOCKED_FILE = Page(
    403,
    "This file is locked for now",
    "What still waits to be screened opens by itself, mostly within a minute: load the page again.",
)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponseBase:
    """Answer a refusal: the way to sign in where that may help, else a page (or a fragment for htmx)."""
    wants_sign_in = error.kind in {Kind.UNAUTHENTICATED, Kind.FORBIDDEN} and viewer.account(request) is None
    if wants_sign_in and request.method == "GET":
        wanted = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('account_login')}?{wanted}")
    if request.content_type == "application/json":
        return as_json(error)
    if isinstance(error, GateClosed):
        return _closed_gate(request, error)
    page = _LOCKED_FILE if isinstance(error, FileIsLocked) else PAGES[error.kind]
    return _show(request, page, message=str(error), code=error.code, whom=asking(request, error))


def as_json(error: DomainError) -> JsonResponse:
    """Answer a refusal to a script of a page, with the status that the page would have."""
    return JsonResponse({"reason": str(error), "code": error.code}, status=PAGES[error.kind].status)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001  # Django's signature
    """Answer an unknown address; one that only lacks (or has) a slash at its end leads to the right one."""
    other = request.path.removesuffix("/") if request.path.endswith("/") else f"{request.path}/"
    if request.method == "GET" and _is_known(other):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{other}?{query}" if query else other)
    message = f"This server has no page at {request.path}."
    return _show(request, PAGES[Kind.NOT_FOUND], message=message, code="page.not_found")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001  # Django's signature
    """Answer what Django itself finds suspicious; it may not know whose request it is."""
    return _plain(400, "This request cannot be answered", "Its address or its headers are not right.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:  # noqa: ARG001  # Django's signature
    """Answer what Django's own views refuse."""
    return _show(request, PAGES[Kind.FORBIDDEN], message="This is not open to your account.", code="page.forbidden")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form whose protection token does not fit."""
    page = Page(403, "This form has grown old", "Go back, load the page again, and send the form once more.")
    message = "The form was opened before you signed in or out, or your browser blocks this site's cookies."
    return _show(request, page, message=message, code=f"page.csrf: {reason}" if reason else "page.csrf")


def server_error(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001  # Django's signature
    """Answer a defect of ours without details, and without anything that could fail again."""
    return _plain(
        500, "Something broke on our side", "Your data is as it was before. Tell an administrator when this happened."
    )


def store_unavailable(request: HttpRequest, error: StoreUnavailable) -> HttpResponseBase:
    """Answer while the store of files is out of reach; scripts of uploads go on by themselves when it is back."""
    _log.error("the store of files cannot be used: %s %s", request.method, request.path, exc_info=error)
    if request.content_type == "application/json":
        return JsonResponse({"reason": str(error)}, status=503)
    page = Page(503, "Files are out of reach for now", "Nothing is lost. Load the page again in a minute.")
    return _show(request, page, message=str(error), code="server.store")


def _show(request: HttpRequest, page: Page, *, message: str, code: str, whom: Asking | None = None) -> HttpResponse:
    values = {"page": page, "message": message, "code": code, "asking": whom}
    template = "errors/fragment.html" if "HX-Request" in request.headers else "errors/refusal.html"
    return render(request, template, values, status=page.status)


def _closed_gate(request: HttpRequest, error: GateClosed) -> HttpResponse:
    """Say which gate is closed, who can open it, and lead there."""
    if "HX-Request" in request.headers:
        return render(request, "onboarding/parts/gate_notice.html", {"closed": error}, status=403)
    return render(request, "errors/gate.html", {"closed": error}, status=403)


def _plain(status: int, heading: str, advice: str) -> HttpResponse:
    values = {"status": status, "heading": heading, "advice": advice}
    return HttpResponse(render_to_string("errors/plain.html", values), status=status)


def _is_known(path: str) -> bool:
    try:
        return not resolve(path).view_name.startswith("api")
    except Resolver404:
        return False
