"""One activity, who may see it, and what it made."""

import re

from django.db.models import QuerySet

from theatrum.repository.access.permissions import Actor
from theatrum.repository.activities.errors import ActivityDenied, ActivityNotFound, NoActivity
from theatrum.repository.activities.models import Activity, Generation
from theatrum.repository.entities.models import Version
from theatrum.repository.entities.queries.children import visible_nodes

_ID = re.compile(r"[0-9]{1,18}")


def parse_activity_id(text: str) -> int:
    """Read an id as it travels; whatever is no id names no activity. Raises ActivityNotFound."""
    if _ID.fullmatch(text) is None:
        raise ActivityNotFound(id=text[:80])
    return int(text)


def find_activity(activity_id: int) -> Activity:
    """Return an activity with what it used. Raises ActivityNotFound."""
    found = Activity.objects.prefetch_related("used").filter(id=activity_id).first()
    if found is None:
        raise ActivityNotFound(id=activity_id)
    return found


def visible_activity(actor: Actor, activity_id: int) -> Activity:
    """Return an activity that the actor made, or of which they may read a result.

    Raises ActivityNotFound, ActivityDenied.
    """
    activity = find_activity(activity_id)
    require_visible(actor, activity)
    return activity


def require_visible(actor: Actor, activity: Activity) -> None:
    """Return quietly if the actor may see the activity. Raises ActivityDenied."""
    if activity.created_by == actor.id or actor.sees_all:
        return
    if not visible_generations(actor, activity).exists():
        raise ActivityDenied(id=activity.pk)


def visible_generations(actor: Actor, activity: Activity) -> QuerySet[Generation]:
    """Return what the activity made as far as the actor may read it, in the order of the entities."""
    found = Generation.objects.filter(activity=activity, version__node__in=visible_nodes(actor))
    return found.select_related("version__node").order_by("version__node_id", "version__number")


def activity_of(version: Version) -> Activity:
    """Return the activity that made a version, with what it used. Raises NoActivity."""
    found = find_activity_of(version)
    if found is None:
        raise NoActivity(id=version.node.public_id, version=version.number)
    return found


def find_activity_of(version: Version) -> Activity | None:
    """Return the activity that made a version, with what it used; None if none is known."""
    return Activity.objects.prefetch_related("used").filter(generations__version=version).first()
