"""Rooms above follow entities that move: asked before, inside the transaction, and called again when it is done.

They follow as well where another schema is bound, or none any more: what an entity is counted under moves then.
"""

from collections.abc import Callable

from theatrum.kernel.hooks import Hooks
from theatrum.repository.entities.models import Node

# Sees an entity where it stands, and returns what to do once it and all below it stand elsewhere, or as something else.
Follower = Callable[[Node], Callable[[], None]]

_followers = Hooks[Follower]()


def register(follower: Follower) -> None:
    """Let a room follow."""
    _followers.register(follower)


def moving(node: Node) -> Callable[[], None]:
    """Tell all rooms that an entity is about to move; returns what to call once it has."""
    waiting = [follower(node) for follower in _followers]

    def moved() -> None:
        for finish in waiting:
            finish()

    return moved
