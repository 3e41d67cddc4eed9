"""Whom an event is told: those whom it names, and those of whom rooms above know that its topic concerns them."""

from collections.abc import Callable, Collection

from theatrum.consortium.events.models import Event
from theatrum.kernel.hooks import Hooks

Audience = Callable[[Event], Collection[int]]

_audiences = Hooks[Audience]()


def register(audience: Audience) -> None:
    """Have somebody asked whom an event concerns; they return ids of people."""
    _audiences.register(audience)


def audience_of(event: Event) -> set[int]:
    """Return the ids of those whom an event concerns. Teams that it names are among them as teams."""
    found = {int(number) for number in event.people}
    for audience in _audiences:
        found |= set(audience(event))
    return found
