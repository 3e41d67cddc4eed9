"""Whoever waits for somebody to have an account is told when it is opened, inside the same transaction."""

from collections.abc import Callable

from theatrum.kernel.hooks import Hooks
from theatrum.repository.accounts.models import User

Greeter = Callable[[User], None]

_greeters = Hooks[Greeter]()


def register(greeter: Greeter) -> None:
    """Let a higher floor do what it kept for a person until their account is there."""
    _greeters.register(greeter)


def greet(user: User) -> None:
    """Tell all who wait; called once, when an account has just been opened."""
    for greeter in _greeters:
        greeter(user)
