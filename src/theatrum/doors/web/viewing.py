"""Pages as the people of a center see them: kept in the session of a liaison, read-only, ended by itself.

It holds for pages alone: programs and the grid's connection know no session. While it lasts, the request has another
actor, no form is taken, and no write transaction opens in its thread.
"""

import copy
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from theatrum.consortium.centers.viewpoints import Viewpoint
from theatrum.consortium.liaison import viewing
from theatrum.consortium.liaison.errors import ViewIsReadOnly
from theatrum.doors.web import errors, viewer
from theatrum.doors.web.middleware import OTHER_DOORS
from theatrum.drivers.db.transactions import reading_only, writing
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError

_KEY = "theatrum.viewing"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What still works as oneself.
_WAYS_OUT = ("viewing_stop", "account_logout")
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def start(request: HttpRequest, center_id: str) -> None:
    """See pages as a center does from the next request on."""
    until = clock.now() + viewing.LASTS
    request.session[_KEY] = {"center": center_id, "until": until.isoformat()}


def stop(request: HttpRequest) -> str:
    """See pages as oneself again; returns the center that was seen, or nothing. Notes it in the open transaction."""
    kept = request.session.pop(_KEY, None)
    if kept is None:
        return ""
    viewing.end_viewing(actor=viewer.actor(request), center_id=kept["center"])
    return str(kept["center"])


class ViewAsCenter:
    """Puts a center's view in the place of the viewer's own, for as long as they may have it."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OTHER_DOORS) or _KEY not in request.session:
            return self._get_response(request)
        if request.path in {reverse(name) for name in _WAYS_OUT}:
            return self._get_response(request)
        seen = _current(request)
        if seen is None:
            return self._get_response(request)
        _become(request, seen)
        refused = ViewIsReadOnly(center=seen.center_id)
        if request.method not in _SAFE:
            return errors.refusal(request, refused)
        with reading_only(refused):
            return self._get_response(request)


def _current(request: HttpRequest) -> Viewpoint | None:
    """Return whose view the request has; ends one that is over, or that the viewer may not have any more."""
    kept = request.session[_KEY]
    if viewer.account(request) is not None and clock.now() < datetime.fromisoformat(kept["until"]):
        try:
            return viewing.view_as(viewer.actor(request), kept["center"])
        except DomainError:
            pass  # they guide the center no more
    with writing():
        stop(request)
    return None


def _become(request: HttpRequest, seen: Viewpoint) -> None:
    user = copy.copy(viewer.account(request))
    if user is not None:
        user.is_administrator = False
        request.user = user
    viewer.keep(request, seen)
