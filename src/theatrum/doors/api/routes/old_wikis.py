"""Wiki pages in their older form, with the text inside; on the same pages as the newer one."""

from django.http import HttpResponse
from ninja.params.functions import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes import wiki_files, wikis
from theatrum.doors.api.routes.entities import required_etag
from theatrum.doors.api.views import wikis as view
from theatrum.doors.api.wire import files as file_wire
from theatrum.doors.api.wire import wikis as wire
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor, Permission, Scope
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.wiki import actions, markdown
from theatrum.repository.wiki.policy import PageFields
from theatrum.repository.wiki.queries import pages
from theatrum.repository.wiki.rights import require_pages

routes = Routes(tag="wikis")


@routes.post("entity/{owner_id}/wiki", status=201, writes=True, transaction=False)
def post_page(request: ApiRequest, owner_id: str, body: wire.WikiPage) -> wire.WikiPage:
    """Make a page with its text."""
    number = parse_entity_id(owner_id)
    require_pages(request.actor, number, Permission.CREATE)
    blob = markdown.keep(body.markdown or "")
    with writing():
        fields = _fields(request.actor, body, blob, None)
        made = actions.create_page(actor=request.actor, node_id=number, fields=fields)
    return view.page_with_text(request.actor, made)


@routes.get("entity/{owner_id}/wiki")
def get_root(request: ApiRequest, owner_id: str) -> wire.WikiPage:
    """Read the root page of an entity with its text."""
    return view.page_with_text(
        request.actor, pages.get_version(pages.root_page(request.actor, wikis.readable(request, owner_id)))
    )


@routes.get("entity/{owner_id}/wiki/{wiki_id}")
def get_page(
    request: ApiRequest, owner_id: str, wiki_id: str, version: str = Query("", alias="wikiVersion")
) -> wire.WikiPage:
    """Read a page with its text, at its current version or at another one."""
    return view.page_with_text(request.actor, wikis.version_asked(request, owner_id, wiki_id, version))


@routes.put("entity/{owner_id}/wiki/{wiki_id}", writes=True, transaction=False)
def put_page(request: ApiRequest, owner_id: str, wiki_id: str, body: wire.WikiPage) -> wire.WikiPage:
    """Write a new version of a page with its text."""
    number, page_id, etag = parse_entity_id(owner_id), wikis.same_page(wiki_id, body.id), required_etag(body.etag)
    require_pages(request.actor, number, Permission.UPDATE)
    blob = markdown.keep(body.markdown or "")
    with writing():
        fields = _fields(request.actor, body, blob, page_id)
        changed = actions.update_page(actor=request.actor, node_id=number, page_id=page_id, etag=etag, fields=fields)
    return view.page_with_text(request.actor, changed)


@routes.delete("entity/{owner_id}/wiki/{wiki_id}", writes=True)
def delete_page(request: ApiRequest, owner_id: str, wiki_id: str) -> None:
    """Delete a page and all below it."""
    wikis.delete_page(request, owner_id, wiki_id)


@routes.get("entity/{owner_id}/wikiheadertree")
def list_headers(
    request: ApiRequest, owner_id: str, limit: int | None = None, offset: int | None = None
) -> wire.WikiHeaderList:
    """List the pages of an entity, the root first."""
    return wikis.list_headers(request, owner_id, limit, offset)


@routes.get("entity/{owner_id}/wiki/{wiki_id}/attachmenthandles")
def list_attachments(request: ApiRequest, owner_id: str, wiki_id: str) -> file_wire.FileHandleResults:
    """List the files that a page carries."""
    return wiki_files.list_attachments(request, owner_id, wiki_id, "")


@routes.get("entity/{owner_id}/wiki/{wiki_id}/attachment", scope=Scope.DOWNLOAD)
def get_attachment(
    request: ApiRequest,
    owner_id: str,
    wiki_id: str,
    *,
    file_name: str = Query(..., alias="fileName"),
    redirect: bool = True,
) -> HttpResponse:
    """Lead to the bytes of an attachment, or name the address."""
    return wiki_files.get_attachment(request, owner_id, wiki_id, file_name=file_name, version="", redirect=redirect)


@routes.get("entity/{owner_id}/wiki/{wiki_id}/attachmentpreview", scope=Scope.DOWNLOAD)
def get_preview(
    request: ApiRequest,
    owner_id: str,
    wiki_id: str,
    *,
    file_name: str = Query(..., alias="fileName"),
    redirect: bool = True,
) -> HttpResponse:
    """Lead to the beginning of an attachment that is a text, or name the address."""
    return wiki_files.get_preview(request, owner_id, wiki_id, file_name=file_name, version="", redirect=redirect)


def _fields(actor: Actor, body: wire.WikiPage, blob: StoredBlob, page_id: int | None) -> PageFields:
    name, kind = markdown.file_name(page_id), markdown.CONTENT_TYPE
    handle = create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=kind)
    return view.read_fields(body, markdown_id=handle.pk)
