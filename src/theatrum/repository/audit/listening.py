"""Rooms above that want to know at once that something was changed: told inside the transaction, before it commits.

A listener is quick: it wants a job, and reads nothing more than whether anybody needs it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from theatrum.kernel.hooks import Hooks


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event is about."""

    action: str
    subject_kind: str
    subject_id: str


Listener = Callable[[Sequence[Heard]], None]

_listeners = Hooks[Listener]()


def register(listener: Listener) -> None:
    """Tell a room of every event."""
    _listeners.register(listener)


def tell(heard: Sequence[Heard]) -> None:
    """Tell all rooms of the events of one transaction."""
    for listener in _listeners:
        listener(heard)
