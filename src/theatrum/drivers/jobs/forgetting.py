"""Forgetting what jobs were asked and what they answered: both may hold rows, names and texts of people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.models import Job, State

_ENDED = (State.DONE, State.FAILED)
_BATCH = 500


def forget_contents(*, since: datetime) -> int:
    """Blank arguments, results and errors of jobs that were wanted since a moment and have ended; returns how many.

    Opens transactions of its own. What the engine has noted of them goes too, where this process has an engine.
    """
    ended = Job.objects.filter(created_at__gte=since, state__in=_ENDED)
    # One purge comes after another: what is blank already is not written again.
    told = ended.exclude(arguments={}, result__isnull=True, message="", error="", trace="")
    return _blank(list(told.values_list("pk", flat=True)))


def forget_saying(since: Mapping[str, datetime], *, but: str) -> int:
    """Blank the same of those jobs alone that say a text, and were wanted since its moment; returns how many.

    Transactions as above. ``but`` is how the names of jobs begin that say nothing of anybody: should one have failed,
    it can be wanted again.
    """
    if not since:
        return 0
    ended = Job.objects.filter(created_at__gte=min(since.values()), state__in=_ENDED).exclude(name__startswith=but)
    told = ended.values_list("pk", "created_at", "arguments", "result", "message", "error", "trace").iterator()
    wanted = [(form, moment) for text, moment in since.items() for form in {text, repr(text)[1:-1]}]
    return _blank(
        [
            number
            for number, wanted_on, *told_of in told
            if any(moment <= wanted_on and form in said for said in (str(told_of),) for form, moment in wanted)
        ]
    )


def _blank(numbers: Sequence[UUID]) -> int:
    from theatrum.drivers.jobs import durable  # slow import

    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        with writing():
            Job.objects.filter(pk__in=some).update(arguments={}, result=None, message="", error="", trace="")
        durable.forget([str(number) for number in some])
    return len(numbers)


def go_on_since(moment: datetime, *, but: str) -> bool:
    """Tell whether jobs go on that had begun by a moment, as ``going_on_since`` tells it."""
    began = going_on_since(but=but)
    return began is not None and began <= moment


def going_on_since(*, but: str) -> datetime | None:
    """Return when the oldest job began that goes on: it answers with what it has read since. None for no job.

    ``but`` is how the names of jobs begin that answer with nothing of anybody. Jobs that a thread of the web runs
    count as waiting, and have begun all the same.
    """
    begun = Job.objects.filter(state__in=[State.QUEUED, State.RUNNING], started_at__isnull=False)
    return begun.exclude(name__startswith=but).order_by("started_at").values_list("started_at", flat=True).first()
