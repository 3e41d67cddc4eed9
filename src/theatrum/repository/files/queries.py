"""Reading handles and uploads."""

import uuid
from collections.abc import Iterable

from theatrum.drivers.blobs.errors import BlobNotFound
from theatrum.drivers.db.prepared import Prepared
from theatrum.kernel.ids import parse_number
from theatrum.repository.access.permissions import ANONYMOUS, ANONYMOUS_USER, Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.files import derived, locks
from theatrum.repository.files.errors import (
    FileHandleNotFound,
    FileIsBroken,
    FileIsElsewhere,
    FileIsLocked,
    HandleIsNotYours,
    NoSuchUpload,
    UploadIsNotYours,
)
from theatrum.repository.files.models import FileHandle, Upload, Verification

_handle = Prepared(lambda number: FileHandle.objects.filter(pk=number), number=int)
_upload = Prepared(lambda number: Upload.objects.select_related("handle").filter(pk=number), number=uuid.UUID)
_begun = Prepared(
    lambda user_id, request_hash: Upload.objects.select_related("handle").filter(
        user_id=user_id, request_hash=request_hash
    ),
    user_id=int,
    request_hash=str,
)


def find_handle(handle_id: int) -> FileHandle:
    """Return a handle. Raises FileHandleNotFound."""
    handle = _handle.first(number=handle_id)
    if handle is None:
        raise FileHandleNotFound(id=handle_id)
    return handle


def own_handle(actor: Actor, handle_id: int) -> FileHandle:
    """Return a handle that the actor made, and may read still; administrators have them all.

    Raises FileHandleNotFound, HandleIsNotYours, FileIsLocked for what the server made of what they may not read.
    """
    handle = made_handle(actor, handle_id)
    if derived.lost(actor, [handle]):
        raise FileIsLocked(id=handle_id, why=" It was made of what you may not read any more.")
    return handle


def made_handle(actor: Actor, handle_id: int) -> FileHandle:
    """Return a handle that the actor made, be it lost to them since. Raises FileHandleNotFound, HandleIsNotYours."""
    handle = find_handle(handle_id)
    if handle.created_by != actor.id and not actor.sees_all:
        raise HandleIsNotYours(id=handle_id)
    return handle


def handles(ids: Iterable[int]) -> dict[int, FileHandle]:
    """Return handles by id; unknown ids are absent."""
    return FileHandle.objects.in_bulk(set(ids))


def reader_of(actor: Actor, handle: FileHandle) -> str:
    """Return what an address says of who it was made for, and through which handle: see ``is_locked``."""
    return f"{handle.pk}.{actor.id}"


def is_locked(key: str, reader: str = "") -> bool:
    """Tell whether a lock holds the bytes of a key. Raises BlobNotFound if no good handle has them.

    The byte plane asks this at each request, so that an address made a minute ago opens nothing. ``reader`` is what
    ``reader_of`` made; without it, nobody in particular asks for every handle that has the bytes.
    """
    found = list(FileHandle.objects.filter(key=key).exclude(verification=Verification.FAILED))
    if not found:
        raise BlobNotFound
    number, _, person = reader.partition(".")
    asked = [handle for handle in found if str(handle.pk) == number] or found
    is_anybody = not person.isdecimal() or int(person) == ANONYMOUS_USER
    # What no lock keeps from everybody is kept from who has lost it.
    if not locks.locked(ANONYMOUS, asked):
        return not is_anybody and locks.is_lost_to(int(person), asked)
    if is_anybody:
        return True
    is_shut = bool(locks.locked(accounts.actor_of(accounts.find_user(int(person))), asked))
    return is_shut or locks.is_lost_to(int(person), asked)


def require_whole(handle: FileHandle) -> None:
    """Raise FileIsBroken if the check of the whole file has failed."""
    if handle.is_failed:
        raise FileIsBroken(name=handle.file_name)


def require_here(handle: FileHandle) -> None:
    """Raise FileIsElsewhere if the handle is a link."""
    if handle.is_link:
        raise FileIsElsewhere(name=handle.file_name)


def own_upload(actor: Actor, upload_id: str) -> Upload:
    """Return an upload that the actor started. Raises NoSuchUpload, UploadIsNotYours."""
    upload = _upload.first(number=_upload_number(upload_id))
    if upload is None:
        raise NoSuchUpload(id=upload_id[:80])
    if upload.user_id != actor.id:
        raise UploadIsNotYours
    return upload


def upload_of_request(user_id: int, fingerprint: str) -> Upload | None:
    """Return the upload that the same person's same request began, if it was not detached."""
    return _begun.first(user_id=user_id, request_hash=fingerprint)


def refused_parts(upload: Upload) -> dict[int, str]:
    """Return the parts that arrived changed, with the MD5 they had."""
    return dict(upload.refused.values_list("number", "held_md5"))


def parse_handle_id(text: str | int | None) -> int:
    """Read a file handle id as it travels. Raises InvalidRequest."""
    return parse_number(text, what="file handle id")


def _upload_number(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NoSuchUpload(id=text[:80]) from None
