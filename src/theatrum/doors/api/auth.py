"""Who asks: bearer tokens only. A cookie means nothing here, so no page can act in a user's name."""

from typing import cast

from django.http import HttpRequest

from theatrum.kernel.errors import NotAuthenticated
from theatrum.repository.access.permissions import ANONYMOUS, Actor
from theatrum.repository.accounts.actions import tokens


class ApiRequest(HttpRequest):
    """A request of this door: it knows its actor. For types only; Django makes plain requests."""

    actor: Actor


def authenticate(request: HttpRequest) -> bool:
    """Set the request's actor; without a token it is anonymous. Raises TokenIsInvalid, NotAuthenticated."""
    cast("ApiRequest", request).actor = _actor(request.headers.get("Authorization", ""))
    return True


def _actor(header: str) -> Actor:
    if not header:
        return ANONYMOUS
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated(reason="Authorization must be 'Bearer' and an access token.")
    return tokens.token_actor(token.strip())
