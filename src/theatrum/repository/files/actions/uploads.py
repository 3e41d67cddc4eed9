"""Recording uploads: started, a part refused, completed or failed, cleared away."""

from datetime import timedelta
from uuid import uuid4

from django.db.models import QuerySet

from theatrum.drivers import installation
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import after_commit
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import locations, policy, queries
from theatrum.repository.files.actions import handles
from theatrum.repository.files.errors import NoSuchUpload
from theatrum.repository.files.models import RefusedPart, Upload, UploadState
from theatrum.repository.files.policy import WantedCopy
from theatrum.repository.files.uploading import Begun, Confirmation, Finished

CLEAR = "files.clear_unfinished"
_TOUCH_EVERY = timedelta(hours=1)


def start_upload(*, actor: Actor, begun: Begun) -> Upload:
    """Record what ``uploading.begin`` opened; of many equal requests at once, one wins."""
    if begun.replaced_id is not None:
        Upload.objects.filter(pk=begun.replaced_id).update(request_hash=None)
    upload = _insert(actor, begun)
    if upload.pk != begun.id:
        after_commit(lambda: store().abort(begun.ticket))
        return upload
    facts = {"fileName": upload.file_name, "size": upload.size, "md5": upload.md5}
    audit.record(actor.id, "upload_started", subject_kind="upload", subject_id=upload.pk, after=facts)
    if _stale().exists():
        outbox.later(CLEAR, key="all")
    return upload


def copy_file(*, actor: Actor, wanted: WantedCopy) -> Upload:
    """Make a copy at once: a completed upload whose handle stands on the original's bytes.

    Raises as ``handles.copy_handle``, and StorageLocationNotFound, FileIsElsewhere.
    """
    locations.require_location(wanted.storage_location_id)
    handle = handles.copy_handle(
        actor=actor, claim=wanted.claim, naming=wanted.naming, storage_location_id=wanted.storage_location_id
    )
    queries.require_here(handle)
    Upload.objects.filter(user_id=actor.id, request_hash=wanted.fingerprint).update(request_hash=None)
    moment = clock.now()
    row = Upload(
        id=uuid4(),
        user_id=actor.id,
        request_hash=wanted.fingerprint,
        state=UploadState.COMPLETED,
        file_name=handle.file_name,
        content_type=handle.content_type,
        md5=handle.md5,
        size=handle.size,
        part_size=max(handle.size, policy.LEAST_PART),
        storage_location_id=handle.storage_location_id,
        started_on=moment,
        updated_on=moment,
        handle=handle,
    )
    Upload.objects.bulk_create([row], ignore_conflicts=True)
    return row


def touch_upload(*, upload: Upload) -> None:
    """Remember that the uploader is still there, once an hour at most."""
    moment = clock.now()
    Upload.objects.filter(pk=upload.pk, updated_on__lt=moment - _TOUCH_EVERY).update(updated_on=moment)


def needs_touch(upload: Upload) -> bool:
    """Tell whether ``touch_upload`` would write."""
    return upload.updated_on < clock.now() - _TOUCH_EVERY


def refuse_part(*, upload: Upload, confirmation: Confirmation) -> None:
    """Remember that the store holds a part that its sender does not recognise: it must come once more."""
    RefusedPart.objects.update_or_create(
        upload=upload, number=confirmation.number, defaults={"held_md5": confirmation.held_md5}
    )


def complete_upload(*, actor: Actor, finished: Finished) -> Upload:
    """Make the file handle, or detach an upload of changed bytes; repeated or at once, there is one handle.

    Raises NoSuchUpload. Call ``uploading.require_unchanged`` after the commit.
    """
    upload = Upload.objects.select_for_update().filter(pk=finished.upload.pk).first()
    if upload is None:
        raise NoSuchUpload(id=finished.upload.pk)
    if upload.state == UploadState.COMPLETED:
        return upload
    if finished.is_changed:
        _fail(actor, upload, finished)
        return upload
    upload.handle = handles.create_handle(actor=actor, upload=upload, finished=finished)
    upload.state, upload.updated_on = UploadState.COMPLETED, clock.now()
    upload.save(update_fields=["handle", "state", "updated_on"])
    return upload


def clear_unfinished(*, most: int = 500) -> list[str]:
    """Forget uploads that nobody went on with; returns the store's tickets of their bytes."""
    found = list(_stale().select_for_update().order_by("updated_on")[:most])
    for upload in found:
        audit.record(upload.user_id, "upload_cleared", subject_kind="upload", subject_id=upload.pk)
    Upload.objects.filter(pk__in=[upload.pk for upload in found]).delete()
    return [upload.ticket for upload in found if upload.ticket]


def _stale() -> QuerySet[Upload]:
    return Upload.objects.filter(
        state=UploadState.UPLOADING, updated_on__lt=clock.now() - timedelta(days=installation.settings().upload_days)
    )


def _insert(actor: Actor, begun: Begun) -> Upload:
    wanted, moment = begun.wanted, clock.now()
    row = Upload(
        id=begun.id,
        user_id=actor.id,
        request_hash=wanted.fingerprint,
        file_name=wanted.file_name,
        content_type=wanted.content_type,
        md5=wanted.md5,
        size=wanted.size,
        part_size=wanted.part_size,
        ticket=begun.ticket,
        storage_location_id=wanted.storage_location_id,
        started_on=moment,
        updated_on=moment,
    )
    Upload.objects.bulk_create([row], ignore_conflicts=True)
    return Upload.objects.get(user_id=actor.id, request_hash=wanted.fingerprint)


def _fail(actor: Actor, upload: Upload, finished: Finished) -> None:
    upload.request_hash, upload.updated_on = None, clock.now()
    upload.save(update_fields=["request_hash", "updated_on"])
    held = finished.digest.md5 if finished.digest else ""
    before, after = {"md5": upload.md5}, {"md5": held}
    audit.record(actor.id, "upload_failed", subject_kind="upload", subject_id=upload.pk, before=before, after=after)
    outbox.later(handles.DELETE_BYTES, blob=finished.key)
