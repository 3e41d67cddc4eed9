"""Giving way: what changes many rows lets those who change few go first, between its operations.

The web process says how, for what it does at the seat of a grid; elsewhere nobody waits for a thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def go_on() -> None:
    """Let nobody go first."""


_way: ContextVar[Callable[[], None]] = ContextVar("grids_give_way", default=go_on)


def give_way() -> None:
    """Let others go first; called outside of any transaction, and may wait a little."""
    _way.get()()


@contextmanager
def giving_way(way: Callable[[], None]) -> Iterator[None]:
    """Give way like that within the block."""
    token = _way.set(way)
    try:
        yield
    finally:
        _way.reset(token)
