"""What follows when an account is closed, in the same transaction: higher floors end what the person had there."""

from collections.abc import Callable

from theatrum.repository.access.permissions import Actor

# Gets who closes the account, and whose it is.
Leaver = Callable[[Actor, int], None]

_leavers: list[Leaver] = []


def register(leaver: Leaver) -> None:
    """Let a higher floor end what somebody had whose account is closed."""
    if leaver not in _leavers:
        _leavers.append(leaver)


def leave(actor: Actor, user_id: int) -> None:
    """End what a person had."""
    for leaver in _leavers:
        leaver(actor, user_id)
