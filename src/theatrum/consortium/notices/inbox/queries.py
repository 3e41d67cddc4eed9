"""Reading an inbox."""

from dataclasses import dataclass

from django.db.models import QuerySet

from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.inbox.seeing import own

# More than that is shown as that and a plus.
MOST_COUNTED = 99


@dataclass(frozen=True)
class Filter:
    """What of an inbox is wanted; empty is all."""

    topic: str = ""
    center_id: str = ""
    is_unread: bool = False


def unread_count(user_id: int) -> int:
    """Count the notices that a person has not read, up to one more than ``MOST_COUNTED``; one query by an index."""
    return own(user_id).filter(read_on=None)[: MOST_COUNTED + 1].count()


def notices_of(user_id: int, wanted: Filter) -> QuerySet[Notice]:
    """Return the notices of a person with their events, newest first."""
    found = own(user_id).select_related("event").order_by("-at", "-pk")
    if wanted.topic:
        found = found.filter(topic=wanted.topic)
    if wanted.center_id:
        found = found.filter(center_id=wanted.center_id)
    return found.filter(read_on=None) if wanted.is_unread else found


def choices_of(user_id: int) -> tuple[list[str], list[str]]:
    """Return the topics and the centers of a person's notices, sorted."""
    pairs = set(own(user_id).order_by().values_list("topic", "center_id").distinct())
    return sorted({topic for topic, _ in pairs}), sorted({center for _, center in pairs if center})
