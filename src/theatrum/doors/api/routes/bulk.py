"""Many files in one ZIP, made by a job."""

from typing import cast

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import files as view
from theatrum.doors.api.wire import files as wire
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.repository.access.permissions import Scope
from theatrum.repository.files import packing
from theatrum.repository.files.policy import valid_file_name

file = Routes(tag="files")

_NAME = "files.zip"


def start_package(request: ApiRequest, body: wire.BulkFileDownloadRequest) -> Order:
    """Put files into one ZIP, as far as they may be downloaded; each has its own failure code."""
    claims = [view.read_claim(association) for association in body.requested_files]
    arguments = {
        "user_id": request.actor.id,
        "claims": [[str(claim.handle_id), claim.associate_type, claim.associate_id] for claim in claims],
        "file_name": valid_file_name(body.zip_file_name or _NAME),
        "arrangement": body.zip_file_format,
    }
    return Order(packing.PACK, arguments, is_quick=packing.is_quick(claims))


def show_package(request: ApiRequest, job: JobStatus) -> dict[str, object]:
    """Return the ZIP's handle, and what became of each file."""
    result = cast("dict[str, object]", job.result)
    handle_id, entries = result["handle_id"], cast("list[dict[str, str | int | None]]", result["entries"])
    answer = wire.BulkFileDownloadResponse(
        result_zip_file_handle_id=None if handle_id is None else str(handle_id),
        user_id=str(request.actor.id),
        file_summary=[_summary(entry) for entry in entries],
    )
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


def _summary(entry: dict[str, str | int | None]) -> wire.FileDownloadSummary:
    return wire.FileDownloadSummary(
        file_handle_id=str(entry["handle_id"]),
        associate_object_id=str(entry["associate_id"]),
        associate_object_type=str(entry["associate_type"]),
        zip_entry_name=str(entry["name"]) if entry["name"] else None,
        status="FAILURE" if entry["failure"] else "SUCCESS",
        failure_message=str(entry["message"]) if entry["message"] else None,
        failure_code=str(entry["failure"]) if entry["failure"] else None,
    )


asyncjobs.add_pair(
    file,
    "file/bulk/async",
    start_package,
    shown=show_package,
    scope=Scope.DOWNLOAD,
    answers=wire.BulkFileDownloadResponse,
)
