"""Who is told which identifiers came into the index, or went out of it."""

from collections.abc import Callable, Collection, Mapping

from theatrum.kernel.hooks import Hooks

# Gets identifiers by the entity that names them, in the transaction that writes them.
Hook = Callable[[Mapping[int, Collection[str]]], None]

_hooks = Hooks[Hook]()


def register(hook: Hook) -> None:
    """Have a room told of identifiers that come and go."""
    _hooks.register(hook)


def tell(moved: Mapping[int, Collection[str]]) -> None:
    """Tell all rooms of identifiers that came or went, by entity."""
    told = {node: identifiers for node, identifiers in moved.items() if identifiers}
    for hook in _hooks if told else ():
        hook(told)
