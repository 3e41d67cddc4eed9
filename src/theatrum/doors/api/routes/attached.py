"""The files that entities carry."""

from django.http import HttpResponse

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.files import to_bytes
from theatrum.doors.api.views import files as view
from theatrum.doors.api.wire import files as wire
from theatrum.kernel.ids import parse_entity_id, parse_number
from theatrum.repository.access.permissions import Permission, Scope
from theatrum.repository.entities.actions.refiling import replace_handle
from theatrum.repository.entities.errors import FileOfVersionNotFound
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import downloading, queries
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle

routes = Routes(tag="files")

_FILE = "FileEntity"


@routes.get("entity/{entity_id}/filehandles", scope=Scope.DOWNLOAD)
def list_handles(request: ApiRequest, entity_id: str) -> wire.FileHandleResults:
    """List the file that an entity carries."""
    return _handles(request, entity_id, None)


@routes.get("entity/{entity_id}/version/{number}/filehandles", scope=Scope.DOWNLOAD)
def list_handles_of_version(request: ApiRequest, entity_id: str, number: str) -> wire.FileHandleResults:
    """List the file that a version of an entity carries."""
    return _handles(request, entity_id, parse_number(number, what="version number"))


@routes.get("entity/{entity_id}/file", scope=Scope.DOWNLOAD)
def get_file(request: ApiRequest, entity_id: str, *, redirect: bool = True) -> HttpResponse:
    """Lead to the bytes of an entity's file, or name the address."""
    return to_bytes(request.actor, _downloadable(request, entity_id, None), redirects=redirect)


@routes.get("entity/{entity_id}/version/{number}/file", scope=Scope.DOWNLOAD)
def get_file_of_version(request: ApiRequest, entity_id: str, number: str, *, redirect: bool = True) -> HttpResponse:
    """Lead to the bytes of a version's file, or name the address."""
    version = parse_number(number, what="version number")
    return to_bytes(request.actor, _downloadable(request, entity_id, version), redirects=redirect)


@routes.put("entity/{entity_id}/version/{number}/filehandle", writes=True)
def put_handle(request: ApiRequest, entity_id: str, number: str, body: wire.FileHandleUpdateRequest) -> None:
    """Let a version carry another handle of the same bytes."""
    replace_handle(
        actor=request.actor,
        node_id=parse_entity_id(entity_id),
        number=parse_number(number, what="version number"),
        old_id=queries.parse_handle_id(body.old_file_handle_id),
        new_id=queries.parse_handle_id(body.new_file_handle_id),
    )


def _downloadable(request: ApiRequest, entity_id: str, number: int | None) -> FileHandle:
    node = nodes.require_node(request.actor, parse_entity_id(entity_id))
    version = nodes.get_version(node, number)
    if version.handle_id is None:
        raise FileOfVersionNotFound(id=node.public_id, version=version.number)
    return downloading.find_one(request.actor, Claim(version.handle_id, _FILE, node.public_id))


def _handles(request: ApiRequest, entity_id: str, number: int | None) -> wire.FileHandleResults:
    node = nodes.require_node(request.actor, parse_entity_id(entity_id), Permission.DOWNLOAD)
    handle = nodes.get_version(node, number).handle
    return wire.FileHandleResults(list_=[view.file_handle(handle)] if handle else [])
