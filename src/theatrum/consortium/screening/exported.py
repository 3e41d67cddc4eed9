"""What was exported before a name was hidden: files that the server made, and answers of jobs, that say it still."""

from datetime import datetime, timedelta

from theatrum.consortium.screening.models import HiddenName
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.drivers.jobs.forgetting import forget_saying, go_on_since
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.entities.models import Node
from theatrum.repository.files.actions.purging import blank_handles
from theatrum.repository.files.mentions import exports_saying
from theatrum.repository.files.models import FileHandle

FORGET_EXPORTS = "screening.forget_exports"
_ENDS_WITHIN = timedelta(seconds=5)


def want_forgotten(handle_id: int) -> None:
    """Have what was exported with the names of a file forgotten, inside the transaction that hides them."""
    _want(handle_id, clock.now())


def forget_exports(*, handle_id: int, until: datetime) -> int:
    """Delete the content of what says a hidden name of a file; returns of how many files and jobs.

    Jobs that go on since before ``until`` may have read it: they are asked once more when they have ended.
    """
    texts = set(HiddenName.objects.filter(screening=handle_id).values_list("text", flat=True))
    handle = FileHandle.objects.filter(pk=handle_id).first()
    if not texts or handle is None:
        return 0
    goes_on = go_on_since(until, but="screening.")
    carriers = Node.objects.filter(versions__handle=handle).values_list("created_on", flat=True)
    since = min([handle.created_on, *carriers])
    found = exports_saying(texts, since=since)
    if found:
        with writing():
            blank_handles(actor=OPERATOR, handle_ids=found)
    count = len(found) + forget_saying(texts, since=since)
    if goes_on:
        with writing():
            _want(handle_id, until, wait=_ENDS_WITHIN)
    return count


def _want(handle_id: int, until: datetime, *, wait: timedelta | None = None) -> None:
    outbox.later(FORGET_EXPORTS, key=str(handle_id), wait=wait, handle_id=handle_id, until=until.isoformat())
