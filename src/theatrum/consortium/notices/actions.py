"""Sending messages. Scripts that upload many files send one to their owner at the end."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.mail import EmailMessage

from theatrum.consortium.notices.errors import MessageIsInvalid, RecipientNotAllowed
from theatrum.drivers.blobs.installed import store
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.errors import UserNotFound
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import downloading

MOST_RECIPIENTS = 50
LONGEST_TEXT = 256 * 1024
LONGEST_SUBJECT = 250


@dataclass(frozen=True)
class Message:
    """A message that is ready to be sent."""

    subject: str
    text: str
    recipient_ids: Collection[int]


def read_message(actor: Actor, *, subject: str, handle_id: int, recipient_ids: Collection[int]) -> Message:
    """Read the text out of a file of the actor's own, outside any transaction.

    Raises MessageIsInvalid, FileHandleNotFound, HandleIsNotYours, FileIsBroken, FileIsLocked.
    """
    if not 0 < len(recipient_ids) <= MOST_RECIPIENTS:
        raise MessageIsInvalid(reason=f"recipients must name 1 to {MOST_RECIPIENTS} people.")
    handle = downloading.own_file(actor, handle_id)
    if handle.size > LONGEST_TEXT:
        raise MessageIsInvalid(reason=f"The text has {handle.size} bytes; at most {LONGEST_TEXT} are sent.")
    with store().open(handle.key) as file:
        content = file.read()
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise MessageIsInvalid(reason="The text of a message must be UTF-8.") from error
    # A header is one line.
    return Message(" ".join(subject.split())[:LONGEST_SUBJECT], text, recipient_ids)


def send_message(*, actor: Actor, message: Message) -> None:
    """Mail a message to people; who has no address gets none. Raises RecipientNotAllowed, UserNotFound."""
    if not actor.is_administrator and set(message.recipient_ids) != {actor.id}:
        raise RecipientNotAllowed
    people = User.objects.in_bulk(list(message.recipient_ids))
    for number in message.recipient_ids:
        if number not in people or not people[number].is_active:
            raise UserNotFound(name=number)
        if address := people[number].email:
            EmailMessage(subject=message.subject, body=message.text, to=[address]).send()
        after = {"subject": message.subject}
        audit.record(actor.id, "message_sent", subject_kind="user", subject_id=number, after=after)
