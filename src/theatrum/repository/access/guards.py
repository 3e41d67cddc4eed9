"""Gates of higher floors, asked synchronously: none registered means no gate.

``consortium`` says here that a center is not active, a release not open, a file locked; ``access``
enforces it without knowing what any of it means.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeVar

from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor, Guarded, Permission

Guard = Callable[[Actor, Permission, Guarded], None]
# Returns the ids of those things that the gate refuses, in as many queries for all as for one.
Sieve = Callable[[Actor, Permission, Sequence[Guarded]], Collection[int]]
# Returns those permissions that the gate leaves, in as many queries for all as for one.
Left = Callable[[Actor, frozenset[Permission], Guarded], frozenset[Permission]]
Thing = TypeVar("Thing", bound=Guarded)


class _Gate(NamedTuple):
    sieve: Sieve | None
    left: Left | None


_guards: dict[Guard, _Gate] = {}


def register(guard: Guard, *, sieve: Sieve | None = None, left: Left | None = None) -> None:
    """Add a gate: it returns quietly, or raises a domain error that says why and what to do.

    ``sieve`` answers the same for many things at once, ``left`` for many permissions on one thing; without them the
    gate is asked about each.
    """
    _guards[guard] = _Gate(sieve, left)


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


def left(actor: Actor, permissions: frozenset[Permission], guarded: Guarded) -> frozenset[Permission]:
    """Return those permissions for which every gate is open."""
    found = permissions
    for guard, gate in _guards.items():
        if gate.left is not None and found:
            found = gate.left(actor, found, guarded)
        else:
            found = frozenset(one for one in found if _is_open(guard, actor, one, guarded))
    return found


def allowed(actor: Actor, permission: Permission, things: Sequence[Thing]) -> list[Thing]:
    """Return those things, all of one kind, for which every gate is open."""
    found = list(things)
    for guard, gate in _guards.items():
        if gate.sieve is None:
            found = [thing for thing in found if _is_open(guard, actor, permission, thing)]
        elif found:
            refused = gate.sieve(actor, permission, found)
            found = [thing for thing in found if thing.guard_id not in refused]
    return found


def _is_open(guard: Guard, actor: Actor, permission: Permission, guarded: Guarded) -> bool:
    try:
        guard(actor, permission, guarded)
    except DomainError:
        return False
    return True
