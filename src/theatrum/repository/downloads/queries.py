"""Reading a download list: what is on it, and what of that may be downloaded now.

Whether it may is asked of ``files.downloading``, which hands out the bytes: the two cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import BigIntegerField, Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from theatrum.kernel.paging import Page
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.downloads.models import ListedFile
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.models import FileHandle
from theatrum.repository.files.packing import LARGEST_PACKAGE

MOST_FILES = 100_000
# A larger file is better downloaded by itself.
LARGEST_PACKED = LARGEST_PACKAGE // 10
_AT_ONCE = 1000
_FILE = "FileEntity"


class Packable(StrEnum):
    """Which files of a list are asked for, in the wire's words."""

    YES = "eligibleForPackaging"
    NO = "ineligibleForPackaging"


# Field on the wire -> what is sorted by.
SORTS = {
    "fileName": "node__name",
    "projectName": "node__project__name",
    "synId": "node_id",
    "versionNumber": "shown_number",
    "addedOn": "added_on",
    "createdBy": "node__created_by",
    "createdOn": "node__created_on",
    "fileSize": "shown_size",
    "isEligibleForPackaging": "is_packable",
}


@dataclass(frozen=True)
class Sorting:
    """A key of SORTS, and whether downwards."""

    by: str
    descending: bool = False


DEFAULT = (Sorting("synId"), Sorting("versionNumber"))


@dataclass(frozen=True)
class Available:
    """A file of a list that may be downloaded now."""

    item: ListedFile
    node: Node
    version: Version
    handle: FileHandle

    @property
    def is_packable(self) -> bool:
        """Whether it may be in a package."""
        return not self.handle.is_link and self.handle.size <= LARGEST_PACKED


@dataclass(frozen=True)
class Statistics:
    """Of a list: files in all, those that may be downloaded now, those that may be packed; bytes."""

    total: int
    available: int
    packable: int
    size: int


def listed(actor: Actor) -> QuerySet[ListedFile]:
    """Return everything that a person has put on their list, also what they may not read any more."""
    return ListedFile.objects.filter(user_id=actor.id)


def available_page(
    actor: Actor, page: Page, *, sorting: Sequence[Sorting] = DEFAULT, packable: Packable | None = None
) -> tuple[list[Available], bool]:
    """Return one window of what may be downloaded, and whether more follows.

    A window may hold less than its limit: what a lock or a gate holds back is left out of it.
    """
    found = _granted(actor, sorting, packable)
    rows = list(found[page.offset : page.end + 1])
    return _open(actor, rows[: page.limit]), len(rows) > page.limit


def all_available(actor: Actor, *, sorting: Sequence[Sorting] = DEFAULT) -> Iterator[Available]:
    """Yield everything that may be downloaded, some at a time."""
    page, more = Page(limit=_AT_ONCE, offset=0), True
    while more:
        found, more = available_page(actor, page, sorting=sorting)
        yield from found
        page = Page(limit=page.limit, offset=page.end)


def statistics(actor: Actor) -> Statistics:
    """Count what is on a list."""
    available = packable = size = 0
    for one in all_available(actor):
        available, packable, size = available + 1, packable + one.is_packable, size + one.handle.size
    return Statistics(listed(actor).count(), available, packable, size)


def held_back(actor: Actor) -> dict[int, int]:
    """Return how many files of a list may not be downloaded, by the entity whose ACL would have to allow it."""
    open_items = {one.item.pk for one in all_available(actor)}
    counts: dict[int, int] = {}
    for number, benefactor in listed(actor).filter(node__trash_root=None).values_list("pk", "node__benefactor_id"):
        if number not in open_items and benefactor is not None:
            counts[benefactor] = counts.get(benefactor, 0) + 1
    return counts


def _granted(actor: Actor, sorting: Sequence[Sorting], packable: Packable | None) -> QuerySet[ListedFile]:
    found = listed(actor).filter(
        node__trash_root=None, node__benefactor_id__in=access.readable_ids(actor, "entity", Permission.DOWNLOAD)
    )
    found = found.annotate(
        shown_number=Coalesce("version__number", "node__current__number"),
        shown_size=Coalesce("version__handle__size", "node__current__handle__size", output_field=BigIntegerField()),
        is_packable=Case(When(shown_size__lte=LARGEST_PACKED, then=Value(1)), default=Value(0)),
    ).exclude(shown_size=None)
    if packable is not None:
        found = found.filter(is_packable=int(packable is Packable.YES))
    order = [F(SORTS[one.by]).desc() if one.descending else F(SORTS[one.by]).asc() for one in sorting]
    loaded = found.select_related("version__handle", "node__current__handle", "node__project")
    return loaded.order_by(*order, "pk")


def _open(actor: Actor, rows: Sequence[ListedFile]) -> list[Available]:
    shown = [(row, row.version or row.node.current) for row in rows]
    claims = {
        row.pk: Claim(version.handle_id, _FILE, row.node.public_id)
        for row, version in shown
        if version is not None and version.handle_id is not None
    }
    found = downloading.find_many(actor, list(claims.values()))
    handles = {one.claim: one.handle for one in found}
    return [
        Available(row, row.node, version, handle)
        for row, version in shown
        if version is not None and row.pk in claims and (handle := handles[claims[row.pk]]) is not None
    ]
