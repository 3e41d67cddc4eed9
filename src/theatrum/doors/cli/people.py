"""Accounts as the command line and the first start make them. Imported when Django is ready."""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass

from theatrum.consortium.centers.actions import appoint
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Scope
from theatrum.repository.accounts import queries
from theatrum.repository.accounts.actions import people, terms, tokens
from theatrum.repository.accounts.hashing import hash_password
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR

# Without those that look alike in print.
_LETTERS = "".join(set(string.ascii_letters + string.digits) - set("0OoIl1"))


@dataclass(frozen=True)
class Made:
    """An account just made, with its secrets, which are kept nowhere."""

    user: User
    password: str
    token: str = ""


def random_password() -> str:
    """Return a password of some 94 bits that can be typed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def create(*, name: str, email: str, wanted: Mapping[str, object]) -> Made:
    """Make an account with what the command's options want."""
    password = random_password()
    hashed = hash_password(password)  # slow, so before the transaction
    role, center = wanted.get("role"), wanted.get("center")
    with writing():
        user = people.create_user(
            actor=OPERATOR,
            username=name,
            email=email,
            password_hash=hashed,
            is_administrator=bool(wanted.get("administrator")),
            is_certified=bool(wanted.get("certified")),
            must_change_password=True,
        )
        if role:
            center_id = str(center) if center else None
            appoint(actor=OPERATOR, profile=in_force(), user_id=user.pk, role=str(role), center_id=center_id)
        if wanted.get("accept_terms"):
            accept_terms(user)
        token = _token(user, "command line") if wanted.get("token") else ""
    return Made(user=user, password=password, token=token)


def accept_terms(user: User) -> None:
    """Remember that a person has accepted the terms in force, if there are any."""
    current = queries.current_terms()
    if current is not None:
        terms.accept_terms(actor=queries.actor_of(user), version=current.version)


def publish_terms() -> None:
    """Put the profile's terms of service in force, unless these or newer ones are."""
    wanted = in_force().terms_of_service
    if not queries.terms_versions().filter(version=wanted.version).exists():
        terms.publish_terms(actor=OPERATOR, version=wanted.version, text=wanted.text)


def reset_password(name: str) -> str:
    """Give somebody a new password. Raises UserNotFound."""
    password = random_password()
    hashed = hash_password(password)
    with writing():
        user = queries.find_user_by_name(name)
        people.set_password(actor=OPERATOR, user_id=user.pk, password_hash=hashed, must_change_password=True)
    return password


def make_token(name: str, *, label: str) -> str:
    """Make a token with all scopes for somebody. Raises UserNotFound, TokenRequestIsInvalid."""
    with writing():
        return _token(queries.find_user_by_name(name), label)


def _token(user: User, label: str) -> str:
    return tokens.create_token(actor=OPERATOR, user_id=user.pk, name=label, scopes=list(Scope)).text
