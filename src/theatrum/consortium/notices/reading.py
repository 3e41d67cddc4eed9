"""Whether a message was read is one fact: programs say so of the message, people of its notice in the inbox."""

from collections.abc import Collection

from theatrum.consortium.notices.models import Receipt, Status

SUBJECT = "message"


def note_read(user_id: int, message_ids: Collection[str], *, is_read: bool) -> None:
    """Let the messages of some notices be read or not, as the notices are now; what is archived stays so."""
    numbers = [int(one) for one in message_ids if one.isdecimal()]
    before, after = (Status.UNREAD, Status.READ) if is_read else (Status.READ, Status.UNREAD)
    Receipt.objects.filter(user_id=user_id, message_id__in=numbers, status=before).update(status=after)


def read_already(message_id: str) -> set[int]:
    """Return who has read or archived a message before its notice came."""
    if not message_id.isdecimal():
        return set()
    found = Receipt.objects.filter(message_id=int(message_id)).exclude(status=Status.UNREAD)
    return set(found.values_list("user_id", flat=True))
