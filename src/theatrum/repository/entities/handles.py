"""Which file handles an entity may carry."""

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.errors import HandleIsNotYours, HandleNotFound
from theatrum.repository.files.models import FileHandle


def require_own(actor: Actor, handle_id: int | None) -> None:
    """Return quietly if the actor may attach the file. Raises HandleNotFound, HandleIsNotYours."""
    if handle_id is None:
        return
    owner = FileHandle.objects.filter(id=handle_id).values_list("created_by", flat=True).first()
    if owner is None:
        raise HandleNotFound(handle=handle_id)
    if owner != actor.id and not actor.is_administrator:
        raise HandleIsNotYours(handle=handle_id)


def have_same_bytes(one: int | None, other: int | None) -> bool:
    """Tell whether two handles have the same MD5."""
    if one == other:
        return True
    sums = list(FileHandle.objects.filter(id__in=[one or 0, other or 0]).values_list("md5", flat=True))
    return len(set(sums)) == 1 < len(sums)
