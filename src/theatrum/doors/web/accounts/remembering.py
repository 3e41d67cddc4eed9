"""Writes into the audit log what allauth does to accounts, and ends the duty to change a given password.

allauth writes outside our actions; its signals are where it tells. Each handler is the door of its own
small transaction: the slow part, hashing, is over by then.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import Signal

from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import actions as audit

_REMEMBERED = {
    "signed_in": account.user_logged_in,
    "signed_out": account.user_logged_out,
    "password_changed": account.password_changed,
    "password_reset": account.password_reset,
    "password_set": account.password_set,
    "email_changed": account.email_changed,
    "authenticator_added": mfa.authenticator_added,
    "authenticator_removed": mfa.authenticator_removed,
    "authenticator_reset": mfa.authenticator_reset,
    "authentication_failed": mfa.authentication_failed,
}
_PASSWORD = frozenset({"password_changed", "password_reset", "password_set"})


def listen() -> None:
    """Connect the handlers; called once, when Django is ready."""
    for action, signal in _REMEMBERED.items():
        _connect(action, signal)


def _connect(action: str, signal: Signal) -> None:
    def remember(sender: object, **facts: Any) -> None:  # noqa: ARG001  # Django's signature
        user = facts.get("user")
        if isinstance(user, User):
            _remember(action, user, facts)

    signal.connect(remember, weak=False, dispatch_uid=f"theatrum.{action}")


def _remember(action: str, user: User, facts: dict[str, Any]) -> None:
    with writing():
        if action in _PASSWORD:
            User.objects.filter(pk=user.pk).update(must_change_password=False)
            user.must_change_password = False
        audit.record(user.pk, action, subject_kind="user", subject_id=user.pk, after=_details(facts))


def _details(facts: dict[str, Any]) -> dict[str, str] | None:
    authenticator = facts.get("authenticator")
    if authenticator is not None:
        return {"authenticator": str(authenticator.type)}
    if (address := facts.get("to_email_address")) is not None:
        return {"email": str(address.email)}
    return None
