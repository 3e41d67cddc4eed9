"""Forgetting what jobs were asked and what they answered: both may hold rows, names and texts of people."""

from collections.abc import Collection, Sequence
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


def forget_saying(texts: Collection[str], *, since: datetime, but: str) -> int:
    """Blank the same of those jobs alone that say one of some texts; returns how many. Transactions as above.

    ``but`` is how the names of jobs begin that say nothing of anybody: should one have failed, it can be wanted again.
    """
    ended = Job.objects.filter(created_at__gte=since, state__in=_ENDED).exclude(name__startswith=but)
    told = ended.values_list("pk", "arguments", "result", "message", "error", "trace").iterator()
    wanted = {form for text in texts for form in (text, repr(text)[1:-1])}
    return _blank([number for number, *said in told if any(form in str(said) for form in wanted)])


def _blank(numbers: Sequence[UUID]) -> int:
    from theatrum.drivers.jobs import durable  # slow import

    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        with writing():
            Job.objects.filter(pk__in=some).update(arguments={}, result=None, message="", error="", trace="")
        durable.forget([str(number) for number in some])
    return len(numbers)


def go_on_since(moment: datetime, *, but: str) -> bool:
    """Tell whether jobs go on that had begun by a moment: they answer with what they have read before.

    ``but`` is how the names of jobs begin that answer with nothing of anybody. Jobs that a thread of the web runs
    count as waiting, and have begun all the same.
    """
    begun = Job.objects.filter(state__in=[State.QUEUED, State.RUNNING], started_at__lte=moment)
    return begun.exclude(name__startswith=but).exists()
