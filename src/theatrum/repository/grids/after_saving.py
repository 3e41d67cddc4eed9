"""What follows when a grid was saved: rooms above are told, outside of any transaction."""

from collections.abc import Callable

from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.models import Workspace

Hook = Callable[[Actor, Workspace], None]

_hooks = Hooks[Hook]()


def register(hook: Hook) -> None:
    """Have a room told of every saved grid."""
    _hooks.register(hook)


def tell_all(actor: Actor, workspace: Workspace) -> None:
    """Tell all rooms that a grid was saved."""
    for hook in _hooks:
        hook(actor, workspace)
