"""The network's wiki: where it is, where a page of the start content stands, what other texts are offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.consortium.centers import queries as centers
from theatrum.consortium.handbook import contents
from theatrum.consortium.handbook.contents import Content
from theatrum.consortium.handbook.errors import HandbookNotSeeded, HandbookPageNotFound
from theatrum.consortium.handbook.models import Handbook, SeededPage
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.entities.models import Node
from theatrum.repository.wiki.models import Page


@dataclass(frozen=True)
class Offer:
    """A page that somebody has changed, and what the profile says there now."""

    seeded: SeededPage
    page: Page
    content: Content


def get_project() -> Node:
    """Return the project of the network's wiki. Raises HandbookNotSeeded."""
    handbook = Handbook.objects.select_related("project").filter(project__trash_root=None).first()
    if handbook is None:
        raise HandbookNotSeeded
    return handbook.project


def get_page_id(name: str) -> int:
    """Return the page of the start content with a name. Raises HandbookPageNotFound."""
    found = SeededPage.objects.filter(pk=name).values_list("page_id", flat=True).first()
    if found is None or not Page.objects.filter(pk=found).exists():
        raise HandbookPageNotFound(name=name[:100])
    return found


def offers() -> Sequence[Offer]:
    """Return the pages for which the profile has another text, and that somebody has changed; four queries."""
    profile = in_force()
    wanted = {one.page.name: one for one in contents.contents(profile, centers.known_centers(profile))}
    seeded = list(SeededPage.objects.filter(name__in=wanted))
    pages = Page.objects.select_related("wiki__node").in_bulk([one.page_id for one in seeded])
    found = []
    for one in seeded:
        page, content = pages.get(one.page_id), wanted[one.name]
        if page is not None and page.number != one.number and content.sha256 != one.sha256:
            found.append(Offer(one, page, content))
    return found
