"""Download lists: what is on one's own, manifests and packages of it."""

from dataclasses import asdict
from typing import cast

from theatrum.doors.api import asyncjobs
from theatrum.doors.api.asyncjobs import Order
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.views import downloads as view
from theatrum.doors.api.wire import downloads as wire
from theatrum.doors.api.wire.message import Wire
from theatrum.drivers.jobs.queries import JobStatus
from theatrum.kernel.errors import InvalidRequest, NotSupported
from theatrum.kernel.ids import parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Scope
from theatrum.repository.downloads import actions, jobs
from theatrum.repository.files.policy import valid_file_name

repo = Routes(tag="downloads")

_ZIP = "download_list.zip"


@repo.post("download/list/add", writes=True)
def add(
    request: ApiRequest, body: wire.AddBatchOfFilesToDownloadListRequest
) -> wire.AddBatchOfFilesToDownloadListResponse:
    """Put files on one's list."""
    count = actions.add_files(actor=request.actor, items=view.items(body.batch_to_add))
    return wire.AddBatchOfFilesToDownloadListResponse(number_of_files_added=count)


@repo.post("download/list/remove", writes=True)
def remove(
    request: ApiRequest, body: wire.RemoveBatchOfFilesFromDownloadListRequest
) -> wire.RemoveBatchOfFilesFromDownloadListResponse:
    """Take files off one's list."""
    count = actions.remove_files(actor=request.actor, items=view.items(body.batch_to_remove))
    return wire.RemoveBatchOfFilesFromDownloadListResponse(number_of_files_removed=count)


@repo.delete("download/list", writes=True)
def clear(request: ApiRequest) -> None:
    """Empty one's list."""
    actions.clear(actor=request.actor)


def start_adding(request: ApiRequest, body: wire.AddToDownloadListRequest) -> Order:
    """Put the files of a folder on one's list."""
    if body.query is not None:
        raise NotSupported(reason="Adding the rows of a query is not offered; add the files, or a folder by parentId.")
    if body.parent_id is None:
        raise InvalidRequest(reason="Must include either request.parentId or request.query().")
    pins = True if body.use_version_number is None else body.use_version_number
    parent_id = parse_entity_id(body.parent_id)
    return Order(jobs.ADD_CHILDREN, {"user_id": request.actor.id, "parent_id": parent_id, "pins_versions": pins})


def start_query(request: ApiRequest, body: wire.DownloadListQueryRequest) -> Order:
    """Ask about one's list."""
    details = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Order(jobs.LOOK, {"asked": details})


def start_manifest(request: ApiRequest, body: wire.DownloadListManifestRequest) -> Order:
    """Write the manifest of one's list."""
    dialect = asdict(view.dialect(body.csv_table_descriptor))
    return Order(jobs.MANIFEST, {"user_id": request.actor.id, "dialect": dialect})


def start_package(request: ApiRequest, body: wire.DownloadListPackageRequest) -> Order:
    """Pack the files of one's list, and take them off it."""
    arguments = {
        "user_id": request.actor.id,
        "file_name": valid_file_name(body.zip_file_name or _ZIP),
        "has_manifest": bool(body.include_manifest),
        "dialect": asdict(view.dialect(body.csv_table_descriptor)),
    }
    return Order(jobs.PACKAGE, arguments, is_quick=False)


def show_added(_request: ApiRequest, job: JobStatus) -> JsonObject:
    """Say how many files came onto the list."""
    return _json(wire.AddToDownloadListResponse(number_of_files_added=_number(job, "added")))


def show_answer(request: ApiRequest, job: JobStatus) -> JsonObject:
    """Answer the question as it is now."""
    asked = wire.DownloadListQueryRequest.model_validate(cast("JsonObject", job.result)["asked"])
    return _json(view.answer(request.actor, asked))


def show_manifest(_request: ApiRequest, job: JobStatus) -> JsonObject:
    """Name the manifest."""
    return _json(wire.DownloadListManifestResponse(result_file_handle_id=str(_number(job, "handle_id"))))


def show_package(_request: ApiRequest, job: JobStatus) -> JsonObject:
    """Name the ZIP."""
    return _json(wire.DownloadListPackageResponse(result_file_handle_id=str(_number(job, "handle_id"))))


def _number(job: JobStatus, name: str) -> int:
    return cast("dict[str, int]", job.result)[name]


def _json(answer: Wire) -> JsonObject:
    return cast("JsonObject", answer.model_dump(mode="json", by_alias=True, exclude_none=True))


asyncjobs.add_pair(
    repo, "download/list/add/async", start_adding, shown=show_added, answers=wire.AddToDownloadListResponse
)
asyncjobs.add_pair(
    repo, "download/list/query/async", start_query, shown=show_answer, answers=wire.DownloadListQueryResponse
)
asyncjobs.add_pair(
    repo,
    "download/list/manifest/async",
    start_manifest,
    shown=show_manifest,
    scope=Scope.DOWNLOAD,
    answers=wire.DownloadListManifestResponse,
)
asyncjobs.add_pair(
    repo,
    "download/list/package/async",
    start_package,
    shown=show_package,
    scope=Scope.DOWNLOAD,
    answers=wire.DownloadListPackageResponse,
)
