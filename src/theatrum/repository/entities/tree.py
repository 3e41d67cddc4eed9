"""Keeping the closure table: one row for each pair of a node and an ancestor of it."""

from django.db.models import F, Max, QuerySet

from theatrum.repository.entities.models import Ancestry, Node


def plant(node: Node) -> None:
    """Add the rows of a new node, which has a parent: itself, and every ancestor of that."""
    above = Ancestry.objects.filter(node=node.parent).values_list("ancestor_id", "depth")
    rows = [Ancestry(node=node, ancestor_id=ancestor, depth=depth + 1) for ancestor, depth in above]
    Ancestry.objects.bulk_create([Ancestry(node=node, ancestor=node, depth=0), *rows])


def replant(node: Node, parent: Node) -> None:
    """Move a node and all below it under another parent, which is not below it."""
    old_above = list(Ancestry.objects.filter(node=node, depth__gt=0).values_list("ancestor_id", flat=True))
    members = Ancestry.objects.filter(ancestor=node).values("node_id")
    Ancestry.objects.filter(node_id__in=members, ancestor_id__in=old_above).delete()
    below = Ancestry.objects.filter(ancestor=node).values_list("node_id", "depth")
    above = list(Ancestry.objects.filter(node=parent).values_list("ancestor_id", "depth"))
    Ancestry.objects.bulk_create(
        (
            Ancestry(node_id=lower, ancestor_id=upper, depth=lower_depth + upper_depth + 1)
            for lower, lower_depth in below
            for upper, upper_depth in above
        ),
        batch_size=1000,
    )


def subtree(node: Node) -> QuerySet[Node]:
    """Return a node and all below it."""
    return Node.objects.filter(id__in=Ancestry.objects.filter(ancestor=node).values("node_id"))


def is_below(node_id: int, ancestor_id: int) -> bool:
    """Tell whether a node is the other one, or somewhere below it."""
    return Ancestry.objects.filter(node_id=node_id, ancestor_id=ancestor_id).exists()


def depth_of(node_id: int) -> int:
    """Return how many ancestors a node has."""
    return Ancestry.objects.filter(node_id=node_id).count() - 1


def inherit(node: Node, old_benefactor_id: int, benefactor_id: int) -> None:
    """Let a node, and all below it that shared its benefactor, have another one."""
    subtree(node).filter(benefactor_id=old_benefactor_id).update(benefactor_id=benefactor_id)


def height_of(node_id: int) -> int:
    """Return how many levels there are below a node."""
    height: int | None = Ancestry.objects.filter(ancestor_id=node_id).aggregate(most=Max("depth"))["most"]
    return height or 0


def lock_subtree(node: Node) -> None:
    """Lock a node and all below it, lowest id first, so that two movers cannot wait for each other."""
    list(subtree(node).select_for_update(no_key=True).order_by("id").values_list("id"))


def path_of(node_id: int) -> list[Node]:
    """Return the nodes from the root down to this one."""
    found = Node.objects.filter(descent__node_id=node_id).annotate(height=F("descent__depth"))
    return list(found.select_related("current").order_by("-height"))
