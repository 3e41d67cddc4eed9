"""What nobody looks for any more: notices and events leave after a time."""

from datetime import timedelta

from theatrum.consortium.events.models import Event
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock

JOB = "inbox.forget_events"
# Notices go with their events.
KEEP = timedelta(days=730)
_BATCH = 500


def look_after() -> None:
    """Want old events forgotten where there are any."""
    if Event.objects.filter(at__lt=clock.now() - KEEP).exists():
        with writing():
            outbox.later(JOB, key="all")


def forget_events() -> int:
    """Delete events that are older than ``KEEP`` with their notices, a batch a transaction; returns how many."""
    count = 0
    while old := list(Event.objects.filter(at__lt=clock.now() - KEEP).values_list("pk", flat=True)[:_BATCH]):
        with writing():
            Event.objects.filter(pk__in=old).delete()
        count += len(old)
    return count
