"""The pages of an entity, and their versions."""

from django.db.models import F, QuerySet

from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.errors import NoWiki, PageNotFound, PageVersionNotFound
from theatrum.repository.wiki.models import Page, PageVersion, Wiki
from theatrum.repository.wiki.sight import hidden_in


def find_wiki(node: Node) -> Wiki:
    """Return the wiki of an entity. Raises NoWiki."""
    wiki = Wiki.objects.filter(node=node).first()
    if wiki is None:
        raise NoWiki(id=node.id)
    return wiki


def root_page(actor: Actor, node: Node) -> Page:
    """Return the page of an entity that all others stand below. Raises NoWiki, also where it is kept for others."""
    page = Page.objects.select_related("wiki").filter(wiki__node=node, parent=None).first()
    if page is None or page.pk in hidden_in(actor, page.wiki):
        raise NoWiki(id=node.id)
    return page


def root_id(actor: Actor, node: Node) -> int | None:
    """Return the id of the root page, None if there is no wiki that the actor may see."""
    page = Page.objects.select_related("wiki").filter(wiki__node=node, parent=None).first()
    return None if page is None or page.pk in hidden_in(actor, page.wiki) else page.pk


def find_page(actor: Actor, node: Node, page_id: int) -> Page:
    """Return a page of an entity that the actor may read; one must know whose it is. Raises NoWiki, PageNotFound."""
    page = Page.objects.select_related("wiki").filter(wiki__node=node, id=page_id).first()
    if page is None:
        find_wiki(node)
        raise PageNotFound(id=page_id)
    if page.pk in hidden_in(actor, page.wiki):
        raise PageNotFound(id=page_id)
    return page


def get_version(page: Page, number: int | None = None) -> PageVersion:
    """Return a version of a page, the current one for None. Raises PageVersionNotFound."""
    wanted = page.number if number is None else number
    version = PageVersion.objects.select_related("page", "markdown").filter(page=page, number=wanted).first()
    if version is None:
        raise PageVersionNotFound(id=page.pk, version=wanted)
    return version


def attached(version: PageVersion) -> list[FileHandle]:
    """Return the files that a version of a page carries, in their order."""
    found = version.attachments.select_related("handle").order_by("position")
    return [attachment.handle for attachment in found]


def tree_of(actor: Actor, wiki: Wiki) -> QuerySet[Page]:
    """Return the pages of a wiki that an actor may see: the root first, then those of each parent by title."""
    found = Page.objects.filter(wiki=wiki).exclude(id__in=hidden_in(actor, wiki))
    return found.order_by(F("parent_id").asc(nulls_first=True), "title", "id")


def order_of(actor: Actor, wiki: Wiki) -> list[str]:
    """Return in which order pages are shown, without those that an actor may not see."""
    hidden = {str(number) for number in hidden_in(actor, wiki)}
    return [number for number in wiki.order_hint if number not in hidden]


def history_of(page: Page) -> QuerySet[PageVersion]:
    """Return the versions of a page, newest first."""
    return PageVersion.objects.filter(page=page).order_by("-number")
