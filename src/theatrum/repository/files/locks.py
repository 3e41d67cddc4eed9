"""Locks of higher floors on files: asked whenever an address is made, and at every request for bytes.

A lock holds the bytes, whoever asks: screening found something, or a release is withdrawn.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle, PackedFile

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
    """Return the ids of the locked ones. What was made of a locked file is locked with it."""
    if not _locks or not handles:
        return frozenset()
    behind = _behind(handles)
    asked = {handle.pk: handle for handle in (*handles, *(one for made_of in behind.values() for one in made_of))}
    shut = {number for lock in _locks for number in lock(list(asked.values()))}
    return frozenset(
        handle.pk for handle in handles if shut & {handle.pk, *(one.pk for one in behind.get(handle.pk, ()))}
    )


def _behind(handles: Collection[FileHandle]) -> Mapping[int, Sequence[FileHandle]]:
    """Return what handles are made of, by their ids: a preview of its file, a package of all in it."""
    found: dict[int, list[FileHandle]] = {}
    packed = PackedFile.objects.filter(package__in=handles).select_related("source")
    originals = FileHandle.objects.in_bulk({one.preview_of_id for one in handles if one.preview_of_id is not None})
    for row in packed:
        found.setdefault(row.package_id, []).append(row.source)
    for one in handles:
        if one.preview_of_id in originals:
            found.setdefault(one.pk, []).append(originals[one.preview_of_id])
    return found


def require_open(handle: FileHandle) -> None:
    """Raise FileIsLocked if any lock holds the file."""
    if handle.pk in locked([handle]):
        raise FileIsLocked(name=handle.file_name)
