"""Beginning to screen files: their rows, and the job that looks at them, once or again.

Called inside the transactions of others.
"""

from collections.abc import Collection

from django.db.models import F, QuerySet

from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.states import OPEN
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.repository.files.models import FileHandle, Verification

SCREEN = "screening.screen"
SCREEN_LARGE = "screening.screen_large"
# Larger files wait for each other, not for mails.
SMALL = 8 * 1024**2

# Files whose bytes are all there.
WHOLE = (Verification.VERIFIED, Verification.NONE)


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
    if handle.verification in WHOLE:
        name = SCREEN if handle.size <= SMALL else SCREEN_LARGE
        outbox.later(name, key=str(handle.pk), handle_id=handle.pk)


def want_again(screenings: QuerySet[Screening]) -> int:
    """Let files wait for another look; what was open stays open meanwhile. Returns how many."""
    waiting = {"state": State.WAITING, "before": F("state"), "wish": F("wish") + 1, "told_on": None, "done": 0}
    shut = screenings.filter(state__in=[State.HELD, State.UNREADABLE])
    count = screenings.filter(state__in=OPEN).update(since=clock.now(), is_open_meanwhile=True, **waiting)
    count += screenings.filter(state=State.RUNNING).update(wish=F("wish") + 1, told_on=None)
    # Who decides goes by how long it waits for them: that begins anew with no other look.
    return count + shut.update(**waiting)


def look_again(screenings: QuerySet[Screening]) -> int:
    """Let files wait for another look, and ask for it; returns how many wait."""
    handles = [one.handle for one in screenings.select_related("handle")]
    count = want_again(screenings)
    for handle in handles:
        want(handle)
    return count
