"""Which pages somebody may see: those of an entity that they may read, without the ones kept for others.

A page may be kept for some people and teams, and with it all that stands below it. Whoever is none of them finds
nothing: not in the tree, in no search, and no file of it. Administrators see all.
"""

from collections.abc import Collection, Iterable, Mapping

from theatrum.repository.access.permissions import Actor
from theatrum.repository.wiki.models import Page, Reader, Wiki


def hidden_in(actor: Actor, wiki: Wiki) -> set[int]:
    """Return the pages of a wiki that an actor may not see; no query where none is kept for some."""
    return hidden_of(actor, [wiki])


def hidden_of(actor: Actor, wikis: Iterable[Wiki]) -> set[int]:
    """Return the pages of some wikis that an actor may not see, in as many queries for all as for one."""
    limited = {wiki.pk for wiki in wikis if wiki.is_limited}
    if not limited or actor.sees_all:
        return set()
    kept: dict[int, set[int]] = {}
    for page, principal in Reader.objects.filter(page__wiki__in=limited).values_list("page_id", "principal_id"):
        kept.setdefault(page, set()).add(principal)
    closed = {page for page, principals in kept.items() if not principals & actor.principal_ids}
    if not closed:
        return set()
    parents = dict(Page.objects.filter(wiki__in=limited).values_list("id", "parent_id"))
    return {page for page in parents if _is_below(page, closed, parents)}


def readers_of(page: Page) -> set[int]:
    """Return the people and teams that a page is kept for; none is for everybody who may read the entity."""
    return set(page.readers.values_list("principal_id", flat=True))


def _is_below(page_id: int, above: Collection[int], parents: Mapping[int, int | None]) -> bool:
    here: int | None = page_id
    while here is not None:
        if here in above:
            return True
        here = parents.get(here)
    return False
