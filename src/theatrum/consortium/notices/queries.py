"""Messages of a person: what came, what went, and who may read which."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from theatrum.consortium.notices.errors import MessageIsNotYours, MessageNotFound
from theatrum.consortium.notices.models import Message, Receipt, Status
from theatrum.drivers.blobs.installed import store
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import downloading
from theatrum.repository.files.associations import Claim

# The kind of object, in the wire's words, whose ids are those of messages.
ATTACHMENT = "MessageAttachment"
# What lists are sorted by: the field for each of the wire's words.
SORTED_BY = {"SEND_DATE": "created_on", "SUBJECT": "subject"}


def visible_message(actor: Actor, message_id: int) -> Message:
    """Return a message that the actor sent or got. Raises MessageNotFound, MessageIsNotYours."""
    message = Message.objects.prefetch_related("receipts").filter(id=message_id).first()
    if message is None:
        raise MessageNotFound(id=message_id)
    if message.created_by != actor.id and all(each.user_id != actor.id for each in message.receipts.all()):
        raise MessageIsNotYours(id=message_id)
    return message


def received_by(actor: Actor, statuses: Collection[Status], *, by: str, descending: bool) -> QuerySet[Receipt]:
    """Return what the actor got and has dealt with so, with the messages."""
    found = Receipt.objects.filter(user_id=actor.id, status__in=statuses)
    key = f"message__{by}"
    return found.prefetch_related("message__receipts").order_by(*_order(key, "message_id", descending=descending))


def sent_by(actor: Actor, *, by: str, descending: bool) -> QuerySet[Message]:
    """Return what the actor sent."""
    found = Message.objects.filter(created_by=actor.id).prefetch_related("receipts")
    return found.order_by(*_order(by, "id", descending=descending))


def conversation_of(actor: Actor, message: Message, *, by: str, descending: bool) -> QuerySet[Message]:
    """Return the messages of a conversation that the actor sent or got."""
    root = message.root_id or message.pk
    mine = Q(created_by=actor.id) | Q(receipts__user_id=actor.id)
    found = Message.objects.filter(Q(id=root) | Q(root_id=root)).filter(mine).distinct()
    return found.prefetch_related("receipts").order_by(*_order(by, "id", descending=descending))


def seen_messages(actor: Actor, ids: Collection[str]) -> set[str]:
    """Return those of some messages, by number, that the actor sent or got; the sieve of ``events``."""
    mine = Q(created_by=actor.id) | Q(receipts__user_id=actor.id)
    found = Message.objects.filter(mine, pk__in=[int(one) for one in ids])
    return {str(number) for number in found.values_list("pk", flat=True)}


def text_of(actor: Actor, message: Message) -> str:
    """Return the text of a message that the actor may read. Raises FileIsLocked, FileIsBroken."""
    handle = downloading.find_one(actor, Claim(message.handle_id, ATTACHMENT, str(message.pk)))
    with store().open(handle.key) as file:
        return file.read().decode(errors="replace")


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: the file is the text of a message that the actor sent or got."""
    numbers = {claim: number for claim in claims if (number := _number(claim)) is not None}
    mine = Q(created_by=actor.id) | Q(receipts__user_id=actor.id)
    found = set(Message.objects.filter(mine, id__in=set(numbers.values())).values_list("id", "handle_id"))
    return [claim for claim, number in numbers.items() if (number, claim.handle_id) in found]


def _order(key: str, tie: str, *, descending: bool) -> tuple[str, str]:
    sign = "-" if descending else ""
    return sign + key, sign + tie


def _number(claim: Claim) -> int | None:
    try:
        return parse_number(claim.associate_id, what="message id")
    except InvalidRequest:
        return None
