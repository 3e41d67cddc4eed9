"""What names, addresses and requests are acceptable: pure rules, no database."""

import re
from collections.abc import Iterable
from datetime import datetime

from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.accounts.errors import (
    EmailIsInvalid,
    NameIsInvalid,
    NotAllowed,
    TokenRequestIsInvalid,
)

_USER_NAME = re.compile(r"[A-Za-z0-9._-]{3,150}")
_TEAM_NAME = re.compile(r"[A-Za-z0-9 ._-]{3,256}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST_EMAIL = 254

USER_NAME_RULE = (
    "User names can only contain letters, numbers, dot (.), dash (-) and underscore (_) "
    "and must be at least 3 characters long."
)
TEAM_NAME_RULE = (
    "Team names can only contain letters, numbers, spaces, dot (.), dash (-), underscore (_) "
    "and must be at least 3 characters long."
)


def valid_user_name(name: str) -> str:
    """Return the name without surrounding blanks. Raises NameIsInvalid."""
    name = name.strip()
    if _USER_NAME.fullmatch(name) is None:
        raise NameIsInvalid(rule=USER_NAME_RULE, name=name)
    return name


def valid_team_name(name: str) -> str:
    """Return the name without surrounding blanks. Raises NameIsInvalid."""
    name = name.strip()
    if _TEAM_NAME.fullmatch(name) is None:
        raise NameIsInvalid(rule=TEAM_NAME_RULE, name=name)
    return name


def name_key(name: str) -> str:
    """Return the form in which names are compared: their case does not tell them apart."""
    return name.lower()


def valid_email(address: str) -> str:
    """Return the address in lower case: one mailbox is one account. Raises EmailIsInvalid."""
    address = address.strip().lower()
    if len(address) > _LONGEST_EMAIL or _EMAIL.fullmatch(address) is None:
        raise EmailIsInvalid(email=address)
    return address


def valid_scopes(scopes: Iterable[str]) -> list[Scope]:
    """Return the scopes in their own order, at least one. Raises TokenRequestIsInvalid."""
    asked = set(scopes)
    known = [scope for scope in Scope if scope.value in asked]
    if not known or len(known) < len(asked):
        raise TokenRequestIsInvalid(reason=f"Choose at least one scope of: {', '.join(Scope)}.")
    return known


def valid_expiry(expires_on: datetime | None, *, moment: datetime) -> datetime | None:
    """Return the expiry; None is never. Raises TokenRequestIsInvalid for one in the past."""
    if expires_on is not None and expires_on <= moment:
        raise TokenRequestIsInvalid(reason="The expiry lies in the past. Choose a later day.")
    return expires_on


def require_administrator(actor: Actor, *, to: str) -> None:
    """Return quietly for an administrator whose token may modify. Raises NotAllowed."""
    if not actor.is_administrator or Scope.MODIFY not in actor.scopes:
        raise NotAllowed(reason=f"Only an administrator may {to}.")


def require_self_or_administrator(actor: Actor, user_id: int, *, to: str) -> None:
    """Return quietly if the account is the actor's own, or the actor an administrator. Raises NotAllowed."""
    if Scope.MODIFY not in actor.scopes:
        raise NotAllowed(reason=f"This access token lacks the scope 'modify', which it needs to {to}.")
    if actor.is_anonymous or (actor.id != user_id and not actor.is_administrator):
        raise NotAllowed(reason=f"Only owner or administrator may {to}.")
