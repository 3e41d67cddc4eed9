"""What follows when an account is closed, in the same transaction: higher floors end what the person had there."""

from collections.abc import Callable

from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor

# Gets who closes the account, and whose it is.
Leaver = Callable[[Actor, int], None]

_leavers = Hooks[Leaver]()


def register(leaver: Leaver) -> None:
    """Let a higher floor end what somebody had whose account is closed."""
    _leavers.register(leaver)


def leave(actor: Actor, user_id: int) -> None:
    """End what a person had."""
    for leaver in _leavers:
        leaver(actor, user_id)
