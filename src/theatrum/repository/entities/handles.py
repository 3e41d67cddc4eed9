"""Which file handles an entity may carry."""

from theatrum.repository.access.permissions import Actor
from theatrum.repository.files.models import FileHandle
from theatrum.repository.files.queries import own_handle


def require_own(actor: Actor, handle_id: int | None) -> None:
    """Return quietly if the actor may attach the file. Raises FileHandleNotFound, HandleIsNotYours."""
    if handle_id is not None:
        own_handle(actor, handle_id)


def have_same_bytes(one: int | None, other: int | None) -> bool:
    """Tell whether two handles have the same MD5."""
    if one == other:
        return True
    sums = list(FileHandle.objects.filter(id__in=[one or 0, other or 0]).values_list("md5", flat=True))
    return len(set(sums)) == 1 < len(sums) and sums[0] != ""
