"""What all pages of a wiki show: the entity, its pages as a tree in their order, where one is, what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from theatrum.doors.web.pages.entities import shown
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.entities.models import Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.wiki.models import Page, Wiki
from theatrum.repository.wiki.queries import pages

UNTITLED = "Untitled page"
# A tree of as many pages is shown whole.
SHOWN_WHOLE = 40


@dataclass
class Branch:
    """A page of the tree with those below it; ``is_open`` shows these."""

    page: Page
    url: str
    title: str
    is_current: bool = False
    is_open: bool = False
    children: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """An entity whose wiki is shown to an actor."""

    actor: Actor
    node: Node
    wiki: Wiki | None
    tree: Sequence[Branch]
    permissions: frozenset[Permission]
    by_id: dict[int, Branch]

    def values(self, page: Page | None = None, *, here: str = "") -> dict[str, object]:
        """Return what the head and the tree show; ``here`` is the page's own name in the trail."""
        frame = shown.frame(self.actor, self.node)
        trail = list(frame["trail"]) if isinstance(frame["trail"], list) else []
        trail.append(("Wiki", reverse("wiki", args=[self.node.public_id])))
        if page is not None:
            trail += [(branch.title, branch.url) for branch in self.way_to(page.pk)[1:]]
        if here:
            trail.append((here, ""))
        return {
            **frame,
            "trail": trail,
            "tree": self.tree,
            "permissions": self.permissions,
            "page": page,
            "page_title": title_of(page) if page else "",
        }

    def way_to(self, page_id: int) -> list[Branch]:
        """Return the pages from the root down to one."""
        found: list[Branch] = []
        branch = self.by_id.get(page_id)
        while branch is not None:
            found.append(branch)
            branch = self.by_id.get(branch.page.parent_id or 0)
        return found[::-1]

    def siblings(self, page: Page) -> list[Page]:
        """Return the pages beside one and the page itself, in their order."""
        above = self.by_id.get(page.parent_id or 0)
        return [branch.page for branch in (above.children if above else self.tree)]


def place_of(actor: Actor, entity_id: str, permission: Permission = Permission.READ, *, current: int = 0) -> Place:
    """Return an entity that the actor may use so, with the tree of its pages."""
    node = nodes.require_node(actor, parse_entity_id(entity_id), permission)
    wiki = Wiki.objects.filter(node=node).first()
    by_id = _branches(actor, node, wiki) if wiki else {}
    for branch in by_id.values():
        branch.is_current = branch.page.pk == current
    roots = [branch for branch in by_id.values() if branch.page.parent_id not in by_id]
    place = Place(actor, node, wiki, roots, access.permissions_of(actor, node), by_id)
    for branch in place.way_to(current):
        branch.is_open = True
    for branch in roots if len(by_id) > SHOWN_WHOLE else by_id.values():
        branch.is_open = True
    return place


def title_of(page: Page) -> str:
    """Return what a page is called."""
    return page.title or UNTITLED


def address_of(node: Node, page_id: int, name: str = "wiki_page", *more: object) -> str:
    """Return the address of a page, or of what is done with it."""
    return reverse(name, args=[node.public_id, page_id, *more])


def _branches(actor: Actor, node: Node, wiki: Wiki) -> dict[int, Branch]:
    order = {number: place for place, number in enumerate(wiki.order_hint)}
    found = list(pages.tree_of(actor, wiki))
    found.sort(key=lambda page: order.get(str(page.pk), len(order)))
    by_id = {page.pk: Branch(page, address_of(node, page.pk), title_of(page)) for page in found}
    for page in found:
        above = by_id.get(page.parent_id or 0)
        if above is not None:
            above.children.append(by_id[page.pk])
    return by_id
