"""What the server made for somebody of rows of an entity is theirs as long as they may read what it was made of."""

from collections.abc import Callable, Collection

from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.entities.associations import may_download
from theatrum.repository.entities.models import Node
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.models import DerivedFile, FileHandle

# Tells whether an actor may read now what has an id: a table, or a grid.
Readable = Callable[[Actor, int], bool]

_readable: dict[Holder, Readable] = {}


def register(holder: Holder, readable: Readable) -> None:
    """Let a room say who may read what it holds."""
    _readable[holder] = readable


def is_lost(person_id: int, handles: Collection[FileHandle]) -> bool:
    """Tell whether somebody may not read any more what files of theirs were made of. A ``files.locks.Departure``.

    What an entity carries that they may download is open to them all the same. One query for who made none of these.
    """
    made = list(DerivedFile.objects.filter(handle__in=handles, handle__created_by=person_id, holder__in=_readable))
    if not made:
        return False
    actor = actor_of(find_user(person_id))
    gone = {one.handle_id for one in made if not _readable[Holder(one.holder)](actor, one.holder_id)}
    if not gone:
        return False
    carriers = Node.objects.filter(versions__handle__in=gone, trash_root=None).values_list("pk", flat=True)
    return not may_download(actor, set(carriers))
