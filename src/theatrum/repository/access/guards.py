"""Gates of higher floors, asked synchronously: none registered means no gate.

``consortium`` says here that a center is not active, a release not open, a file locked; ``access``
enforces it without knowing what any of it means.
"""

from collections.abc import Callable

from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor, Guarded, Permission

Guard = Callable[[Actor, Permission, Guarded], None]

_guards: list[Guard] = []


def register(guard: Guard) -> None:
    """Add a gate: it returns quietly, or raises a domain error that says why and what to do."""
    if guard not in _guards:
        _guards.append(guard)


def unregister(guard: Guard) -> None:
    """Take a gate away again."""
    _guards.remove(guard)


def ask(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Ask every gate. Raises what the first closed one raises."""
    for guard in _guards:
        guard(actor, permission, guarded)


def allow(actor: Actor, permission: Permission, guarded: Guarded) -> bool:
    """Tell whether every gate is open."""
    try:
        ask(actor, permission, guarded)
    except DomainError:
        return False
    return True
