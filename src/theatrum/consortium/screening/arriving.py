"""Files that come in are screened: a row from their arrival on, a job as soon as something has them.

Called inside the transactions of others. What nothing has yet is for its uploader alone; a round takes it up later.
"""

from collections.abc import Collection

from theatrum.consortium.screening import foreseeing, incidents
from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.starting import begin, want, want_again
from theatrum.consortium.screening.subjects import pages_with
from theatrum.kernel import clock
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.files.models import FileHandle


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
        # The words of a page may have become data: what stands in them is worth more then.
        words = pages_with([number for number, one in known.items() if one.is_taken])
        handles = FileHandle.objects.in_bulk(
            [number for number in handle_ids if number not in known or not known[number].is_taken or number in words]
        )
        # What the server itself writes to people is nobody's.
        handles = {number: handle for number, handle in handles.items() if handle.created_by != OPERATOR_ID}
        begin([handle for number, handle in handles.items() if number not in known])
        seen = foreseeing.seen_as_they_are([known[number] for number in handles if number in known], handles)
        Screening.objects.filter(pk__in=seen).update(is_taken=True)
        handles = {number: handle for number, handle in handles.items() if number not in seen}
        mine = Screening.objects.filter(pk__in=handles)
        # What was looked at as nothing in particular is now something: it waits again, for who uploaded it alone.
        if any(number in known and known[number].state != State.WAITING for number in handles):
            want_again(mine.exclude(state=State.WAITING))
        mine.update(is_taken=True, arrived_on=clock.now(), is_open_meanwhile=False)
        for handle in handles.values():
            want(handle)
        incidents.note_arrival(handle_ids=handle_ids)

    def foreseen(self, handle: FileHandle, node_id: int) -> None:
        """Look at a file that the server wrote for an entity before others would have to wait for it."""
        if is_on() and handle.created_by != OPERATOR_ID:
            foreseeing.look_ahead(handle, node_id)


ARRIVALS = Arrivals()
