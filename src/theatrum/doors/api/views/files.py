"""Files as the wire shows them."""

from theatrum.doors.api.wire import files as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.files import queries, uploading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle, Upload

# Handles name a bucket on the wire; where bytes are is nobody's business.
_BUCKET = "theatrum"


def file_handle(handle: FileHandle) -> wire.FileHandle:
    """Return a handle: a stored file, or a link."""
    return _link(handle) if handle.is_link else _stored(handle)


def _link(handle: FileHandle) -> wire.ExternalFileHandle:
    return wire.ExternalFileHandle(
        id=str(handle.pk),
        etag=handle.etag,
        created_by=str(handle.created_by),
        created_on=handle.created_on,
        modified_on=handle.created_on,
        content_type=handle.content_type,
        content_md5=handle.md5 or None,
        file_name=handle.file_name,
        content_size=handle.size or None,
        external_url=handle.url,
    )


def _stored(handle: FileHandle) -> wire.S3FileHandle:
    return wire.S3FileHandle(
        id=str(handle.pk),
        etag=handle.etag,
        created_by=str(handle.created_by),
        created_on=handle.created_on,
        modified_on=handle.verified_on or handle.created_on,
        content_type=handle.content_type,
        content_md5=handle.md5,
        file_name=handle.file_name,
        storage_location_id=handle.storage_location_id,
        content_size=handle.size,
        status="UNAVAILABLE" if handle.is_failed else "AVAILABLE",
        bucket_name=_BUCKET,
        key=f"{handle.pk}/{handle.file_name}",
        is_preview=handle.preview_of_id is not None,
        verification=handle.verification,
    )


def file_handle_json(handle: FileHandle) -> JsonObject:
    """Return a handle as JSON, for messages that carry several kinds of things."""
    shown: JsonObject = file_handle(handle).model_dump(mode="json", by_alias=True, exclude_none=True)
    return shown


def upload_status(upload: Upload) -> wire.MultipartUploadStatus:
    """Return how far an upload is; asks the store which parts it holds."""
    return wire.MultipartUploadStatus(
        upload_id=str(upload.pk),
        started_by=str(upload.user_id),
        started_on=upload.started_on,
        updated_on=upload.updated_on,
        state=upload.state,
        parts_state=uploading.parts_state(upload),
        result_file_handle_id=str(upload.handle_id) if upload.handle_id else None,
    )


def read_claim(association: wire.FileHandleAssociation | None) -> Claim:
    """Read a file and its object from the wire. Raises InvalidRequest."""
    if association is None:
        raise InvalidRequest(reason="A file and the object that has it must be named: sourceFileHandleAssociation.")
    return Claim(
        handle_id=queries.parse_handle_id(association.file_handle_id),
        associate_type=association.associate_object_type,
        associate_id=association.associate_object_id,
    )
