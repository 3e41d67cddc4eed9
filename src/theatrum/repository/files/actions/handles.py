"""Making, copying, verifying and deleting file handles."""

from collections.abc import Collection

from django.db.models import ProtectedError

from theatrum.drivers.blobs.protocol import Digest, StoredBlob
from theatrum.drivers.db.transactions import savepoint
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.repository.access.permissions import ANONYMOUS, Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import arrivals, associations, derived, locks, policy, previewing, queries
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.derived import Origin
from theatrum.repository.files.errors import FileHandleNotFound, HandleIsInUse, NotAssociated
from theatrum.repository.files.linking import WantedLink, valid_link
from theatrum.repository.files.models import FileHandle, Upload, Verification
from theatrum.repository.files.policy import Naming
from theatrum.repository.files.uploading import Finished

VERIFY = "files.verify_handle"
DELETE_BYTES = "files.delete_bytes"


def create_handle(*, actor: Actor, upload: Upload, finished: Finished) -> FileHandle:
    """Make the handle of a completed upload; without a digest a job verifies the whole file."""
    handle = FileHandle(
        file_name=upload.file_name,
        content_type=upload.content_type,
        size=finished.size,
        md5=finished.md5,
        key=finished.key,
        storage_location_id=upload.storage_location_id,
    )
    return _create(actor.id, handle, finished.digest)


def create_handle_of_blob(
    *, actor: Actor, blob: StoredBlob, file_name: str, content_type: str, origin: Origin | None = None
) -> FileHandle:
    """Make the handle of bytes that the server itself stored. Raises UploadIsInvalid.

    ``origin`` says what it made them of; without it they are somebody's text that came in.
    """
    handle = FileHandle(
        file_name=policy.valid_file_name(file_name),
        content_type=policy.valid_content_type(content_type),
        size=blob.size,
        md5=blob.digest.md5,
        key=blob.key,
    )
    return _create(actor.id, handle, blob.digest, origin)


def create_link(*, actor: Actor, wanted: WantedLink) -> FileHandle:
    """Make the handle of a file elsewhere. Raises LinkIsInvalid, UploadIsInvalid."""
    link = valid_link(wanted)
    handle = FileHandle(
        file_name=link.file_name, content_type=link.content_type, size=link.size or 0, md5=link.md5, url=link.url
    )
    return _create(actor.id, handle, None)


def copy_handle(*, actor: Actor, claim: Claim, naming: Naming, storage_location_id: int | None = None) -> FileHandle:
    """Make a handle of one's own on the same bytes as a file that the actor may download.

    It says to be at the storage location, at that of the original if none is named.

    Raises FileHandleNotFound, NotAssociated, FileIsBroken, FileIsLocked, UploadIsInvalid.
    """
    # The lock orders it against a deletion, which would take the bytes away.
    source = FileHandle.objects.select_for_update().filter(pk=claim.handle_id).first()
    if source is None:
        raise FileHandleNotFound(id=claim.handle_id)
    if claim not in associations.allowed(actor, [claim]):
        raise NotAssociated(id=claim.handle_id, kind=claim.associate_type, associate=claim.associate_id)
    queries.require_whole(source)
    locks.require_open(actor, source)
    handle = FileHandle(
        file_name=source.file_name if naming.file_name is None else policy.valid_file_name(naming.file_name),
        content_type=source.content_type
        if naming.content_type is None
        else policy.valid_content_type(naming.content_type),
        size=source.size,
        md5=source.md5,
        key=source.key,
        url=source.url,
        storage_location_id=source.storage_location_id if storage_location_id is None else storage_location_id,
    )
    is_verified = source.verification == Verification.VERIFIED
    copy = _create(actor.id, handle, Digest(md5=source.md5, sha256=source.sha256) if is_verified else None)
    derived.note_copy(copy, source)
    return copy


def create_preview(*, original: FileHandle, blob: StoredBlob) -> FileHandle:
    """Make the handle of a file's preview, which belongs to who made the file; one made meanwhile stays.

    Raises FileHandleNotFound.
    """
    list(FileHandle.objects.select_for_update().filter(pk=original.pk).values_list("pk"))
    original = queries.find_handle(original.pk)
    known = previewing.find(original)
    if known is not None:
        outbox.later(DELETE_BYTES, blob=blob.key)
        return known
    handle = FileHandle(
        file_name=previewing.FILE_NAME,
        content_type=previewing.CONTENT_TYPE,
        size=blob.size,
        md5=blob.digest.md5,
        key=blob.key,
        preview_of=original,
    )
    return _create(original.created_by, handle, blob.digest)


