"""Making, changing, restoring and deleting pages; the order in which they are shown."""

from collections.abc import Collection, Iterable, Sequence

from django.db import IntegrityError

from theatrum.drivers.db.transactions import savepoint
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node
from theatrum.repository.files import arrivals
from theatrum.repository.files import queries as files
from theatrum.repository.files.errors import FileHandleNotFound, HandleIsNotYours
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki import undoing
from theatrum.repository.wiki.errors import NoWiki, PageIsInvalid, PageIsStale, PageNotFound, RootExists
from theatrum.repository.wiki.models import Attachment, Page, PageVersion, Reader, Wiki
from theatrum.repository.wiki.policy import MOST_ORDERED, MOST_READERS, PageFields, require_no_circle, require_valid
from theatrum.repository.wiki.queries.pages import attached, find_page, find_wiki, get_version
from theatrum.repository.wiki.rights import require_pages
from theatrum.repository.wiki.sight import hidden_in, readers_of

INDEX = undoing.INDEX


def create_page(*, actor: Actor, node_id: int, fields: PageFields) -> PageVersion:
    """Make a page below another one; without a parent it becomes the root of a new wiki.

    Raises RootExists, NoWiki, PageNotFound, PageIsInvalid, FileHandleNotFound, HandleIsNotYours, and what
    access refuses.
    """
    node = require_pages(actor, node_id, Permission.CREATE)
    require_valid(fields)
    wiki = _start(node) if fields.parent_id is None else _lock_wiki(node)
    page = Page(wiki=wiki, created_on=clock.now(), created_by=actor.id, number=-1)
    if fields.parent_id is not None:
        page.parent = find_page(actor, node, fields.parent_id)
    version = _write(actor, page, fields)
    after = _snapshot(version)
    audit.record(actor.id, "wiki_page_created", subject_kind="wiki", subject_id=page.pk, after=after)
    return version


def update_page(*, actor: Actor, node_id: int, page_id: int, etag: str, fields: PageFields) -> PageVersion:
    """Write a new version of a page, and move it if another parent is named.

    Raises PageIsStale, PageIsItsOwnAncestor, and as ``create_page``.
    """
    node = require_pages(actor, node_id, Permission.UPDATE)
    require_valid(fields)
    wiki, page = _lock_wiki(node), find_page(actor, node, page_id)
    if page.etag != etag:
        raise PageIsStale(id=node.public_id)
    if fields.parent_id is not None and fields.parent_id != page.parent_id:
        parent = find_page(actor, node, fields.parent_id)
        require_no_circle(page.pk, parent.pk, dict(wiki.pages.values_list("id", "parent_id")))
        page.parent = parent
    return _rewrite(actor, page, fields)


def restore_page(*, actor: Actor, node_id: int, page_id: int, number: int) -> PageVersion:
    """Write what was on a page at an older version as its newest one; where it stands does not change.

    Raises NoWiki, PageNotFound, PageVersionNotFound, and what access refuses.
    """
    node = require_pages(actor, node_id, Permission.UPDATE)
    _lock_wiki(node)
    page = find_page(actor, node, page_id)
    old = get_version(page, number)
    return _rewrite(actor, page, PageFields(old.title, old.markdown_id, [handle.pk for handle in attached(old)]))


def delete_page(*, actor: Actor, node_id: int, page_id: int) -> None:
    """Delete a page and all below it; without its root a wiki is gone. What is not there needs nothing."""
    node = require_pages(actor, node_id, Permission.DELETE)
    try:
        wiki, page = _lock_wiki(node), find_page(actor, node, page_id)
    except (NoWiki, PageNotFound):
        return
    before = _snapshot(get_version(page))
    audit.record(actor.id, "wiki_page_deleted", subject_kind="wiki", subject_id=page.pk, before=before)
    undoing.remember_deletion(actor=actor, page=page)
    if page.parent_id is None:
        wiki.delete()
    else:
        page.delete()


def replace_order(*, actor: Actor, node_id: int, etag: str, page_ids: Sequence[str]) -> Wiki:
    """Say in which order pages are shown. Raises NoWiki, PageIsStale, PageIsInvalid, and what access refuses."""
    node = require_pages(actor, node_id, Permission.UPDATE)
    wiki = _lock_wiki(node)
    if wiki.etag != etag:
        raise PageIsStale(id=node.public_id)
    if len(page_ids) > MOST_ORDERED:
        raise PageIsInvalid(reason=f"idList names {len(page_ids)} pages; {MOST_ORDERED} is the most.")
    # Where pages stand that the actor does not see is not theirs to say.
    hidden = {str(number) for number in hidden_in(actor, wiki)}
    wanted = [*page_ids, *(number for number in wiki.order_hint if number in hidden and number not in page_ids)]
    before, wiki.order_hint, wiki.etag = list(wiki.order_hint), wanted, new_etag()
    wiki.save()
    audit.record(
        actor.id, "wiki_ordered", subject_kind="entity", subject_id=node.id, before=before, after=wiki.order_hint
    )
    return wiki


