"""The files of pages: which attachment has a name, and who may download what."""

from collections.abc import Collection

from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.repository.access import guards
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.errors import AttachmentNotFound
from theatrum.repository.wiki.models import Attachment, PageVersion, Wiki
from theatrum.repository.wiki.queries.pages import attached
from theatrum.repository.wiki.sight import hidden_of

# The kinds of objects, in the wire's words, whose ids are those of pages.
ATTACHMENT, MARKDOWN = "WikiAttachment", "WikiMarkdown"


def attachment_named(version: PageVersion, name: str) -> FileHandle:
    """Return the attachment of a version of a page with this file name. Raises AttachmentNotFound."""
    for handle in attached(version):
        if handle.file_name == name:
            return handle
    owner = version.page.wiki.node
    raise AttachmentNotFound(owner=owner.public_id, id=version.page_id, name=name[:300])


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: a version of the page has the file, and the actor may read it."""
    numbers = {claim: number for claim in claims if (number := _number(claim)) is not None}
    held = _held(numbers)
    readable = _readable(actor, set(held.values()))
    hidden = hidden_of(actor, Wiki.objects.filter(node__in=readable, is_limited=True)) if readable else set()
    keys = {claim: (claim.associate_type, number, claim.handle_id) for claim, number in numbers.items()}
    return [claim for claim, key in keys.items() if held.get(key) in readable and key[1] not in hidden]


def _held(numbers: dict[Claim, int]) -> dict[tuple[str, int, int], int]:
    """Return the id of the entity for each file that a page has had, by type, page and handle."""
    pages, handles = set(numbers.values()), {claim.handle_id for claim in numbers}
    kinds = {claim.associate_type for claim in numbers}
    held: dict[tuple[str, int, int], int] = {}
    if ATTACHMENT in kinds:
        carried = Attachment.objects.filter(version__page_id__in=pages, handle_id__in=handles)
        for page, handle, node in carried.values_list("version__page_id", "handle_id", "version__page__wiki__node_id"):
            held[ATTACHMENT, page, handle] = node
    if MARKDOWN in kinds:
        written = PageVersion.objects.filter(page_id__in=pages, markdown_id__in=handles)
        for page, handle, node in written.values_list("page_id", "markdown_id", "page__wiki__node_id"):
            held[MARKDOWN, page, handle] = node
    return held


def _readable(actor: Actor, node_ids: Collection[int]) -> set[int]:
    """Return the entities whose wiki the actor may read."""
    found = list(visible_nodes(actor).filter(id__in=node_ids))
    return {node.id for node in guards.allowed(actor, Permission.READ, found)}


def _number(claim: Claim) -> int | None:
    try:
        return parse_number(claim.associate_id, what="wiki page id")
    except InvalidRequest:
        return None
