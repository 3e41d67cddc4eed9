"""Finding tickets."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from theatrum.consortium.helpdesk.models import Entry, State, Ticket
from theatrum.consortium.helpdesk.sight import readable_entries, visible
from theatrum.consortium.helpdesk.states import OPEN_ONES
from theatrum.repository.access.permissions import Actor

_MOST_WORDS = 8
_DIGITS = 18
STATES = {"open": OPEN_ONES, "waiting": frozenset({State.WAITING}), "ended": frozenset({State.SOLVED, State.CLOSED})}


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is empty limits nothing. ``assignee``: a number, ``me`` or ``nobody``."""

    words: str = ""
    queue: str = ""
    state: str = ""
    assignee: str = ""
    center_id: str = ""


def search(actor: Actor, wanted: Wanted) -> QuerySet[Ticket]:
    """Return the tickets that an actor may see and that fit, those that wait longest first."""
    found = visible(actor).filter(_limits(actor, wanted))
    for word in wanted.words.split()[:_MOST_WORDS]:
        said = Entry.objects.filter(readable_entries(actor), ticket=OuterRef("pk"), text__icontains=word)
        fits = Q(title__icontains=word) | Q(Exists(said))
        if word.isascii() and word.isdecimal() and len(word) <= _DIGITS:
            fits |= Q(pk=int(word))
        found = found.filter(fits)
    return found.order_by("waiting_since", "pk")


def mine(actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets that an actor reported, watches or sees for their center, latest first."""
    return (
        visible(actor)
        .filter(Q(reporter_id=actor.id) | Q(watchers__user_id=actor.id))
        .distinct()
        .order_by("-changed_on")
    )


def counts(actor: Actor) -> dict[str, int]:
    """Count what is open, by queue; and mine and nobody's, as ``me`` and ``nobody``. Two queries."""
    found = visible(actor).filter(state__in=OPEN_ONES)
    by_queue = dict(found.order_by().values_list("queue").annotate(count=Count("pk")))
    whose = found.aggregate(
        me=Count("pk", filter=Q(assignee_id=actor.id)), nobody=Count("pk", filter=Q(assignee_id=None))
    )
    return {**by_queue, **{f"#{name}": count for name, count in whose.items()}}


def seen_entries(actor: Actor, ids: Collection[str]) -> list[str]:
    """Return those of some entries, by id, that an actor may see; the sieve of ``events``."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    found = Entry.objects.filter(readable_entries(actor), pk__in=numbers, ticket__in=visible(actor))
    return [str(number) for number in found.values_list("pk", flat=True)]


def _limits(actor: Actor, wanted: Wanted) -> Q:
    limits = Q()
    if wanted.queue:
        limits &= Q(queue=wanted.queue)
    if states := STATES.get(wanted.state) or ({State(wanted.state)} if wanted.state in State.values else None):
        limits &= Q(state__in=states)
    if wanted.center_id:
        limits &= Q(center_id=wanted.center_id)
    if wanted.assignee == "me":
        limits &= Q(assignee_id=actor.id)
    elif wanted.assignee == "nobody":
        limits &= Q(assignee_id=None)
    elif wanted.assignee.isascii() and wanted.assignee.isdecimal() and len(wanted.assignee) <= _DIGITS:
        limits &= Q(assignee_id=int(wanted.assignee))
    return limits
