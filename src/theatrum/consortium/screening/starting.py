"""Files that come in are screened: a row from their arrival on, a job as soon as something has them.

Called inside the transactions of others. What nothing has yet is for its uploader alone; a round takes it up later.
"""

from collections.abc import Collection

from django.db.models import F, QuerySet

from theatrum.consortium.screening import incidents
from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.states import OPEN
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.files.models import FileHandle, Verification

SCREEN = "screening.screen"
SCREEN_LARGE = "screening.screen_large"
# Larger files wait for each other, not for mails.
SMALL = 8 * 1024**2


class Arrivals:
    """Watches files come in, for ``files.arrivals``."""

    def arrived(self, handle: FileHandle) -> None:
        """Begin to know of a file."""
        if is_on() and handle.created_by != OPERATOR_ID:
            begin([handle])

    def verified(self, handle: FileHandle) -> None:
        """Screen a file that was taken before it was known to be whole."""
        if is_on() and Screening.objects.filter(pk=handle.pk, is_taken=True, state=State.WAITING).exists():
            want(handle)

    def taken(self, handle_ids: Collection[int]) -> None:
        """Screen files that something has from now on, unless that was done; also what the server once made itself."""
        if not is_on():
            return
        known = Screening.objects.in_bulk(handle_ids)
        handles = FileHandle.objects.in_bulk(
            [number for number in handle_ids if number not in known or not known[number].is_taken]
        )
        # What the server itself writes to people is nobody's.
        handles = {number: handle for number, handle in handles.items() if handle.created_by != OPERATOR_ID}
        begin([handle for number, handle in handles.items() if number not in known])
        mine = Screening.objects.filter(pk__in=handles)
        # What was looked at as nothing in particular is now something: it waits again, for who uploaded it alone.
        if any(number in known and known[number].state != State.WAITING for number in handles):
            want_again(mine.exclude(state=State.WAITING))
        mine.update(is_taken=True, arrived_on=clock.now(), is_open_meanwhile=False)
        for handle in handles.values():
            want(handle)
        incidents.note_arrival(handle_ids=handle_ids)


ARRIVALS = Arrivals()


def begin(handles: Collection[FileHandle], *, is_taken: bool = False, is_open: bool = False) -> None:
    """Make the rows of files that have none; ``is_open`` lets everybody read until there is a result."""
    moment = clock.now()
    rows = [
        Screening(
            handle=handle,
            since=moment,
            arrived_on=moment,
            uploader_id=handle.created_by,
            total=handle.size,
            is_taken=is_taken,
            is_open_meanwhile=is_open,
        )
        for handle in handles
    ]
    Screening.objects.bulk_create(rows, ignore_conflicts=True)


def want(handle: FileHandle) -> None:
    """Have a file screened, once it is known to be whole; a job that waits already will do."""
    if handle.verification in {Verification.VERIFIED, Verification.NONE}:
        name = SCREEN if handle.size <= SMALL else SCREEN_LARGE
        outbox.later(name, key=str(handle.pk), handle_id=handle.pk)


def want_again(screenings: QuerySet[Screening]) -> int:
    """Let files wait for another look; what was open stays open meanwhile. Returns how many."""
    moment = clock.now()
    waiting = {"state": State.WAITING, "since": moment, "wish": F("wish") + 1, "told_on": None, "done": 0}
    shut = screenings.filter(state__in=[State.HELD, State.UNREADABLE])
    count = screenings.filter(state__in=OPEN).update(before=F("state"), is_open_meanwhile=True, **waiting)
    count += screenings.filter(state=State.RUNNING).update(wish=F("wish") + 1, told_on=None)
    return count + shut.update(before=F("state"), **waiting)


def look_again(screenings: QuerySet[Screening]) -> int:
    """Let files wait for another look, and ask for it; returns how many wait."""
    handles = [one.handle for one in screenings.select_related("handle")]
    count = want_again(screenings)
    for handle in handles:
        want(handle)
    return count
