"""File handles, addresses to download from, copies."""

from django.http import HttpResponse, HttpResponseRedirect

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.responses import text_response
from theatrum.doors.api.views import files as view
from theatrum.doors.api.wire import files as wire
from theatrum.kernel.errors import DomainError, Kind
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor, Scope
from theatrum.repository.files import downloading, policy, queries
from theatrum.repository.files.actions import handles
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.downloading import Failure, Found
from theatrum.repository.files.errors import LinkIsInvalid
from theatrum.repository.files.linking import WantedLink
from theatrum.repository.files.models import FileHandle

file = Routes(tag="files")

_LINK = wire.FILE + "ExternalFileHandle"
_ONLY_LINKS = "this server reaches no storage but its own. Upload the file, or make an ExternalFileHandle of its URL."


@file.post("fileHandle/batch", status=201, scope=Scope.DOWNLOAD)
def get_many(request: ApiRequest, body: wire.BatchFileRequest) -> wire.BatchFileResult:
    """Return handles and addresses of many files; each has its own failure code."""
    claims = [view.read_claim(association) for association in body.requested_files]
    found = downloading.find_many(request.actor, claims)
    return wire.BatchFileResult(requested_files=[_result(request.actor, each, body) for each in found])


@file.get("fileHandle/{handle_id}")
def get_handle(request: ApiRequest, handle_id: str) -> wire.FileHandle:
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
    return to_bytes(request.actor, handle, redirects=redirect)


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
    return to_bytes(request.actor, downloading.find_one(request.actor, claim), redirects=redirect)


@file.post("externalFileHandle", writes=True)
def post_link(request: ApiRequest, body: wire.NewExternalFileHandle) -> wire.FileHandle:
    """Make a handle of a file elsewhere."""
    if body.concrete_type != _LINK:
        raise LinkIsInvalid(reason=f"{body.concrete_type.rpartition('.')[2][:80]} is not offered: {_ONLY_LINKS}")
    wanted = WantedLink(
        url=body.external_url or "",
        file_name=body.file_name or "",
        content_type=body.content_type or "",
        md5=body.content_md5 or "",
        size=body.content_size,
    )
    return view.file_handle(handles.create_link(actor=request.actor, wanted=wanted))


@file.post("externalFileHandle/{store}", writes=True)
def post_stored_elsewhere(request: ApiRequest, store: str, body: JsonObject) -> None:
    """Refuse handles of objects in buckets of others."""
    raise LinkIsInvalid(reason=f"Files in buckets of others are not offered: {_ONLY_LINKS}")


@file.post("filehandles/copy", writes=True, scope=Scope.DOWNLOAD)
def copy_many(request: ApiRequest, body: wire.BatchFileHandleCopyRequest) -> wire.BatchFileHandleCopyResult:
    """Make handles of one's own on files that one may download; each has its own failure code."""
    return wire.BatchFileHandleCopyResult(copy_results=[_copy(request, each) for each in body.copy_requests])


def to_bytes(actor: Actor, handle: FileHandle, *, redirects: bool) -> HttpResponse:
    """Lead to the bytes of a file that the actor may have, or name the address."""
    if not redirects:
        return text_response(downloading.sign(actor, handle))
    response = HttpResponseRedirect(downloading.sign_redirect(actor, handle), status=307)
    response["Cache-Control"] = "private, no-store"
    return response


def _result(actor: Actor, found: Found, wanted: wire.BatchFileRequest) -> wire.FileResult:
    result = wire.FileResult(file_handle_id=str(found.claim.handle_id), failure_code=found.failure)
    if found.handle is not None and wanted.include_file_handles:
        result.file_handle = view.file_handle(found.handle)
    if found.handle is not None and wanted.include_pre_signed_urls:
        result.pre_signed_url = downloading.sign(actor, found.handle)
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
