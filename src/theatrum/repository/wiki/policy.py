"""What a page may be, and where it may stand. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theatrum.repository.wiki.errors import PageIsInvalid, PageIsItsOwnAncestor

LONGEST_TITLE = 256
MOST_ATTACHMENTS = 1_000
MOST_ORDERED = 10_000
MOST_READERS = 200


@dataclass(frozen=True)
class PageFields:
    """What a person may set on a page. Without a parent it is the root, or stays where it is."""

    title: str
    markdown_id: int
    attachment_ids: Sequence[int] = ()
    parent_id: int | None = None


def require_valid(fields: PageFields) -> None:
    """Return quietly if a page may be so. Raises PageIsInvalid."""
    if len(fields.title) > LONGEST_TITLE:
        reason = f"The title has {len(fields.title)} characters; {LONGEST_TITLE} is the most."
        raise PageIsInvalid(reason=reason)
    if len(fields.attachment_ids) > MOST_ATTACHMENTS:
        reason = f"The page names {len(fields.attachment_ids)} attachments; {MOST_ATTACHMENTS} is the most."
        raise PageIsInvalid(reason=reason)


def require_no_circle(page_id: int, parent_id: int, parents: Mapping[int, int | None]) -> None:
    """Return quietly if a page may stand below another one. Raises PageIsItsOwnAncestor.

    ``parents`` has for each page of the wiki the one above it.
    """
    above: int | None = parent_id
    while above is not None:
        if above == page_id:
            raise PageIsItsOwnAncestor(id=page_id, parent=parent_id)
        above = parents.get(above)
