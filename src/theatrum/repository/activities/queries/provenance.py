"""Where an entity comes from and what became of it, as pages show it; each in a few queries.

What the actor may not read is absent.
"""

from collections.abc import Collection
from dataclasses import dataclass

from theatrum.repository.access.permissions import Actor
from theatrum.repository.activities.models import Activity, Generation, Used
from theatrum.repository.entities.models import Node, Version
from theatrum.repository.entities.queries.children import visible_nodes

MOST_SHOWN = 200


@dataclass(frozen=True)
class Source:
    """One thing that was used: an entity that the actor may read, or a URL with no entity."""

    used: Used
    node: Node | None


@dataclass(frozen=True)
class Origin:
    """What made a version, and of what."""

    activity: Activity
    sources: list[Source]


@dataclass(frozen=True)
class Result:
    """A version of another entity that was made of this one, by an activity."""

    node: Node
    version: Version
    activity: Activity


def made_from(actor: Actor, version: Version) -> Origin | None:
    """Return what made a version that the actor may read, or None if nothing is recorded."""
    activity = Activity.objects.prefetch_related("used").filter(generations__version=version).first()
    if activity is None:
        return None
    used = list(activity.used.all())
    known = _readable(actor, {each.node_id for each in used if each.node_id is not None})
    sources = [Source(each, known.get(each.node_id or 0)) for each in used]
    return Origin(activity, [source for source in sources if source.node or source.used.url])


def made_into(actor: Actor, node: Node, *, limit: int = MOST_SHOWN) -> list[Result]:
    """Return the versions of entities that were made of any version of this one, newest first."""
    activities = Used.objects.filter(node_id=node.id).values("activity_id")
    found = Generation.objects.filter(activity_id__in=activities, version__node__in=visible_nodes(actor))
    shown = found.select_related("activity", "version__node__current").order_by("-version__created_on", "-id")
    return [Result(each.version.node, each.version, each.activity) for each in shown[:limit]]


def _readable(actor: Actor, node_ids: Collection[int]) -> dict[int, Node]:
    if not node_ids:
        return {}
    return visible_nodes(actor).select_related("current").in_bulk(node_ids)
