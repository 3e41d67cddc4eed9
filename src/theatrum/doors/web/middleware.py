"""What happens around every request of Django's: proxies believed or not, headers, refusals as pages."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from theatrum.doors.web import errors
from theatrum.drivers import installation
from theatrum.drivers.blobs.errors import StoreUnavailable
from theatrum.kernel.errors import DomainError, InvalidRequest

# Bearer tokens only, and errors in words of their own: pages' rules are none of theirs.
OTHER_DOORS = ("/repo/", "/auth/", "/file/")
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
GetResponse = Callable[[HttpRequest], HttpResponseBase]

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def content_security_policy() -> str:
    """Return what pages may load and reach: this server, and where parts of uploads go."""
    reached = " ".join(("connect-src 'self'", *installation.settings().upload_origins))
    return _CONTENT_SECURITY_POLICY.replace("connect-src 'self'", reached)


class ProxyHeaders:
    """Takes address, scheme and host from X-Forwarded-* as far as as many proxies are trusted.

    With a count of n the n-th entry from the right was written by the outermost trusted proxy; what
    stands before it came from the client and is ignored. The headers are removed afterwards, so that
    nothing further in believes them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._trusted = installation.settings().trusted_proxies

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        address = self._outermost(meta.pop("HTTP_X_FORWARDED_FOR", ""))
        scheme = self._outermost(meta.pop("HTTP_X_FORWARDED_PROTO", ""))
        host = self._outermost(meta.pop("HTTP_X_FORWARDED_HOST", ""))
        if _is_address(address):
            meta["REMOTE_ADDR"] = address
        if scheme in {"http", "https"}:
            meta["wsgi.url_scheme"] = scheme
        if host:
            meta["HTTP_HOST"] = host
        return self._get_response(request)

    def _outermost(self, header: str) -> str:
        entries = [entry.strip() for entry in header.split(",") if entry.strip()]
        if not self._trusted or not entries:
            return ""
        return entries[-min(self._trusted, len(entries))]


class CleanText:
    """Refuses NUL in an address or in a sent form: no database column and no page can hold one.

    The wire refuses it by itself, in its own words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Answer what no view should see."""
        if request.path.startswith(OTHER_DOORS):
            return None
        is_form = request.method == "POST" and request.content_type in _FORMS
        sent = [request.GET, request.POST] if is_form else [request.GET]
        values = (text for data in sent for name, found in data.lists() for text in (name, *found))
        if "\0" in request.path or any("\0" in text for text in values):
            return errors.refusal(request, InvalidRequest(reason="The request contains a NUL character: take it out."))
        return None


class SecurityHeaders:
    """Sends the same strict headers with every answer; a view may set its own before."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._headers = {"Content-Security-Policy": content_security_policy(), **_HEADERS}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # A page shows what one person may see; going back re-asks whether they still may.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class DomainErrors:
    """Turns a refusal that a view did not handle into a page that says what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer for domain errors, and a store out of reach; anything else is a defect and becomes the 500 page."""
        if isinstance(exception, StoreUnavailable):
            return errors.store_unavailable(request, exception)
        if not isinstance(exception, DomainError):
            return None
        return errors.refusal(request, exception)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
