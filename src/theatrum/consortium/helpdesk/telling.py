"""Telling those whom a ticket concerns: by events, and who has no account by mail at once."""

from dataclasses import dataclass

from theatrum.consortium.events.actions import publish
from theatrum.consortium.helpdesk import people
from theatrum.consortium.helpdesk.models import Entry, Source, Ticket
from theatrum.drivers.jobs import outbox

SUBJECT = "ticket_entry"
WRITE_OUTSIDE = "helpdesk.write_outside"


@dataclass(frozen=True)
class Told:
    """What is told, and to whom: all whom the ticket concerns, or those of the desk only."""

    words: str
    is_for_desk: bool = False
    is_for_outside: bool = False


OPENED = Told("was opened")
ANSWERED = Told("was answered", is_for_outside=True)
NOTED = Told("has a note", is_for_desk=True)
MOVED = Told("has moved on", is_for_outside=True)
ASSIGNED = Told("is yours now", is_for_desk=True)
QUEUED = Told("is in another queue", is_for_desk=True)


def tell(*, ticket: Ticket, entry: Entry, by: int, what: Told) -> None:
    """Tell of an entry inside the open transaction. The title of a private ticket is not repeated."""
    told = people.active(people.desk_of(ticket)) if what.is_for_desk else people.concerned(ticket)
    about = "" if ticket.is_private else f": {ticket.title}"
    if others := told - {by}:
        publish(
            topic="ticket",
            center_id="" if ticket.is_private else ticket.center_id,
            subject_kind=SUBJECT,
            subject_id=str(entry.pk),
            people=others,
            title=f"Ticket {ticket.pk} {what.words}{about}",
            link=f"/help/tickets/{ticket.pk}#entry-{entry.pk}",
            by=by,
        )
    if what.is_for_outside and ticket.contact and ticket.reporter_id is None and not _is_theirs(entry):
        outbox.later(WRITE_OUTSIDE, entry_id=entry.pk)


def _is_theirs(entry: Entry) -> bool:
    return entry.author_id is None and entry.source in {Source.MAIL, Source.OUTSIDE}
