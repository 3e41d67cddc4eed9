"""Gates of higher floors, asked synchronously: none registered means no gate.

``consortium`` says here that a center is not active, a release not open, a file locked; ``access``
enforces it without knowing what any of it means.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor, Guarded, Permission

Guard = Callable[[Actor, Permission, Guarded], None]
# Returns the ids of those things that the gate refuses, in as many queries for all as for one.
Sieve = Callable[[Actor, Permission, Sequence[Guarded]], Collection[int]]
Thing = TypeVar("Thing", bound=Guarded)

_guards: dict[Guard, Sieve | None] = {}


def register(guard: Guard, *, sieve: Sieve | None = None) -> None:
    """Add a gate: it returns quietly, or raises a domain error that says why and what to do.

    ``sieve`` answers the same for many things at once; without it the gate is asked about each.
    """
    _guards[guard] = sieve


def unregister(guard: Guard) -> None:
    """Take a gate away again."""
    del _guards[guard]


def ask(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Ask every gate. Raises what the first closed one raises."""
    for guard in _guards:
        guard(actor, permission, guarded)


def allow(actor: Actor, permission: Permission, guarded: Guarded) -> bool:
    """Tell whether every gate is open."""
    return all(_is_open(guard, actor, permission, guarded) for guard in _guards)


def allowed(actor: Actor, permission: Permission, things: Sequence[Thing]) -> list[Thing]:
    """Return those things, all of one kind, for which every gate is open."""
    left = list(things)
    for guard, sieve in _guards.items():
        if sieve is None:
            left = [thing for thing in left if _is_open(guard, actor, permission, thing)]
        elif left:
            refused = sieve(actor, permission, left)
            left = [thing for thing in left if thing.guard_id not in refused]
    return left


def _is_open(guard: Guard, actor: Actor, permission: Permission, guarded: Guarded) -> bool:
    try:
        guard(actor, permission, guarded)
    except DomainError:
        return False
    return True
