"""What rooms above register with a room below, so that it can ask or tell them without knowing them."""

from collections.abc import Iterator
from typing import Generic, TypeVar

H = TypeVar("H")


class Hooks(Generic[H]):
    """Hooks of one kind, in the order in which they came, each once. False where there are none."""

    def __init__(self) -> None:
        self._hooks: list[H] = []

    def register(self, hook: H) -> None:
        """Add a hook; again, nothing happens."""
        if hook not in self._hooks:
            self._hooks.append(hook)

    def unregister(self, hook: H) -> None:
        """Take a hook away; one that is not there, nothing happens."""
        if hook in self._hooks:
            self._hooks.remove(hook)

    def __iter__(self) -> Iterator[H]:
        return iter(self._hooks)

    def __bool__(self) -> bool:
        return bool(self._hooks)
