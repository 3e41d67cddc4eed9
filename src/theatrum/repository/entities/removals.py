"""What rooms above do when entities are deleted for good: they let go of what the database does not take with them.

A remover is called inside the transaction in which the entities go, before they do.
"""

from collections.abc import Callable, Collection

from theatrum.kernel.hooks import Hooks

Remover = Callable[[Collection[int]], None]

_removers = Hooks[Remover]()


def register(remover: Remover) -> None:
    """Let a room follow; it is handed the ids of entities."""
    _removers.register(remover)


def removing(node_ids: Collection[int]) -> None:
    """Tell all rooms that entities are about to go."""
    for remover in _removers:
        remover(node_ids)
