"""File handles, addresses to download from, where files of a folder go."""

from django.http import HttpResponse, HttpResponseRedirect

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.responses import text_response
from theatrum.doors.api.views import files as view
from theatrum.doors.api.wire import files as wire
from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Permission, Scope
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import downloading, policy, queries
from theatrum.repository.files.actions import handles
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.downloading import Failure, Found
from theatrum.repository.files.models import FileHandle

repo = Routes(tag="files")
file = Routes(tag="files")


@file.post("fileHandle/batch", status=201, scope=Scope.DOWNLOAD)
def get_many(request: ApiRequest, body: wire.BatchFileRequest) -> wire.BatchFileResult:
    """Return handles and addresses of many files; each has its own failure code."""
    claims = [view.read_claim(association) for association in body.requested_files]
    found = downloading.find_many(request.actor, claims)
    return wire.BatchFileResult(requested_files=[_result(each, body) for each in found])


@file.get("fileHandle/{handle_id}")
def get_handle(request: ApiRequest, handle_id: str) -> wire.S3FileHandle:
    """Return a handle to who made it."""
    return view.file_handle(queries.own_handle(request.actor, queries.parse_handle_id(handle_id)))


@file.delete("fileHandle/{handle_id}", writes=True)
def delete_handle(request: ApiRequest, handle_id: str) -> None:
    """Delete a handle that nothing refers to."""
    handles.delete_handle(actor=request.actor, handle_id=queries.parse_handle_id(handle_id))


@file.get("fileHandle/{handle_id}/url", scope=Scope.DOWNLOAD)
def get_own_url(request: ApiRequest, handle_id: str, *, redirect: bool = True) -> HttpResponse:
    """Lead who made a handle to its bytes, or name the address."""
    handle = downloading.own_file(request.actor, queries.parse_handle_id(handle_id))
    return _to_bytes(handle, redirects=redirect)


@file.get("file/{handle_id}", scope=Scope.DOWNLOAD)
def get_url(
    request: ApiRequest,
    handle_id: str,
    *,
    fileAssociateType: str = "",
    fileAssociateId: str = "",
    redirect: bool = True,
) -> HttpResponse:
    """Lead to the bytes of a file that an object has, or name the address."""
    claim = Claim(queries.parse_handle_id(handle_id), associate_type=fileAssociateType, associate_id=fileAssociateId)
    return _to_bytes(downloading.find_one(request.actor, claim), redirects=redirect)


@file.post("filehandles/copy", status=201, writes=True, scope=Scope.DOWNLOAD)
def copy_many(request: ApiRequest, body: wire.BatchFileHandleCopyRequest) -> wire.BatchFileHandleCopyResult:
    """Make handles of one's own on files that one may download; each has its own failure code."""
    return wire.BatchFileHandleCopyResult(copy_results=[_copy(request, each) for each in body.copy_requests])


@file.get("entity/{entity_id}/uploadDestination")
def get_destination(request: ApiRequest, entity_id: str) -> wire.UploadDestination:
    """Say where files of a folder go; refused at once for who may not add any."""
    _require_may_upload(request, entity_id)
    return wire.UploadDestination(storage_location_id=policy.STORAGE_LOCATION)


@file.get("entity/{entity_id}/uploadDestination/{location}")
def get_destination_at(request: ApiRequest, entity_id: str, location: str) -> wire.UploadDestination:
    """Say the same of one storage location."""
    _require_may_upload(request, entity_id)
    policy.require_storage_location(parse_number(location, what="storage location id"))
    return wire.UploadDestination(storage_location_id=policy.STORAGE_LOCATION)


@file.get("entity/{entity_id}/uploadDestinationLocations")
def list_destinations(request: ApiRequest, entity_id: str) -> wire.UploadDestinationLocations:
    """List the one destination there is."""
    _require_may_upload(request, entity_id)
    location = wire.UploadDestinationLocation(storage_location_id=policy.STORAGE_LOCATION)
    return wire.UploadDestinationLocations(list_=[location])


@repo.get("storageLocation/{location}")
def get_storage_location(request: ApiRequest, location: str) -> wire.StorageLocationSetting:
    """Describe the one storage location there is."""
    policy.require_storage_location(parse_number(location, what="storage location id"))
    return wire.StorageLocationSetting(storage_location_id=policy.STORAGE_LOCATION)


def _require_may_upload(request: ApiRequest, entity_id: str) -> None:
    node = nodes.get_node(parse_entity_id(entity_id))
    if not access.may(request.actor, Permission.UPDATE, node):
        access.require(request.actor, Permission.CREATE, node)


def _to_bytes(handle: FileHandle, *, redirects: bool) -> HttpResponse:
    address = downloading.sign(handle)
    if not redirects:
        return text_response(address)
    response = HttpResponseRedirect(address, status=307)
    response["Cache-Control"] = "private, no-store"
    return response


def _result(found: Found, wanted: wire.BatchFileRequest) -> wire.FileResult:
    result = wire.FileResult(file_handle_id=str(found.claim.handle_id), failure_code=found.failure)
    if found.handle is not None and wanted.include_file_handles:
        result.file_handle = view.file_handle(found.handle)
    if found.handle is not None and wanted.include_pre_signed_urls:
        result.pre_signed_url = downloading.sign(found.handle)
    return result


def _copy(request: ApiRequest, wanted: wire.FileHandleCopyRequest) -> wire.FileHandleCopyResult:
    claim = view.read_claim(wanted.original_file)
    naming = policy.Naming(wanted.new_file_name, wanted.new_content_type)
    original = str(claim.handle_id)
    try:
        copy = handles.copy_handle(actor=request.actor, claim=claim, naming=naming)
    except DomainError as error:
        if error.kind not in _COPY_FAILURES:
            raise
        return wire.FileHandleCopyResult(original_file_handle_id=original, failure_code=_COPY_FAILURES[error.kind])
    return wire.FileHandleCopyResult(original_file_handle_id=original, new_file_handle=view.file_handle(copy))


_COPY_FAILURES = {
    Kind.NOT_FOUND: Failure.NOT_FOUND,
    Kind.FORBIDDEN: Failure.UNAUTHORIZED,
    Kind.LOCKED: Failure.UNAUTHORIZED,
}
