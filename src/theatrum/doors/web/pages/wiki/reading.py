"""Reading pages: the root, any page, its files; finding pages by their words."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from theatrum.doors.web import viewer
from theatrum.doors.web.pages.wiki import frame
from theatrum.drivers import installation
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki import following, markdown, rendering, undoing
from theatrum.repository.wiki.errors import NoWiki
from theatrum.repository.wiki.models import DeletedPages, PageVersion
from theatrum.repository.wiki.queries import files, pages
from theatrum.repository.wiki.queries.search import search as find
from theatrum.repository.wiki.sight import readers_of

DELETED = "deleted"
# Says to the browser that the draft which it has is kept here now.
KEPT = "kept"
# A short page needs no list of its headings.
FEWEST_HEADINGS = 3


@dataclass(frozen=True)
class Text:
    """What is written on a version of a page, or why it cannot be shown."""

    html: str = ""
    headings: tuple[rendering.Heading, ...] = ()
    refused: str = ""


@require_safe
def wiki(request: HttpRequest, entity_id: str) -> HttpResponseBase:
    """Lead to the root page; where there is none, offer to write it."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    try:
        root = pages.root_page(actor, node)
    except NoWiki:
        place = frame.place_of(actor, entity_id)
        values = place.values() | {"undo": _undo(request, actor, node)}
        return render(request, "wiki/none.html", values)
    query = request.META.get("QUERY_STRING", "")
    address = frame.address_of(node, root.pk)
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


@require_safe
def page(request: HttpRequest, entity_id: str, page_id: int) -> HttpResponseBase:
    """Show a page, or an earlier version of it."""
    actor = viewer.actor(request)
    place = frame.place_of(actor, entity_id, current=page_id)
    found = pages.find_page(actor, place.node, page_id)
    asked = request.GET.get("version", "")
    version = pages.get_version(found, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None)
    text = text_of(actor, place.node, version)
    readers = readers_of(found) if found.wiki.is_limited else set()
    branch = place.by_id.get(page_id)
    values = {
        "version": version,
        "is_current": version.number == found.number,
        "text": text,
        "headings": text.headings if len(text.headings) >= FEWEST_HEADINGS else (),
        "attachments": pages.attached(version),
        "children": branch.children if branch else (),
        "names": accounts.names([version.modified_by, *readers]),
        "readers": sorted(accounts.names(readers).values()),
        "undo": _undo(request, actor, place.node),
        "is_kept": KEPT in request.GET,
        "follows": None if actor.is_anonymous else following.following(actor, found),
    }
    return render(request, "wiki/page.html", place.values(found) | values)


@require_safe
def file(request: HttpRequest, entity_id: str, page_id: int, name: str) -> HttpResponseBase:
    """Lead to the bytes of an attachment by its name."""
    actor = viewer.actor(request)
    node = nodes.require_node(actor, parse_entity_id(entity_id))
    version = pages.get_version(pages.find_page(actor, node, page_id))
    found = files.attachment_named(version, name)
    handle = downloading.find_one(actor, Claim(found.pk, files.ATTACHMENT, str(page_id)))
    return to_bytes(actor, handle)


@require_safe
@viewer.signed_in
def search(request: HttpRequest) -> HttpResponseBase:
    """Find pages by their words, of one entity or of all that one may read."""
    actor = viewer.actor(request)
    asked, within = request.GET.get("q", "").strip()[:200], request.GET.get("in", "")
    node = nodes.require_node(actor, parse_entity_id(within)) if within else None
    hits = find(actor, asked, node_id=node.id if node else None)
    values = {
        "q": asked,
        "within": node,
        "hits": [
            (hit, frame.address_of(hit.page.wiki.node, hit.page.pk), frame.title_of(hit.page), hit.page.wiki.node)
            for hit in hits
        ],
        "trail": [("Wiki", reverse("wiki", args=[node.public_id])), ("Search", "")] if node else [],
    }
    return render(request, "wiki/search.html", values)


def text_of(actor: Actor, node: Node, version: PageVersion) -> Text:
    """Return what is written on a version of a page as safe HTML; why not, where it cannot be read."""
    try:
        written = markdown.read(actor, version)
    except DomainError as error:
        return Text(refused=str(error))
    made = rendering.render_page(written, files=files_at(node, version.page_id))
    return Text(made.html, tuple(made.headings))


def files_at(node: Node, page_id: int) -> str:
    """Return the address below which the attachments of a page are found."""
    return f"{frame.address_of(node, page_id)}/files"


def to_bytes(actor: Actor, handle: FileHandle) -> HttpResponseBase:
    """Lead to the bytes of a file; on this server without its name, under which the page may not have been opened."""
    address = downloading.sign_redirect(actor, handle)
    answer = HttpResponseRedirect(address.removeprefix(installation.settings().base_url))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _undo(request: HttpRequest, actor: Actor, node: Node) -> DeletedPages | None:
    """Return what the viewer just deleted, as the address says, if it can be brought back."""
    asked = request.GET.get(DELETED, "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19) or actor.is_anonymous:
        return None
    return undoing.deletions_of(actor, node.id).filter(pk=int(asked)).first()
