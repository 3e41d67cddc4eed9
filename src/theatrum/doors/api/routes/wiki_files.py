"""The files of wiki pages: attachments, previews of them, the text."""

from django.http import HttpResponse
from ninja.params.functions import Query

from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.routes.files import to_bytes
from theatrum.doors.api.routes.wikis import version_asked
from theatrum.doors.api.views import wikis as view
from theatrum.doors.api.wire import files as file_wire
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Scope
from theatrum.repository.files import downloading, previewing
from theatrum.repository.files.actions.handles import create_preview
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.models import PageVersion
from theatrum.repository.wiki.queries import files as wiki_files

routes = Routes(tag="wikis")


@routes.get("entity/{owner_id}/wiki2/{wiki_id}/attachmenthandles")
def list_attachments(
    request: ApiRequest, owner_id: str, wiki_id: str, version: str = Query("", alias="wikiVersion")
) -> file_wire.FileHandleResults:
    """List the files that a page carries."""
    return view.attachments(version_asked(request, owner_id, wiki_id, version))


@routes.get("entity/{owner_id}/wiki2/{wiki_id}/attachment", scope=Scope.DOWNLOAD)
def get_attachment(
    request: ApiRequest,
    owner_id: str,
    wiki_id: str,
    *,
    file_name: str = Query(..., alias="fileName"),
    version: str = Query("", alias="wikiVersion"),
    redirect: bool = True,
) -> HttpResponse:
    """Lead to the bytes of an attachment, or name the address."""
    page = version_asked(request, owner_id, wiki_id, version)
    return to_bytes(request.actor, _attachment(request, page, file_name), redirects=redirect)


@routes.get("entity/{owner_id}/wiki2/{wiki_id}/markdown", scope=Scope.DOWNLOAD)
def get_markdown(
    request: ApiRequest,
    owner_id: str,
    wiki_id: str,
    *,
    version: str = Query("", alias="wikiVersion"),
    redirect: bool = True,
) -> HttpResponse:
    """Lead to the text of a page, or name the address."""
    asked = version_asked(request, owner_id, wiki_id, version)
    claim = Claim(asked.markdown_id, wiki_files.MARKDOWN, wiki_id)
    return to_bytes(request.actor, downloading.find_one(request.actor, claim), redirects=redirect)


@routes.get("entity/{owner_id}/wiki2/{wiki_id}/attachmentpreview", scope=Scope.DOWNLOAD)
def get_preview(
    request: ApiRequest,
    owner_id: str,
    wiki_id: str,
    *,
    file_name: str = Query(..., alias="fileName"),
    version: str = Query("", alias="wikiVersion"),
    redirect: bool = True,
) -> HttpResponse:
    """Lead to the beginning of an attachment that is a text, or name the address."""
    handle = _attachment(request, version_asked(request, owner_id, wiki_id, version), file_name)
    preview = previewing.find(handle)
    if preview is None:
        blob = previewing.keep_beginning(handle)
        with writing():
            preview = create_preview(original=handle, blob=blob)
    return to_bytes(request.actor, preview, redirects=redirect)


def _attachment(request: ApiRequest, page: PageVersion, file_name: str) -> FileHandle:
    handle = wiki_files.attachment_named(page, file_name)
    return downloading.find_one(request.actor, Claim(handle.pk, wiki_files.ATTACHMENT, str(page.page_id)))
