"""What events are about, judged again when they are told or shown: rooms that have the things know who sees them."""

from collections.abc import Callable, Collection, Iterable

from theatrum.consortium.events.models import Event
from theatrum.repository.access.permissions import Actor

# Returns those of some ids of one kind that an actor may see now.
Sieve = Callable[[Actor, Collection[str]], Collection[str]]

_sieves: dict[str, Sieve] = {}


def register(subject_kind: str, sieve: Sieve) -> None:
    """Have a room asked who may see what events of a kind are about. Kinds without one are seen by whom they reach."""
    _sieves[subject_kind] = sieve


def seen(actor: Actor, events: Iterable[Event]) -> list[Event]:
    """Return the events, in their order, whose subjects the actor may see now: one question a kind."""
    wanted = list(events)
    by_kind: dict[str, set[str]] = {}
    for event in wanted:
        if event.subject_kind in _sieves:
            by_kind.setdefault(event.subject_kind, set()).add(event.subject_id)
    open_ = {kind: set(_sieves[kind](actor, ids)) for kind, ids in by_kind.items()}
    return [one for one in wanted if one.subject_kind not in open_ or one.subject_id in open_[one.subject_kind]]
