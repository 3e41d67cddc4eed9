"""Messages to people, which bulk uploads send at their end."""

import uuid

from theatrum.consortium.notices.actions import read_message, send_message
from theatrum.doors.api.auth import ApiRequest
from theatrum.doors.api.operations import Routes
from theatrum.doors.api.wire.messages import MessageToUser
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.ids import parse_number
from theatrum.repository.files.queries import parse_handle_id

repo = Routes(tag="messages")


@repo.post("message", status=201, writes=True, transaction=False)
def send(request: ApiRequest, body: MessageToUser) -> MessageToUser:
    """Mail the text of a file of one's own to people."""
    message = read_message(
        request.actor,
        subject=body.subject or "",
        handle_id=parse_handle_id(body.file_handle_id),
        recipient_ids={parse_number(text, what="user id") for text in body.recipients},
    )
    with writing():
        send_message(actor=request.actor, message=message)
    sent = {"id": str(uuid.uuid4()), "created_by": str(request.actor.id), "created_on": clock.now()}
    return body.model_copy(update=sent)
