"""Who is told which identifiers came into the index, or went out of it."""

from collections.abc import Callable, Collection

# Called in the transaction that writes them.
Hook = Callable[[Collection[str]], None]

_hooks: list[Hook] = []


def register(hook: Hook) -> None:
    """Have a room told of identifiers that come and go."""
    if hook not in _hooks:
        _hooks.append(hook)


def tell(identifiers: Collection[str]) -> None:
    """Tell all rooms."""
    for hook in _hooks if identifiers else ():
        hook(identifiers)
