"""Messages in the server's own name: to people whom something concerns, such as an incident."""

from collections.abc import Collection
from dataclasses import dataclass

from theatrum.consortium.events.actions import publish
from theatrum.consortium.notices.actions import MOST_RECIPIENTS, MessageDraft, send_message
from theatrum.consortium.screening.telling import About
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.blobs.protocol import StoredBlob
from theatrum.repository.accounts.principals import OPERATOR, OPERATOR_ID
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.derived import Holder, Origin

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class _Draft:
    """A message whose text is stored already."""

    subject: str
    text: str
    about: About
    blob: StoredBlob


class ServerMessages:
    """Delivers messages of the server, which nobody need screen: kept for clients, and an event for everybody named.

    What is mailed is the event, as each person wants it.
    """

    def draft(self, *, subject: str, text: str, about: About) -> object:
        """Store the text of a message, outside of any transaction. Raises StoreFull."""
        return _Draft(subject, text, about, store().put([text.encode()]))

    def send(self, *, draft: object, recipient_ids: Collection[int]) -> None:
        """Send what was stored to active people, inside the open transaction."""
        if not isinstance(draft, _Draft):
            raise TypeError("a draft of this delivery is wanted")
        origin = Origin(Holder.LIST)
        handle = create_handle_of_blob(
            actor=OPERATOR, blob=draft.blob, file_name="message.txt", content_type=_TEXT, origin=origin
        )
        numbers = sorted(recipient_ids)
        for start in range(0, len(numbers), MOST_RECIPIENTS):
            some = numbers[start : start + MOST_RECIPIENTS]
            message = MessageDraft(draft.subject, draft.text, handle.pk, some)
            send_message(actor=OPERATOR, draft=message, is_mailed=False)
        _publish(draft, numbers)


def _publish(draft: _Draft, recipient_ids: Collection[int]) -> None:
    about = draft.about
    publish(
        topic="privacy",
        center_id=about.center,
        subject_kind="" if about.incident_id is None else "incident",
        subject_id="" if about.incident_id is None else str(about.incident_id),
        people=recipient_ids,
        title=draft.subject,
        text=draft.text,
        link=about.link,
        by=OPERATOR_ID,
    )
