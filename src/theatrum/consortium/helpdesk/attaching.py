"""Files of entries: uploaded by who attaches them, and screened as all files are."""

from collections.abc import Collection

from theatrum.consortium.helpdesk.errors import TicketIsInvalid
from theatrum.consortium.helpdesk.models import Attachment, Entry
from theatrum.consortium.helpdesk.sight import readable_entries, visible
from theatrum.kernel.errors import InvalidRequest
from theatrum.kernel.ids import parse_number
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import arrivals
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.queries import own_handle

# The kind of object, in the words of the wire, whose ids are those of attachments.
ATTACHMENT = "TicketAttachment"
MOST_FILES = 10


def require_own(actor: Actor, handle_ids: Collection[int]) -> list[int]:
    """Return the numbers of an actor's own files, each once.

    Raises FileHandleNotFound, HandleIsNotYours, TicketIsInvalid.
    """
    numbers = list(dict.fromkeys(handle_ids))
    if len(numbers) > MOST_FILES:
        raise TicketIsInvalid(reason=f"{len(numbers)} files were attached; {MOST_FILES} is the most at once.")
    for number in numbers:
        if own_handle(actor, number).is_link:
            raise TicketIsInvalid(reason="Only a file that was uploaded can be attached; put a link into the text.")
    return numbers


def attach(entry: Entry, handle_ids: Collection[int]) -> None:
    """Attach files to an entry: from now on something has them."""
    Attachment.objects.bulk_create(Attachment(entry=entry, handle_id=number) for number in handle_ids)
    arrivals.taken(handle_ids)


def downloadable(actor: Actor, claims: Collection[Claim]) -> list[Claim]:
    """Return the claims that hold: the file is attached to an entry that the actor may read."""
    numbers = {claim: number for claim in claims if (number := _number(claim)) is not None}
    found = Attachment.objects.filter(pk__in=set(numbers.values()), entry__ticket__in=visible(actor))
    readable = Entry.objects.filter(readable_entries(actor))
    pairs = set(found.filter(entry__in=readable).values_list("pk", "handle_id"))
    return [claim for claim, number in numbers.items() if (number, claim.handle_id) in pairs]


def _number(claim: Claim) -> int | None:
    try:
        return parse_number(claim.associate_id, what="attachment id")
    except InvalidRequest:
        return None
