"""Messages as the wire shows them."""

from theatrum.consortium.notices.models import Message, Receipt
from theatrum.doors.api.wire import messages as wire


def message(stored: Message) -> wire.MessageToUser:
    """Return a message with those it was sent to. ``receipts`` is prefetched."""
    return wire.MessageToUser(
        id=str(stored.pk),
        created_by=str(stored.created_by),
        created_on=stored.created_on,
        subject=stored.subject or None,
        file_handle_id=str(stored.handle_id),
        recipients=[str(each.user_id) for each in stored.receipts.all()],
        in_reply_to=str(stored.in_reply_to_id) if stored.in_reply_to_id else None,
        in_reply_to_root=str(stored.root_id or stored.pk),
    )


def bundle(receipt: Receipt) -> wire.MessageBundle:
    """Return a message as one of its recipients has it."""
    number, person = str(receipt.message_id), str(receipt.user_id)
    status = wire.MessageStatus(message_id=number, recipient_id=person, status=receipt.status)
    return wire.MessageBundle(message=message(receipt.message), status=status)
