"""Higher floors are told of files that come in, inside the transaction that takes them.

They are told when a handle is made, when its bytes are known to be whole, and when something takes the file up.
Files that the server makes of what it has are no arrivals: see ``derived``.
"""

from collections.abc import Collection
from typing import Protocol

from theatrum.kernel.hooks import Hooks
from theatrum.repository.files.models import FileHandle


class Watcher(Protocol):
    """Somebody who wants to know."""

    def arrived(self, handle: FileHandle) -> None:
        """Be told of a new handle, of a link too; its bytes may not be verified yet."""

    def verified(self, handle: FileHandle) -> None:
        """Be told that all bytes of a handle are there and as promised."""

    def taken(self, handle_ids: Collection[int]) -> None:
        """Be told that something has these files from now on: an entity, a page, a message, a table or a grid."""

    def foreseen(self, handle: FileHandle, node_id: int) -> None:
        """Be told, outside of any transaction, of a file that an entity gets next, or whose rows a table gets."""


_watchers = Hooks[Watcher]()
# Add somebody to tell, and tell them no more.
register, unregister = _watchers.register, _watchers.unregister


def arrived(handle: FileHandle) -> None:
    """Tell of a new handle."""
    for watcher in _watchers:
        watcher.arrived(handle)


def verified(handle: FileHandle) -> None:
    """Tell that all bytes of a handle are there."""
    for watcher in _watchers:
        watcher.verified(handle)


def taken(handle_ids: Collection[int | None]) -> None:
    """Tell that something has these files from now on; None stands for no file."""
    numbers = {number for number in handle_ids if number is not None}
    for watcher in _watchers if numbers else ():
        watcher.taken(numbers)


def foreseen(handle: FileHandle, node_id: int) -> None:
    """Tell of a file that an entity gets next, or whose rows a table gets; outside of any transaction.

    Who reads the entity otherwise waits until the file is known to be clear.
    """
    for watcher in _watchers:
        watcher.foreseen(handle, node_id)
