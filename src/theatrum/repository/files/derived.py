"""What a file says may be in other things too: its rows in a table or a grid, and those in files made of them.

What locks the file locks its rows wherever they are, for the same people.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from theatrum.drivers.db.prepared import Prepared
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import arrivals, locks
from theatrum.repository.files.erasing import require_there
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import CopiedRows, DerivedFile, FileHandle, PackedFile


class Holder(StrEnum):
    """What rows of a file may be in: the id is that of the table's entity, or of the workspace."""

    TABLE = "table"
    GRID = "grid"
    # A file that names files and entities, and has nothing of their content; or one that says itself what it is of.
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Origin:
    """What the server made a file of."""

    holder: Holder
    id: int = 0
    # How often rows were deleted for good from a table before it was read. A grid is closed when that happens.
    times: int = 0


def note_rows(*, holder: Holder, holder_id: int, handle_id: int, facts: JsonObject | None = None) -> None:
    """Note that rows of a file are in something from now on; ``facts`` say which, for who takes them out again."""
    CopiedRows.objects.create(holder=holder, holder_id=holder_id, handle_id=handle_id, facts=facts or {})
    arrivals.taken([handle_id])


def note_file(handle: FileHandle, origin: Origin) -> None:
    """Note what a file was made of. Raises RowsWereErased where rows were deleted for good since they were read."""
    if origin.holder is not Holder.LIST:
        require_there(origin.holder, origin.id, times=origin.times)
    DerivedFile.objects.create(handle=handle, holder=origin.holder, holder_id=origin.id)


def is_made(handle: FileHandle) -> bool:
    """Tell whether the server made a file, or a copy of one that it made."""
    return DerivedFile.objects.filter(handle=handle).exists()


def lost(actor: Actor, handles: Collection[FileHandle]) -> frozenset[int]:
    """Return which of some files the server made for the actor of what they may not read any more.

    One query where it made none of them, some more for each that it made. Who sees all loses nothing.
    """
    own = [] if actor.sees_all or actor.is_anonymous else [one for one in handles if one.created_by == actor.id]
    made = set(DerivedFile.objects.filter(handle__in=own).values_list("handle_id", flat=True)) if own else set()
    return frozenset(one.pk for one in own if one.pk in made and locks.is_lost_to(actor.id, [one]))


def note_copy(copy: FileHandle, source: FileHandle) -> None:
    """Note that a file with the bytes of another is made of whatever that one is made of."""
    made = DerivedFile.objects.filter(handle=source).first()
    if made is not None:
        DerivedFile.objects.create(handle=copy, holder=made.holder, holder_id=made.holder_id)
    packed = set(PackedFile.objects.filter(package=source).values_list("source_id", flat=True))
    if source.preview_of_id is not None:
        packed.add(source.preview_of_id)
    PackedFile.objects.bulk_create((PackedFile(package=copy, source_id=one) for one in sorted(packed)), batch_size=1000)


def sources_of(holder: Holder, holder_ids: Collection[int]) -> list[FileHandle]:
    """Return the files whose rows are in some things."""
    found = FileHandle.objects.filter(copied_rows__holder=holder, copied_rows__holder_id__in=holder_ids)
    return list(found.distinct())


# Asked by every edit of a grid.
_sources = Prepared(
    lambda holder, holder_id: FileHandle.objects.filter(
        copied_rows__holder=holder, copied_rows__holder_id=holder_id
    ).distinct(),
    holder=str,
    holder_id=int,
)


def require_open(actor: Actor, holder: Holder, holder_id: int) -> None:
    """Raise FileIsLocked if any file whose rows are in something is locked for the actor."""
    if not locks.any_registered():
        return
    handles = _sources(holder=str(holder), holder_id=holder_id)
    shut = locks.locked(actor, handles)
    for handle in handles:
        if (why := shut.get(handle.pk)) is not None:
            raise FileIsLocked(id=handle.pk, why=f" {why}" if why else "")
