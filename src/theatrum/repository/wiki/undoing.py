"""Deleted pages are remembered for some time as they were, and brought back with their ids, versions and readers."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet

from theatrum.drivers.db.transactions import savepoint
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import actions as audit
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.errors import DeletionNotFound
from theatrum.repository.wiki.models import Attachment, DeletedPages, Page, PageVersion, Reader, Wiki
from theatrum.repository.wiki.rights import require_pages

INDEX = "wiki.index_page"
KEPT = timedelta(days=30)


def remember_deletion(*, actor: Actor, page: Page) -> DeletedPages:
    """Note a page and all below it as they are, inside the transaction that deletes them."""
    DeletedPages.objects.filter(deleted_on__lt=clock.now() - KEPT).delete()
    return DeletedPages.objects.create(
        node_id=page.wiki.node_id,
        title=page.title,
        parent_id=page.parent_id,
        content=_told(_subtree(page)),
        deleted_by=actor.id,
        deleted_on=clock.now(),
    )


def deletions_of(actor: Actor, node_id: int) -> QuerySet[DeletedPages]:
    """Return what somebody deleted of an entity's wiki and can bring back, latest first; administrators see all."""
    found = DeletedPages.objects.filter(node_id=node_id, deleted_on__gte=clock.now() - KEPT).order_by("-pk")
    return found if actor.sees_all else found.filter(deleted_by=actor.id)


def restore_deleted(*, actor: Actor, node_id: int, deletion_id: int) -> Page:
    """Bring back what somebody deleted, where it stood; where that is gone, below the root page.

    A page whose files were deleted meanwhile stays away. Raises DeletionNotFound, and what access refuses.
    """
    node = require_pages(actor, node_id, Permission.CREATE)
    found = deletions_of(actor, node.id).select_for_update().filter(pk=deletion_id).first()
    wiki = _wiki_of(node)
    made = _restored(wiki, found) if found else []
    if found is None or not made:
        raise DeletionNotFound(id=deletion_id, days=KEPT.days)
    wiki.is_limited = Reader.objects.filter(page__wiki=wiki).exists()
    wiki.save(update_fields=["is_limited"])
    found.delete()
    numbers: list[JsonValue] = [one.pk for one in made]
    audit.record(actor.id, "wiki_pages_restored", subject_kind="wiki", subject_id=made[0].pk, after=numbers)
    for one in made:
        outbox.later(INDEX, page_id=one.pk)
    return made[0]


def _restored(wiki: Wiki, found: DeletedPages) -> list[Page]:
    root = Page.objects.filter(wiki=wiki, parent=None).first()
    stands = Page.objects.filter(wiki=wiki, pk=found.parent_id or 0).first() or root
    handles = set(FileHandle.objects.filter(pk__in=_handles_in(found.content)).values_list("pk", flat=True))
    made: dict[int, Page] = {}
    for told in found.content:
        above = made.get(told["parent"]) or stands or next(iter(made.values()), None)
        page = _restore(wiki, told, above, handles)
        if page is not None:
            made[page.pk] = page
    return list(made.values())


def _restore(wiki: Wiki, told: Mapping[str, Any], above: Page | None, handles: Collection[int]) -> Page | None:
    versions = [one for one in told["versions"] if one["markdown"] in handles]
    if not versions:
        return None
    page = Page(
        pk=told["id"],
        wiki=wiki,
        parent=above,
        etag=new_etag(),
        title=versions[-1]["title"],
        number=versions[-1]["number"],
        created_on=datetime.fromisoformat(told["created_on"]),
        created_by=told["created_by"],
    )
    page.save(force_insert=True)
    for one in versions:
        version = PageVersion.objects.create(
            page=page,
            number=one["number"],
            title=one["title"],
            markdown_id=one["markdown"],
            modified_on=datetime.fromisoformat(one["modified_on"]),
            modified_by=one["modified_by"],
        )
        carried = [number for number in one["attachments"] if number in handles]
        Attachment.objects.bulk_create(
            Attachment(version=version, position=position, handle_id=number) for position, number in enumerate(carried)
        )
    Reader.objects.bulk_create(Reader(page=page, principal_id=number) for number in _readers(told, page.parent_id))
    return page


def _readers(told: Mapping[str, Any], parent_id: int | None) -> set[int]:
    """Return whom a page is kept for: where it stood, or elsewhere without those pages that kept it, too."""
    own, above = set(told["readers"]), set(told.get("above", ()))
    return own if parent_id == told["parent"] or not above else (own & above) or above


def _wiki_of(node: Node) -> Wiki:
    """Return the wiki of an entity, locked; a new one where its root page was deleted."""
    list(Wiki.objects.select_for_update(no_key=True).filter(node=node).values_list("id"))
    wiki = Wiki.objects.filter(node=node).first()
    if wiki is not None:
        return wiki
    try:
        with savepoint():
            return Wiki.objects.create(node=node, etag=new_etag())
    except IntegrityError:
        return Wiki.objects.get(node=node)


def _subtree(page: Page) -> list[Page]:
    """Return a page and all below it, each after the one that it stands below."""
    below: dict[int | None, list[Page]] = {}
    for one in Page.objects.filter(wiki_id=page.wiki_id).order_by("title", "id"):
        below.setdefault(one.parent_id, []).append(one)
    found, at = [page], 0
    while at < len(found):
        found += below.get(found[at].pk, ())
        at += 1
    return found


def _told(pages: Collection[Page]) -> list[JsonObject]:
    """Return pages as JSON, in seven queries for any number."""
    carried: dict[int, list[JsonValue]] = {}
    found = Attachment.objects.filter(version__page__in=pages).order_by("position")
    for version_id, handle in found.values_list("version_id", "handle_id"):
        carried.setdefault(version_id, []).append(handle)
    versions: dict[int, list[JsonValue]] = {}
    for one in PageVersion.objects.filter(page__in=pages).order_by("number"):
        told: JsonObject = {
            "number": one.number,
            "title": one.title,
            "markdown": one.markdown_id,
            "modified_on": one.modified_on.isoformat(),
            "modified_by": one.modified_by,
            "attachments": carried.get(one.pk, []),
        }
        versions.setdefault(one.page_id, []).append(told)
    wikis = {page.wiki_id for page in pages}
    readers: dict[int, set[int]] = {}
    for page_id, principal in Reader.objects.filter(page__wiki__in=wikis).values_list("page_id", "principal_id"):
        readers.setdefault(page_id, set()).add(principal)
    parents = dict(Page.objects.filter(wiki__in=wikis).values_list("id", "parent_id")) if readers else {}
    return [
        {
            "id": page.pk,
            "parent": page.parent_id,
            "created_on": page.created_on.isoformat(),
            "created_by": page.created_by,
            "versions": versions.get(page.pk, []),
            "readers": [*sorted(readers.get(page.pk, ()))],
            "above": [*_kept_above(page.pk, parents, readers)],
        }
        for page in pages
    ]


def _kept_above(page_id: int, parents: Mapping[int, int | None], readers: Mapping[int, set[int]]) -> list[int]:
    """Return whom the pages above one are kept for, in all; of those that have nobody in common the nearest says it."""
    found: set[int] = set()
    here = parents.get(page_id)
    while here is not None:
        kept = readers.get(here, set())
        found = (found & kept or found) if found else kept
        here = parents.get(here)
    return sorted(found)


def _handles_in(content: Collection[Mapping[str, Any]]) -> set[int]:
    versions = [version for told in content for version in told["versions"]]
    return {number for version in versions for number in (version["markdown"], *version["attachments"])}
