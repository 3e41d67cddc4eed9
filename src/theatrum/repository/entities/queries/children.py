"""What is in a container, filtered in SQL by what the actor may read."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from theatrum.kernel.paging import Page
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import ROOT_ID, Kind, Node

SORT_FIELDS = {"NAME": "name", "CREATED_ON": "created_on", "MODIFIED_ON": "modified_on"}


@dataclass(frozen=True)
class Order:
    """How a list is sorted: a key of SORT_FIELDS, and whether downwards."""

    by: str = "NAME"
    descending: bool = False


def visible_nodes(actor: Actor) -> QuerySet[Node]:
    """Return every live entity that the actor may read."""
    live = Node.objects.filter(trash_root=None).exclude(id=ROOT_ID)
    if actor.sees_all:
        return live
    return live.filter(benefactor_id__in=access.readable_ids(actor, "entity"))


def visible_children(actor: Actor, parent_id: int, kinds: Collection[Kind]) -> QuerySet[Node]:
    """Return the children of these kinds that the actor may read, with their current versions."""
    found = visible_nodes(actor).filter(parent_id=parent_id, kind__in=kinds)
    return found.select_related("current", "current__handle")


def ordered(nodes: QuerySet[Node], order: Order) -> QuerySet[Node]:
    """Sort; the id breaks ties, so that pages neither repeat nor miss."""
    sign = "-" if order.descending else ""
    return nodes.order_by(sign + SORT_FIELDS[order.by], sign + "id")


def children_page(actor: Actor, parent_id: int, kinds: Collection[Kind], *, order: Order, page: Page) -> list[Node]:
    """Return one page of children, and one more if there is a next page."""
    found = ordered(visible_children(actor, parent_id, kinds), order)
    return list(found[page.offset : page.end + 1])


def sum_file_sizes(nodes: QuerySet[Node]) -> int:
    """Return the bytes of the current files of these entities."""
    total: int | None = nodes.aggregate(total=Sum("current__handle__size"))["total"]
    return total or 0


def visible_projects(actor: Actor) -> QuerySet[Node]:
    """Return the projects that the actor may read, by name."""
    return visible_children(actor, ROOT_ID, [Kind.PROJECT]).order_by("name")
