"""Reading events."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from theatrum.consortium.events.models import Event


def events_of(center_ids: Collection[str], *, since: datetime | None = None) -> QuerySet[Event]:
    """Return the events about some centers, newest first."""
    found = Event.objects.filter(center_id__in=center_ids).order_by("-at", "-pk")
    return found if since is None else found.filter(at__gt=since)


def counts_of(center_ids: Collection[str], *, since: datetime) -> dict[str, dict[str, int]]:
    """Count events since a moment by center and topic, in one query."""
    found = Event.objects.filter(center_id__in=center_ids, at__gt=since)
    counts: dict[str, dict[str, int]] = {}
    rows = found.order_by().values_list("center_id", "topic").annotate(count=Count("pk"))
    for center_id, topic, count in rows:
        counts.setdefault(center_id, {})[topic] = count
    return counts