def settle_verification(*, handle_id: int, digest: Digest) -> None:
    """Open a handle for good whose bytes are as promised, or fail it; a settled one stays as it is."""
    handle = FileHandle.objects.select_for_update().filter(pk=handle_id).first()
    if handle is None or handle.verification != Verification.PENDING:
        return
    is_good = digest.md5 == handle.md5
    handle.verification = Verification.VERIFIED if is_good else Verification.FAILED
    handle.sha256, handle.verified_on, handle.etag = digest.sha256, clock.now(), new_etag()
    handle.save(update_fields=["verification", "sha256", "verified_on", "etag"])
    after = {"verification": handle.verification, "md5": digest.md5}
    audit.record(
        handle.created_by, "file_verified", subject_kind="filehandle", subject_id=handle_id,
        before={"md5": handle.md5}, after=after,
    )  # fmt: skip
    if is_good:
        arrivals.verified(handle)
    else:
        # The same request must begin anew; the damaged bytes are of no use to anybody.
        handle.uploads.update(request_hash=None)
        outbox.later(DELETE_BYTES, blob=handle.key)


def delete_handle(*, actor: Actor, handle_id: int) -> None:
    """Delete a handle of one's own, and the bytes if it was the last one on them.

    What is locked stays, even for its owner: what was made of it would be open without it, and nobody could say where
    that is. What is in a package stays while it is locked for anybody. A package or a result of which nothing was made
    may go.

    Raises FileHandleNotFound, HandleIsNotYours, HandleIsInUse, FileIsLocked.
    """
    list(FileHandle.objects.select_for_update().filter(pk=handle_id).values_list("pk"))
    handle = queries.made_handle(actor, handle_id)
    if handle.packages.exists():
        locks.require_open(ANONYMOUS, handle)
    elif not derived.is_made(handle):
        locks.require_open(actor, handle, to_delete=True)
    try:
        _delete(actor.id, handle)
    except ProtectedError as error:
        raise HandleIsInUse(id=handle_id) from error


def delete_unused(*, actor_id: int, handle_ids: Collection[int]) -> int:
    """Delete handles that nothing carries any more, with their bytes; returns how many.

    What is carried by something else stays, and what is locked even for its owner: its content is purged by who
    reviews it.
    """
    count = 0
    for handle in FileHandle.objects.select_for_update(of=("self",)).filter(pk__in=handle_ids).order_by("pk"):
        owner = Actor(id=handle.created_by, principal_ids=frozenset({handle.created_by}))
        is_packed = handle.packages.exists()
        if locks.locked(ANONYMOUS if is_packed else owner, [handle], to_delete=not is_packed):
            continue
        try:
            with savepoint():
                _delete(actor_id, handle)
        except ProtectedError:
            # Another version, a page or a table has it too: it goes with the last of them.
            continue
        count += 1
    return count


def is_unused(key: str) -> bool:
    """Tell whether no handle needs the bytes of a key any more."""
    return not FileHandle.objects.filter(key=key).exclude(verification=Verification.FAILED).exists()


def _delete(actor_id: int, handle: FileHandle) -> None:
    number = handle.pk
    before = {"fileName": handle.file_name, "size": handle.size, "md5": handle.md5}
    keys = [handle.key, *FileHandle.objects.filter(preview_of=handle).values_list("key", flat=True)]
    handle.delete()
    audit.record(actor_id, "file_deleted", subject_kind="filehandle", subject_id=number, before=before)
    for key in filter(None, keys):
        outbox.later(DELETE_BYTES, blob=key)


def _create(owner_id: int, handle: FileHandle, digest: Digest | None, origin: Origin | None = None) -> FileHandle:
    moment = clock.now()
    handle.etag, handle.created_by, handle.created_on = new_etag(), owner_id, moment
    if handle.is_link:
        handle.verification = Verification.NONE
    if digest is not None:
        handle.sha256, handle.verified_on, handle.verification = digest.sha256, moment, Verification.VERIFIED
    handle.save(force_insert=True)
    after = {"fileName": handle.file_name, "size": handle.size, "md5": handle.md5}
    audit.record(owner_id, "file_created", subject_kind="filehandle", subject_id=handle.pk, after=after)
    if handle.verification == Verification.PENDING:
        outbox.later(VERIFY, key=str(handle.pk), handle_id=handle.pk)
    if origin is not None:
        derived.note_file(handle, origin)
    elif handle.preview_of_id is None:
        arrivals.arrived(handle)
    return handle
