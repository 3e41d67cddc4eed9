"""Locks of higher floors on files: asked whenever an address is made, and at every request for bytes.

A lock holds the bytes, whoever asks: screening found something, or a release is withdrawn.
"""

from collections.abc import Callable, Collection

from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle

# Returns the ids of those handles that are locked; asked once for many.
Lock = Callable[[Collection[FileHandle]], Collection[int]]

_locks: list[Lock] = []


def register(lock: Lock) -> None:
    """Add a lock."""
    if lock not in _locks:
        _locks.append(lock)


def unregister(lock: Lock) -> None:
    """Take a lock away again."""
    _locks.remove(lock)


def locked(handles: Collection[FileHandle]) -> frozenset[int]:
    """Return the ids of the locked ones."""
    return frozenset(number for lock in _locks for number in lock(handles)) if handles else frozenset()


def require_open(handle: FileHandle) -> None:
    """Raise FileIsLocked if any lock holds the file."""
    if handle.pk in locked([handle]):
        raise FileIsLocked(name=handle.file_name)
