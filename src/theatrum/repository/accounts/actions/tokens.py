"""Personal access tokens: made once, shown once, known afterwards by their SHA-256 only."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from theatrum.drivers.db import transactions
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts import policy, queries
from theatrum.repository.accounts.credentials import digest
from theatrum.repository.accounts.errors import NotAllowed, TokenIsInvalid, TokenNotFound, TokenRequestIsInvalid
from theatrum.repository.accounts.identification import find_bearer, principals_of
from theatrum.repository.accounts.models import AccessToken
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit

PREFIX = "thm_"
_TOUCH_EVERY = timedelta(minutes=1)
_LONGEST_NAME = 100


@dataclass(frozen=True)
class NewToken:
    """A token just made; ``text`` is shown once and kept nowhere."""

    token: AccessToken
    text: str


def create_token(
    *, actor: Actor, user_id: int, name: str, scopes: Iterable[str], expires_on: datetime | None = None
) -> NewToken:
    """Make a token for oneself; the command line makes them for anybody.

    An administrator does not: what a token does stands in the log under its owner's name.
    Raises UserNotFound, NotAllowed, TokenRequestIsInvalid.
    """
    user = queries.find_user(user_id)
    policy.require_self_or_administrator(actor, user_id, to="create access tokens")
    if actor.id not in {user_id, OPERATOR_ID}:
        raise NotAllowed(reason="Access tokens are made by the person they speak for.")
    name, moment = name.strip(), clock.now()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise TokenRequestIsInvalid(reason=f"Give the token a name of 1 to {_LONGEST_NAME} characters.")
    if user.tokens.filter(name=name, revoked_on=None).exists():
        raise TokenRequestIsInvalid(
            reason=f"There is a token named {name!r} already. Choose another name, or revoke it."
        )
    known = policy.valid_scopes(scopes)
    text = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=user,
        name=name,
        digest=digest(text),
        hint=text[: len(PREFIX) + 4],
        scopes=[scope.value for scope in known],
        created_on=moment,
        expires_on=policy.valid_expiry(expires_on, moment=moment),
    )
    facts = {"user": user_id, "name": name, "scopes": token.scopes}
    audit.record(actor.id, "token_created", subject_kind="access_token", subject_id=token.pk, after=facts)
    return NewToken(token=token, text=text)


def revoke_token(*, actor: Actor, token_id: int) -> None:
    """End a token at once; revoking it again does nothing. Raises TokenNotFound."""
    token = AccessToken.objects.filter(pk=token_id).first()
    if token is None or (token.user_id != actor.id and not actor.is_administrator):
        raise TokenNotFound(id=token_id)
    policy.require_self_or_administrator(actor, token.user_id, to="revoke this token")
    if AccessToken.objects.filter(pk=token_id, revoked_on=None).update(revoked_on=clock.now()):
        audit.record(actor.id, "token_revoked", subject_kind="access_token", subject_id=token_id)


def token_actor(text: str) -> Actor:
    """Return who a token speaks for, and remember its use (at most once a minute).

    Doors call this before they open their transaction: the touch is one of its own, so that neither a
    roll-back loses it nor a long request holds it. Raises TokenIsInvalid.
    """
    moment = clock.now()
    token = find_bearer(digest(text), moment=moment, touched_within=_TOUCH_EVERY)
    if token is None:
        raise TokenIsInvalid(reason="Invalid access token: this server does not know it.")
    if token.is_revoked:
        raise TokenIsInvalid(reason="Invalid access token: it was revoked. Create a new one in your settings.")
    if token.is_expired:
        raise TokenIsInvalid(reason="Invalid access token: it has expired. Create a new one in your settings.")
    if not token.is_active:
        raise TokenIsInvalid(reason="Invalid access token: its owner's account is closed.")
    if token.is_untouched:
        _touch(token.token_id, moment)
    return Actor(
        id=token.user_id,
        principal_ids=principals_of(token.user_id),
        is_certified=token.is_certified,
        is_administrator=token.is_administrator,
        scopes=frozenset(Scope(scope) for scope in token.scopes),
    )


def _touch(token_id: int, moment: datetime) -> None:
    untouched = Q(last_used_on=None) | Q(last_used_on__lte=moment - _TOUCH_EVERY)
    with transactions.writing():
        AccessToken.objects.filter(untouched, pk=token_id).update(last_used_on=moment)
