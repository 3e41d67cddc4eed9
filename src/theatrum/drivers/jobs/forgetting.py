"""Forgetting what jobs were asked and what they answered: both may hold rows, names and texts of people."""

from datetime import datetime

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job, State

_ENDED = (State.DONE, State.FAILED)
_BATCH = 500


def forget_contents(*, since: datetime) -> int:
    """Blank arguments, results and errors of jobs that were wanted since a moment and have ended; returns how many.

    Opens transactions of its own. What the engine has noted of them goes too, where this process has an engine.
    """
    from theatrum.drivers.jobs import durable  # slow import

    numbers = list(Job.objects.filter(created_at__gte=since, state__in=_ENDED).values_list("pk", flat=True))
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        with writing():
            Job.objects.filter(pk__in=some).update(arguments={}, result=None, message="", error="", trace="")
        durable.forget([str(number) for number in some])
    return len(numbers)
