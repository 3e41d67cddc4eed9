"""Reports for the help desk, by ``theatrum report``: an address of our own, under ``theatrum``.

It stays open to who has not accepted the newest terms: a report may be about them.
"""

from theatrum.consortium.centers.sight import centers_seen
from theatrum.consortium.helpdesk import queues, words
from theatrum.consortium.helpdesk.actions import About, Origin, open_written
from theatrum.consortium.helpdesk.models import Source
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.wire.tickets import TicketAsked, TicketOpened
from theatrum.drivers import installation
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_number

repo = Routes(tag="tickets")


@repo.post("theatrum/tickets", status=201, writes=True, transaction=False, terms=False, signed_in=True)
def open_ticket(request: ApiRequest, body: TicketAsked) -> TicketOpened:
    """Open a ticket; what may identify a person is refused, or taken out where that is asked for."""
    queue = body.queue or queues.support().problems
    handles = [parse_number(one, what="file handle id") for one in body.file_handle_ids]
    written = words.write(title=body.title, text=body.text, context=body.context, takes_out=body.take_out)
    center = body.center if body.center in centers_seen(request.actor) else ""
    with writing():
        ticket = open_written(
            actor=request.actor,
            queue=queue,
            written=written,
            about=About(center_id=center),
            origin=Origin(source=Source.COMMAND, handle_ids=handles),
        )
    url = f"{installation.settings().base_url}/help/tickets/{ticket.pk}"
    return TicketOpened(number=ticket.pk, url=url, taken_out=list(written.taken_out))
