"""Who looks at this page: the account, and the actor that every action and query takes."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from theatrum.consortium.centers import sight
from theatrum.repository.access.permissions import ANONYMOUS, Actor
from theatrum.repository.accounts.errors import NotAllowed
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_KEPT = "theatrum.actor"
_KEPT_STAFF = "theatrum.staff"


def account(request: HttpRequest) -> User | None:
    """Return the account of whoever is signed in."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_active else None


def actor(request: HttpRequest) -> Actor:
    """Return the actor of this request; looked up once."""
    kept = request.META.get(_KEPT)
    if isinstance(kept, Actor):
        return kept
    user = account(request)
    found = ANONYMOUS if user is None else actor_of(user)
    request.META[_KEPT] = found
    return found


def keep(request: HttpRequest, seen: Actor) -> None:
    """Let somebody else be the actor of this request."""
    request.META[_KEPT] = seen
    request.META.pop(_KEPT_STAFF, None)


def signed_in(view: View[P]) -> View[P]:
    """Ask for a sign-in before the view is shown."""
    return login_required(view)


def is_staff(request: HttpRequest) -> bool:
    """Tell whether the viewer is of the coordinating center's staff, or an administrator; looked up once."""
    kept = request.META.get(_KEPT_STAFF)
    if not isinstance(kept, bool):
        kept = request.META[_KEPT_STAFF] = account(request) is not None and sight.is_staff(actor(request))
    return kept


def staff_only(view: View[P]) -> View[P]:
    """Refuse the view to everybody but the coordinating center's staff."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_staff(request):
            raise NotAllowed(reason="This page is for the staff of the data coordinating center.")
        return view(request, *args, **kwargs)

    update_wrapper(guarded, view)
    return login_required(guarded)


def administrators_only(view: View[P]) -> View[P]:
    """Refuse the view to everybody but administrators."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not actor(request).is_administrator:
            raise NotAllowed(reason="This page is for administrators of this installation.")
        return view(request, *args, **kwargs)

    update_wrapper(guarded, view)
    return login_required(guarded)
