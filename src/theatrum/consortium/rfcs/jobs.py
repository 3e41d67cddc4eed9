"""Closing requests when their time for comments is over."""

from django.db.models import QuerySet

from theatrum.consortium.rfcs.actions import close_over
from theatrum.consortium.rfcs.models import Rfc, State
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox, rounds
from theatrum.drivers.jobs.registry import job
from theatrum.kernel import clock

CLOSE = "rfcs.close"


@job(CLOSE)
def close() -> int:
    """Close what is over; returns how many."""
    numbers = list(_over().values_list("pk", flat=True))
    for number in numbers:
        with writing():
            close_over(number=number)
    return len(numbers)


def look_after() -> None:
    """Want the job where something is over; quick where nothing is."""
    if _over().exists():
        with writing():
            outbox.later(CLOSE, key="all")


def _over() -> QuerySet[Rfc]:
    return Rfc.objects.filter(state=State.OPEN, comments_until__lte=clock.now())


rounds.register(look_after)
