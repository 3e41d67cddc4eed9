"""Messages in the server's own name: to people whom something concerns, such as an incident."""

from collections.abc import Collection

from theatrum.consortium.notices.actions import MOST_RECIPIENTS, MessageDraft, send_message
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin

_TEXT = "text/plain; charset=utf-8"


class ServerMessages:
    """Delivers messages of the server, which nobody need screen: they are kept, and mailed."""

    def draft(self, *, subject: str, text: str) -> object:
        """Store the text of a message, outside of any transaction. Raises StoreFull."""
        return subject, text, store().put([text.encode()])

    def send(self, *, draft: object, recipient_ids: Collection[int]) -> None:
        """Send what was stored to active people, inside the open transaction."""
        subject, text, blob = _read(draft)
        origin = Origin(Holder.LIST)
        handle = create_handle_of_blob(
            actor=OPERATOR, blob=blob, file_name="message.txt", content_type=_TEXT, origin=origin
        )
        numbers = sorted(recipient_ids)
        for start in range(0, len(numbers), MOST_RECIPIENTS):
            some = numbers[start : start + MOST_RECIPIENTS]
            send_message(actor=OPERATOR, draft=MessageDraft(subject, text, handle.pk, some))


def _read(draft: object) -> tuple[str, str, StoredBlob]:
    match draft:
        case (str(subject), str(text), StoredBlob() as blob):
            return subject, text, blob
    raise TypeError("a draft of this delivery is wanted")
