"""Wiki pages for tests, made by the real actions, with their words found."""

from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki import actions, jobs, markdown
from theatrum.repository.wiki.models import Page
from theatrum.repository.wiki.policy import PageFields


def make_text(actor: Actor, text: str) -> FileHandle:
    """Store a text as the file of a page."""
    blob = markdown.keep(text)
    with writing():
        name = markdown.file_name(None)
        return create_handle_of_blob(actor=actor, blob=blob, file_name=name, content_type=markdown.CONTENT_TYPE)


def make_page(actor: Actor, node: Node, title: str, *, text: str = "", parent: Page | None = None) -> Page:
    """Make a page; without a parent it is the root."""
    handle = make_text(actor, text or f"# {title}")
    fields = PageFields(title, handle.pk, parent_id=parent.pk if parent else None)
    with writing():
        page = actions.create_page(actor=actor, node_id=node.id, fields=fields).page
    jobs.index(page_id=page.pk)
    return page


def change_page(actor: Actor, page: Page, *, title: str = "", text: str) -> Page:
    """Write another version of a page."""
    handle = make_text(actor, text)
    page.refresh_from_db()
    fields = PageFields(title or page.title, handle.pk)
    with writing():
        changed = actions.update_page(
            actor=actor, node_id=page.wiki.node_id, page_id=page.pk, etag=page.etag, fields=fields
        ).page
    jobs.index(page_id=page.pk)
    return changed


def keep_for(actor: Actor, page: Page, *principals: int) -> None:
    """Keep a page for some people and teams."""
    with writing():
        actions.keep_for(actor=actor, node_id=page.wiki.node_id, page_id=page.pk, principal_ids=principals)
