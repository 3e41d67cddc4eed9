"""Wiki pages as the wire shows and sends them."""

from collections.abc import Sequence
from typing import Any

from theatrum.doors.api.views import files
from theatrum.doors.api.wire import files as file_wire
from theatrum.doors.api.wire import wikis as wire
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import entity_id, parse_number
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.files.queries import parse_handle_id
from theatrum.repository.wiki import markdown
from theatrum.repository.wiki.models import Page, PageVersion, Wiki
from theatrum.repository.wiki.policy import PageFields
from theatrum.repository.wiki.queries.pages import attached


def page(version: PageVersion) -> wire.V2WikiPage:
    """Return a version of a page, its text by reference."""
    return wire.V2WikiPage(**_common(version), markdown_file_handle_id=str(version.markdown_id))


def page_with_text(actor: Actor, version: PageVersion) -> wire.WikiPage:
    """Return a version of a page with its text. Raises MarkdownUnreadable, FileIsBroken, FileIsLocked."""
    return wire.WikiPage(**_common(version), markdown=markdown.read(actor, version))


def header(stored: Page) -> wire.WikiHeader:
    """Return a page of the tree."""
    parent = str(stored.parent_id) if stored.parent_id else None
    return wire.WikiHeader(id=str(stored.pk), title=stored.title or None, parent_id=parent)


def snapshot(version: PageVersion) -> wire.V2WikiHistorySnapshot:
    """Return one line of a page's history."""
    return wire.V2WikiHistorySnapshot(
        version=str(version.number), modified_on=version.modified_on, modified_by=str(version.modified_by)
    )


def order(node: Node, wiki: Wiki, page_ids: Sequence[str]) -> wire.V2WikiOrderHint:
    """Return in which order pages are shown."""
    return wire.V2WikiOrderHint(
        owner_id=entity_id(node.id),
        owner_object_type="ENTITY",
        id_list=list(page_ids) or None,
        etag=wiki.etag,
    )


def attachments(version: PageVersion) -> file_wire.FileHandleResults:
    """Return the files that a version of a page carries."""
    return file_wire.FileHandleResults(list_=[files.file_handle(handle) for handle in attached(version)])


def read_fields(body: wire.V2WikiPage | wire.WikiPage, *, markdown_id: int) -> PageFields:
    """Read what a person sets on a page. Raises InvalidRequest."""
    return PageFields(
        title=body.title or "",
        markdown_id=markdown_id,
        attachment_ids=[parse_handle_id(each) for each in body.attachment_file_handle_ids or ()],
        # Clients of some age send an empty text for no parent.
        parent_id=parse_number(body.parent_wiki_id, what="parentWikiId") if body.parent_wiki_id else None,
    )


def markdown_id(body: wire.V2WikiPage) -> int:
    """Read which file holds the text. Raises InvalidRequest."""
    if not body.markdown_file_handle_id:
        raise InvalidRequest(reason="markdownFileHandleId is missing: upload the text of the page, then name its file.")
    return parse_handle_id(body.markdown_file_handle_id)


def _common(version: PageVersion) -> dict[str, Any]:
    stored = version.page
    return {
        "id": str(stored.pk),
        "etag": stored.etag,
        "created_on": stored.created_on,
        "created_by": str(stored.created_by),
        "modified_on": version.modified_on,
        "modified_by": str(version.modified_by),
        "parent_wiki_id": str(stored.parent_id) if stored.parent_id else None,
        "title": version.title or None,
        "attachment_file_handle_ids": [str(handle.pk) for handle in attached(version)],
    }
