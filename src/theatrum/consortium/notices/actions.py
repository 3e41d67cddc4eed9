"""Sending messages. Scripts that upload many files send one to their owner at the end."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.mail import EmailMessage

from theatrum.consortium.events.actions import publish
from theatrum.consortium.notices.errors import MessageIsInvalid, MessageIsNotYours, RecipientNotAllowed
from theatrum.consortium.notices.inbox.models import Notice
from theatrum.consortium.notices.models import Message, Receipt, Status
from theatrum.consortium.notices.queries import visible_message
from theatrum.consortium.notices.reading import SUBJECT
from theatrum.consortium.screening.quoting import identifies
from theatrum.drivers.blobs.installed import store
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.errors import UserNotFound
from theatrum.repository.accounts.models import User
from theatrum.repository.audit import actions as audit
from theatrum.repository.files import arrivals, downloading

MOST_RECIPIENTS = 50
LONGEST_TEXT = 256 * 1024
LONGEST_SUBJECT = 250
# A mail cannot be called back.
WITHHELD = (
    "The text of this message may identify a person, so it is not mailed. It waits to be screened; once it is found "
    "clear you can read it on the server.\n"
)


@dataclass(frozen=True)
class MessageDraft:
    """A message that is ready to be sent; ``text`` is what is mailed."""

    subject: str
    text: str
    handle_id: int
    recipient_ids: Collection[int]
    in_reply_to: int | None = None


def draft_message(
    actor: Actor, *, subject: str, handle_id: int, recipient_ids: Collection[int], in_reply_to: int | None = None
) -> MessageDraft:
    """Read the text out of a file of the actor's own, outside any transaction.

    Raises MessageIsInvalid, FileHandleNotFound, HandleIsNotYours, FileIsBroken, FileIsLocked.
    """
    if not 0 < len(recipient_ids) <= MOST_RECIPIENTS:
        raise MessageIsInvalid(reason=f"recipients must name 1 to {MOST_RECIPIENTS} people.")
    handle = downloading.own_file(actor, handle_id)
    if handle.is_link:
        raise MessageIsInvalid(reason="The text of a message is a file that was uploaded, not a link.")
    if handle.size > LONGEST_TEXT:
        raise MessageIsInvalid(reason=f"The text has {handle.size} bytes; at most {LONGEST_TEXT} are sent.")
    with store().open(handle.key) as file:
        content = file.read()
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise MessageIsInvalid(reason="The text of a message must be UTF-8.") from error
    if identifies(text):
        text = WITHHELD
    # A header is one line.
    one_line = " ".join(subject.split())[:LONGEST_SUBJECT]
    if identifies(one_line):
        raise MessageIsInvalid(reason="The subject may identify a person. Say it without; the text is screened.")
    return MessageDraft(one_line, text, handle_id, recipient_ids, in_reply_to)


def send_message(*, actor: Actor, draft: MessageDraft, is_mailed: bool = True) -> Message:
    """Keep a message, and mail it to those of its recipients who have an address, unless they are told otherwise.

    Raises RecipientNotAllowed, UserNotFound, MessageNotFound, MessageIsNotYours.
    """
    if not actor.is_administrator and set(draft.recipient_ids) != {actor.id}:
        raise RecipientNotAllowed
    people = User.objects.in_bulk(list(draft.recipient_ids))
    for number in draft.recipient_ids:
        if number not in people or not people[number].is_active:
            raise UserNotFound(name=number)
    message = _keep(actor, draft)
    for number in sorted(draft.recipient_ids):
        if is_mailed and (address := people[number].email):
            EmailMessage(subject=draft.subject, body=draft.text, to=[address]).send()
        after = {"message": message.pk, "subject": draft.subject}
        audit.record(actor.id, "message_sent", subject_kind="user", subject_id=number, after=after)
    if is_mailed:
        # The server's own are told by events of their topics.
        publish(
            topic=SUBJECT,
            subject_kind=SUBJECT,
            subject_id=str(message.pk),
            people=draft.recipient_ids,
            title=draft.subject or "A message without a subject",
            link=f"/messages/{message.pk}",
            by=actor.id,
        )
    return message


def mark_message(*, actor: Actor, message_id: int, status: Status) -> None:
    """Say what one did with a message that one got. Raises MessageNotFound, MessageIsNotYours."""
    message = visible_message(actor, message_id)
    receipt = Receipt.objects.filter(message=message, user_id=actor.id).first()
    if receipt is None:
        raise MessageIsNotYours(id=message_id)
    before, receipt.status = receipt.status, status
    receipt.save()
    is_read = status is not Status.UNREAD
    told = Notice.objects.filter(user_id=actor.id, event__subject_kind=SUBJECT, event__subject_id=str(message_id))
    told.filter(read_on__isnull=is_read).update(read_on=clock.now() if is_read else None)
    audit.record(
        actor.id, "message_marked", subject_kind="message", subject_id=message_id, before=before, after=status.value
    )


def _keep(actor: Actor, draft: MessageDraft) -> Message:
    answered = None if draft.in_reply_to is None else visible_message(actor, draft.in_reply_to)
    message = Message.objects.create(
        subject=draft.subject,
        handle_id=draft.handle_id,
        created_by=actor.id,
        created_on=clock.now(),
        in_reply_to=answered,
        root_id=(answered.root_id or answered.pk) if answered else None,
    )
    arrivals.taken([draft.handle_id])
    Receipt.objects.bulk_create(Receipt(message=message, user_id=number) for number in sorted(draft.recipient_ids))
    return message
