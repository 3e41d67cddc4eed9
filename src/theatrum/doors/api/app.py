"""The three services of the wire, put together from the routes; and the frame around every one.

ninja is the router and nothing more: bodies, actors, transactions, results and errors are ours.
"""

import functools
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from ninja import NinjaAPI

from theatrum.doors.api import errors
from theatrum.doors.api.auth import authenticate
from theatrum.doors.api.bodies import require_clean_address
from theatrum.doors.api.operations import Routes

View = Callable[..., HttpResponse]


class Service(NinjaAPI):
    """One service: every exception of its operations goes through this door's one table."""

    def on_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse:  # type: ignore[override]  # ninja's is generic
        """Answer with Synapse's error body."""
        return errors.answer(request, exc)


def service(name: str, routes: Iterable[Routes]) -> list[URLPattern]:
    """Return the URL patterns of one service, each inside the frame."""
    api = Service(title=f"Theatrum {name}", urls_namespace=name, docs_url=None, openapi_url=None, auth=authenticate)
    for each in routes:
        api.add_router("", each.router)
    patterns, _, _ = api.urls
    found = [pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in found:
        pattern.callback = framed(pattern.callback)
    # A fixed word beats a parameter, in whatever order the routes were declared.
    return sorted(found, key=_parameters_by_place)


def _parameters_by_place(pattern: URLPattern) -> list[bool]:
    return [piece.startswith("<") for piece in str(pattern.pattern).split("/")]


def framed(view: View) -> View:
    """Answer in Synapse's form whatever happens: a wrong method, a bad address, an exception."""

    @functools.wraps(view)
    def inside(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        try:
            require_clean_address(request)
            response = view(request, *args, **values)
        except Exception as error:  # noqa: BLE001  # the last frame before Django: nothing may pass it
            return errors.answer(request, error)
        if isinstance(response, HttpResponseNotAllowed):
            return errors.method_not_allowed(request, response["Allow"])
        return response

    inside.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is ever looked at here
    return inside
