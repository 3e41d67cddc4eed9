"""Locks of higher floors on files: asked whenever an address is made, and at every request for bytes.

A lock knows who asks: what still waits to be screened is open to who sent it, and what was found to be locked
only to who reviews it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.db import connection

from theatrum.kernel.hooks import Hooks
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle

# Returns the ids of those handles that are locked for an actor, each with the reason, a sentence to show to them, or
# "" for none; asked once for many.
Lock = Callable[[Actor, Collection[FileHandle]], Mapping[int, str]]

# A file that the server made of rows, and a file whose rows may be among these.
_ROWS_BEHIND = """
    SELECT DISTINCT made.handle_id, rows_.handle_id FROM files_derivedfile made
    JOIN files_copiedrows rows_ ON rows_.holder = made.holder AND rows_.holder_id = made.holder_id
    WHERE made.handle_id IN ({ids})
"""
# A package, and a file in it.
_PACKED = "SELECT package_id, source_id FROM files_packedfile WHERE package_id IN ({ids})"

# Tells whether somebody has lost what some handles were open to them by, since an address may have been made for them.
Departure = Callable[[int, Collection[FileHandle]], bool]

# Whether each lock keeps its files from being deleted, too.
_locks: dict[Lock, bool] = {}
_departures = Hooks[Departure]()


def register(lock: Lock, *, keeps: bool = True) -> None:
    """Add a lock. ``keeps``: what it locks is not deleted either, even by who made it."""
    _locks[lock] = keeps


def unregister(lock: Lock) -> None:
    """Take a lock away again."""
    del _locks[lock]


def watch(departure: Departure) -> None:
    """Let a room say who has lost a file since."""
    _departures.register(departure)


def is_lost_to(person_id: int, handles: Collection[FileHandle]) -> bool:
    """Tell whether somebody has lost what handles were open to them by, by whatever room."""
    return any(departure(person_id, handles) for departure in _departures)


def any_registered() -> bool:
    """Tell whether there are locks at all."""
    return bool(_locks)


def locked(actor: Actor, handles: Collection[FileHandle], *, to_delete: bool = False) -> Mapping[int, str]:
    """Return the ids of those that are locked for an actor, with the reasons; ``to_delete``: kept from deletion.

    What was made of a locked file is locked with it.
    """
    asking = [lock for lock, keeps in _locks.items() if keeps or not to_delete]
    if not asking or not handles:
        return {}
    behind = _behind(handles)
    asked = {handle.pk: handle for handle in (*handles, *(one for made_of in behind.values() for one in made_of))}
    shut = {number: why for lock in asking for number, why in lock(actor, list(asked.values())).items()}
    if not shut:
        return {}
    found: dict[int, str] = {}
    for handle in handles:
        for number in (handle.pk, *(one.pk for one in behind.get(handle.pk, ()))):
            if number in shut:
                found.setdefault(handle.pk, shut[number])
    return found


def _behind(handles: Collection[FileHandle]) -> Mapping[int, Sequence[FileHandle]]:
    """Return what handles are made of, by their ids, and what that is made of in turn."""
    made_of: dict[int, set[int]] = {}
    known = {handle.pk: handle for handle in handles}
    fresh = list(known.values())
    while fresh:
        below = _made_of(fresh)
        made_of |= below
        fresh = list(FileHandle.objects.filter(pk__in={one for some in below.values() for one in some} - known.keys()))
        known |= {one.pk: one for one in fresh}
    return {one.pk: [known[number] for number in sorted(_all_below(one.pk, made_of))] for one in handles}


def _all_below(number: int, made_of: Mapping[int, Collection[int]]) -> set[int]:
    found, fresh = set[int](), {number}
    while fresh:
        fresh = {below for one in fresh for below in made_of.get(one, ())} - found - {number}
        found |= fresh
    return found


def _made_of(handles: Collection[FileHandle]) -> dict[int, set[int]]:
    """Return the ids of what handles are made of: a preview of its file, a package of all in it, rows of theirs."""
    numbers: dict[int, set[int]] = {}
    for package, source in _pairs(_PACKED, handles):
        numbers.setdefault(package, set()).add(source)
    for one in handles:
        if one.preview_of_id is not None:
            numbers.setdefault(one.pk, set()).add(one.preview_of_id)
    for made, source in _pairs(_ROWS_BEHIND, handles):
        numbers.setdefault(made, set()).add(source)
    return numbers


def _pairs(statement: str, handles: Collection[FileHandle]) -> Iterable[tuple[int, int]]:
    """Return pairs of a file that is made of something, and a file that may be in that."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(ids=", ".join(["%s"] * len(handles))), [one.pk for one in handles])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def require_open(actor: Actor, handle: FileHandle, *, to_delete: bool = False) -> None:
    """Raise FileIsLocked if any lock holds the file against the actor; ``to_delete``: keeps it from deletion."""
    why = locked(actor, [handle], to_delete=to_delete).get(handle.pk)
    if why is not None:
        raise FileIsLocked(id=handle.pk, why=f" {why}" if why else "")
