"""Uploading in parts: start or resume, where to send parts, add each, complete.

The bytes go to the byte plane; here is only what is known about them. Each route speaks with the
store first, and opens a transaction only for what must be written.
"""

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import files as view
from theatrum.doors.api.wire import files as wire
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.repository.files import queries, uploading
from theatrum.repository.files.actions import uploads
from theatrum.repository.files.models import Upload
from theatrum.repository.files.policy import STORAGE_LOCATION, Naming, Wanted, WantedCopy

file = Routes(tag="uploads")

_COPY = wire.FILE + "MultipartUploadCopyRequest"


@file.post("file/multipart", status=201, writes=True, transaction=False)
def start_upload(
    request: ApiRequest, body: wire.MultipartRequest, *, forceRestart: bool | None = None
) -> wire.MultipartUploadStatus:
    """Start an upload, or go on with the same request's earlier one; at once complete if its file is here."""
    if body.concrete_type == _COPY:
        return view.upload_status(_copy(request, body, restarts=bool(forceRestart)))
    begun = uploading.begin(request.actor, _wanted(body), restarts=bool(forceRestart))
    if isinstance(begun, uploading.Begun):
        with writing():
            begun = uploads.start_upload(actor=request.actor, begun=begun)
    return view.upload_status(begun)


@file.post("file/multipart/{upload_id}/presigned/url/batch", status=201, writes=True, transaction=False)
def sign_parts(
    request: ApiRequest, upload_id: str, body: wire.BatchPresignedUploadUrlRequest
) -> wire.BatchPresignedUploadUrlResponse:
    """Say where to send parts, for all that are missing at once."""
    upload = queries.own_upload(request.actor, upload_id)
    signed = uploading.sign_parts(upload, body.part_numbers)
    if uploads.needs_touch(upload):
        with writing():
            uploads.touch_upload(upload=upload)
    parts = [
        wire.PartPresignedUrl(
            part_number=number, upload_presigned_url=signed[number].url, signed_headers=dict(signed[number].headers)
        )
        for number in body.part_numbers
    ]
    return wire.BatchPresignedUploadUrlResponse(part_presigned_urls=parts)


@file.put("file/multipart/{upload_id}/add/{part_number}", status=201, writes=True, transaction=False)
def add_part(request: ApiRequest, upload_id: str, part_number: str, partMD5Hex: str = "") -> wire.AddPartResponse:
    """Say whether a part arrived as it was sent."""
    upload = queries.own_upload(request.actor, upload_id)
    number = parse_number(part_number, what="part number")
    confirmation = uploading.confirm(upload, number, md5=partMD5Hex)
    if confirmation.held_md5:
        with writing():
            uploads.refuse_part(upload=upload, confirmation=confirmation)
    return wire.AddPartResponse(
        upload_id=str(upload.pk),
        part_number=number,
        add_part_state="ADD_SUCCESS" if confirmation.is_good else "ADD_FAILED",
        error_message=confirmation.message or None,
    )


@file.put("file/multipart/{upload_id}/complete", status=201, writes=True, transaction=False)
def complete_upload(request: ApiRequest, upload_id: str) -> wire.MultipartUploadStatus:
    """Make the file of its parts; asked again, it answers the same."""
    upload = queries.own_upload(request.actor, upload_id)
    finished = uploading.finish(upload)
    if finished.is_new:
        with writing():
            upload = uploads.complete_upload(actor=request.actor, finished=finished)
    uploading.require_unchanged(finished)
    return view.upload_status(upload)


def _wanted(body: wire.MultipartRequest) -> Wanted:
    if body.file_size_bytes is None or body.part_size_bytes is None:
        raise InvalidRequest(reason="fileSizeBytes and partSizeBytes are required.")
    return Wanted(
        file_name=body.file_name or "",
        content_type=body.content_type or "",
        md5=body.content_md5_hex,
        size=body.file_size_bytes,
        part_size=body.part_size_bytes,
        storage_location_id=STORAGE_LOCATION if body.storage_location_id is None else body.storage_location_id,
        generates_preview=bool(body.generate_preview),
    )


def _copy(request: ApiRequest, body: wire.MultipartRequest, *, restarts: bool) -> Upload:
    wanted = WantedCopy(
        claim=view.read_claim(body.source_file_handle_association),
        naming=Naming(file_name=body.file_name),
        storage_location_id=STORAGE_LOCATION if body.storage_location_id is None else body.storage_location_id,
    )
    known = None if restarts else uploading.find_copy(request.actor, wanted)
    if known is not None:
        return known
    with writing():
        return uploads.copy_file(actor=request.actor, wanted=wanted)
