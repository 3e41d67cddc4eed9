"""Finding requests for comments: who sees which, and how two texts differ."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from theatrum.consortium.centers.sight import is_dcc_administrator, is_member, is_staff
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.rfcs.errors import RfcNotFound
from theatrum.consortium.rfcs.models import Comment, Rfc, Text
from theatrum.repository.access.permissions import Actor

_LARGEST = 2**63
# Of longer texts the difference is not drawn: it takes the square of their lines.
MOST_LINES = 3_000


@dataclass(frozen=True)
class Line:
    """A line of a difference: it stays, went, or came."""

    kind: str
    text: str


def visible(actor: Actor) -> QuerySet[Rfc]:
    """Return the requests that an actor may see: members what is or was open, the DCC and owners drafts, too.

    Who is not of the consortium sees none, unless the profile makes them public.
    """
    if actor.is_anonymous:
        return Rfc.objects.none()
    if is_staff(actor):
        return Rfc.objects.all()
    if not (is_member(actor) or is_public()):
        return Rfc.objects.filter(owner_id=actor.id)
    return Rfc.objects.filter(Q(opened_on__isnull=False) | Q(owner_id=actor.id))


def is_public() -> bool:
    """Tell whether the profile opens requests to every account, also of who is not of the consortium."""
    support = in_force().support
    return support is not None and support.public_rfcs


def get_rfc(actor: Actor, number: int, *, is_locked: bool = False) -> Rfc:
    """Return a request, locked until the end of the transaction if asked. Raises RfcNotFound."""
    found = visible(actor).filter(pk=number if 0 < number < _LARGEST else 0).first()
    if found is not None and is_locked:
        found = Rfc.objects.select_for_update().filter(pk=found.pk).first()
    if found is None:
        raise RfcNotFound(number=number)
    return found


def leads(actor: Actor, rfc: Rfc) -> bool:
    """Tell whether somebody drafts a request and answers for it: its owner, or an administrator of the DCC."""
    return rfc.owner_id == actor.id or is_dcc_administrator(actor)


def text_of(rfc: Rfc, number: int | None = None) -> Text:
    """Return a version of the text, the newest for None. Raises RfcNotFound."""
    texts = rfc.texts.order_by("-number")
    found = texts.first() if number is None else texts.filter(number=number).first()
    if found is None:
        raise RfcNotFound(number=rfc.pk)
    return found


def difference(before: str, after: str) -> list[Line] | None:
    """Return how a text differs from one before, line by line with some around; None where both are too long."""
    old, new = before.splitlines(), after.splitlines()
    if len(old) > MOST_LINES or len(new) > MOST_LINES:
        return None
    drawn = difflib.unified_diff(old, new, n=3, lineterm="")
    kinds = {"+": "came", "-": "went", " ": "stays", "@": "gap"}
    # The first three lines say which files these are, and where the first difference begins.
    return [Line(kinds.get(line[:1], "stays"), line[1:]) for line in list(drawn)[3:]]


def seen(actor: Actor, ids: Collection[str]) -> list[str]:
    """Return those of some requests, by number, that an actor may see; the sieve of ``events``."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    return [str(number) for number in visible(actor).filter(pk__in=numbers).values_list("pk", flat=True)]


def drafts_seen(actor: Actor, ids: Collection[str]) -> list[str]:
    """Return the same of what is told while a request is drafted, which members do not hear of; a sieve, too."""
    if is_staff(actor):
        return list(ids)
    numbers = [int(one) for one in ids if one.isdecimal()]
    return [str(one) for one in Rfc.objects.filter(pk__in=numbers, owner_id=actor.id).values_list("pk", flat=True)]


def answered_for(actor: Actor, ids: Collection[str]) -> list[str]:
    """Return those of some comments whose request the actor owns: nobody else is told of each; a sieve, too."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    found = Comment.objects.filter(pk__in=numbers, rfc__owner_id=actor.id)
    return [str(number) for number in found.values_list("pk", flat=True)]