def keep_for(*, actor: Actor, node_id: int, page_id: int, principal_ids: Collection[int]) -> Page:
    """Keep a page, and all below it, for some people and teams; for none of them it is for all again.

    Whoever says so must be among them, or would not find the page again.

    Raises NoWiki, PageNotFound, PageIsInvalid, and what access refuses.
    """
    node = require_pages(actor, node_id, Permission.UPDATE)
    wiki, page = _lock_wiki(node), find_page(actor, node, page_id)
    wanted = set(principal_ids)
    if len(wanted) > MOST_READERS:
        raise PageIsInvalid(reason=f"A page is kept for at most {MOST_READERS} people and teams, not {len(wanted)}.")
    if wanted and not (wanted & actor.principal_ids or actor.sees_all):
        raise PageIsInvalid(reason="Add yourself or a team of yours: else you would not find the page again.")
    before = sorted(readers_of(page))
    page.readers.all().delete()
    Reader.objects.bulk_create(Reader(page=page, principal_id=number) for number in sorted(wanted))
    wiki.is_limited = Reader.objects.filter(page__wiki=wiki).exists()
    wiki.save(update_fields=["is_limited"])
    audit.record(
        actor.id, "wiki_page_kept_for", subject_kind="wiki", subject_id=page.pk, before=before, after=sorted(wanted)
    )
    return page


def _start(node: Node) -> Wiki:
    try:
        with savepoint():
            return Wiki.objects.create(node=node, etag=new_etag())
    except IntegrityError as error:
        raise RootExists(id=node.id) from error


def _lock_wiki(node: Node) -> Wiki:
    """Lock the tree of pages: two moves at once could make a circle."""
    list(Wiki.objects.select_for_update(no_key=True).filter(node=node).values_list("id"))
    return find_wiki(node)


def _rewrite(actor: Actor, page: Page, fields: PageFields) -> PageVersion:
    before = _snapshot(get_version(page))
    version = _write(actor, page, fields)
    audit.record(
        actor.id, "wiki_page_updated", subject_kind="wiki", subject_id=page.pk, before=before, after=_snapshot(version)
    )
    return version


def _write(actor: Actor, page: Page, fields: PageFields) -> PageVersion:
    known = _usable(actor, page, [fields.markdown_id, *fields.attachment_ids])
    if known[fields.markdown_id].is_link:
        raise PageIsInvalid(reason="markdownFileHandleId names a link: upload the text of the page as a file.")
    page.etag, page.title, page.number = new_etag(), fields.title, page.number + 1
    page.save()
    version = PageVersion.objects.create(
        page=page,
        number=page.number,
        title=fields.title,
        markdown=known[fields.markdown_id],
        modified_on=clock.now(),
        modified_by=actor.id,
    )
    kept = _newest_of_each_name(known[number] for number in dict.fromkeys(fields.attachment_ids))
    Attachment.objects.bulk_create(
        Attachment(version=version, position=position, handle=handle) for position, handle in enumerate(kept)
    )
    arrivals.taken([version.markdown_id, *(handle.pk for handle in kept)])
    outbox.later(INDEX, page_id=page.pk)
    return version


def _usable(actor: Actor, page: Page, handle_ids: Collection[int]) -> dict[int, FileHandle]:
    """Return the files by id: the actor's own, and those that the page has had before, whoever sent them."""
    known = files.handles(handle_ids)
    held = _held(page) if page.pk else set()
    for number in handle_ids:
        if number not in known:
            raise FileHandleNotFound(id=number)
        if known[number].created_by != actor.id and number not in held and not actor.sees_all:
            raise HandleIsNotYours(id=number)
    return known


def _held(page: Page) -> set[int]:
    written = PageVersion.objects.filter(page=page).values_list("markdown_id", flat=True)
    carried = Attachment.objects.filter(version__page=page).values_list("handle_id", flat=True)
    return {*written, *carried}


def _newest_of_each_name(handles: Iterable[FileHandle]) -> list[FileHandle]:
    """Leave out files of whose name there is a newer one: pages name attachments by their file names."""
    found: dict[str, FileHandle] = {}
    for handle in handles:
        known = found.get(handle.file_name)
        if known is None or (known.created_on, known.pk) < (handle.created_on, handle.pk):
            found[handle.file_name] = handle
    return list(found.values())


def _snapshot(version: PageVersion) -> JsonObject:
    page = version.page
    return {
        "owner": page.wiki.node_id,
        "parent": page.parent_id,
        "version": version.number,
        "title": version.title,
        "markdown": version.markdown_id,
        "attachments": [handle.pk for handle in attached(version)],
    }
