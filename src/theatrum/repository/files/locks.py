"""Locks of higher floors on files: asked whenever an address is made, and at every request for bytes.

A lock knows who asks: what still waits to be screened is open to who sent it, and what was found to be locked
only to who reviews it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle, PackedFile

# Returns the ids of those handles that are locked for an actor, each with the reason, a sentence to show to them, or
# "" for none; asked once for many.
Lock = Callable[[Actor, Collection[FileHandle]], Mapping[int, str]]

_locks: list[Lock] = []


def register(lock: Lock) -> None:
    """Add a lock."""
    if lock not in _locks:
        _locks.append(lock)


def unregister(lock: Lock) -> None:
    """Take a lock away again."""
    _locks.remove(lock)


def locked(actor: Actor, handles: Collection[FileHandle]) -> Mapping[int, str]:
    """Return the ids of those that are locked for an actor, with the reasons.

    What was made of a locked file is locked with it.
    """
    if not _locks or not handles:
        return {}
    behind = _behind(handles)
    asked = {handle.pk: handle for handle in (*handles, *(one for made_of in behind.values() for one in made_of))}
    shut = {number: why for lock in _locks for number, why in lock(actor, list(asked.values())).items()}
    if not shut:
        return {}
    found: dict[int, str] = {}
    for handle in handles:
        for number in (handle.pk, *(one.pk for one in behind.get(handle.pk, ()))):
            if number in shut:
                found.setdefault(handle.pk, shut[number])
    return found


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


def require_open(actor: Actor, handle: FileHandle) -> None:
    """Raise FileIsLocked if any lock holds the file against the actor."""
    why = locked(actor, [handle]).get(handle.pk)
    if why is not None:
        raise FileIsLocked(name=handle.file_name, why=f" {why}" if why else "")
