"""Who sees which ticket, and who works on it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from theatrum.consortium.centers.affiliations import active_of
from theatrum.consortium.centers.sight import is_staff
from theatrum.consortium.helpdesk import queues
from theatrum.consortium.helpdesk.errors import NotOfTheDesk, TicketNotFound
from theatrum.consortium.helpdesk.models import Entry, EntryKind, Ticket, Watcher
from theatrum.consortium.screening.people import is_officer
from theatrum.repository.access.permissions import Actor

_LARGEST = 2**63


def visible(actor: Actor) -> QuerySet[Ticket]:
    """Return the tickets that an actor may see.

    Their own and those they were let into; those of their center, if their role there is one that sees them; all but
    private ones for staff; private ones for officers.
    """
    if actor.is_anonymous:
        return Ticket.objects.none()
    watches = Q(Exists(Watcher.objects.filter(ticket=OuterRef("pk"), user_id=actor.id, is_let_in=True)))
    seen = Q(reporter_id=actor.id) | (Q(is_private=False) & watches)
    if is_staff(actor):
        seen |= Q(is_private=False)
    elif centers := _centers(actor):
        seen |= Q(is_private=False, center_id__in=centers)
    if is_officer(actor):
        seen |= Q(is_private=True)
    return Ticket.objects.filter(seen)


def get_ticket(actor: Actor, number: int, *, is_locked: bool = False) -> Ticket:
    """Return a ticket, locked until the end of the transaction if asked. Raises TicketNotFound."""
    found = visible(actor).filter(pk=number if 0 < number < _LARGEST else 0).first()
    if found is not None and is_locked:
        found = Ticket.objects.select_for_update().filter(pk=found.pk).first()
    if found is None:
        raise TicketNotFound(number=number)
    return found


def is_desk(actor: Actor) -> bool:
    """Tell whether somebody works at the desk at all."""
    return is_staff(actor) or is_officer(actor)


def require_desk(actor: Actor) -> None:
    """Return quietly for who works at the desk. Raises NotOfTheDesk."""
    if not is_desk(actor):
        raise NotOfTheDesk


def works_on(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether somebody works on a ticket: officers on private ones, staff on all others."""
    return is_officer(actor) if ticket.is_private else is_staff(actor)


def require_works_on(actor: Actor, ticket: Ticket) -> None:
    """Return quietly for who works on a ticket. Raises NotOfTheDesk."""
    if not works_on(actor, ticket):
        raise NotOfTheDesk


def entries_of(actor: Actor, ticket: Ticket) -> QuerySet[Entry]:
    """Return what an actor sees of a conversation, oldest first; notes and doubtful mails for the desk."""
    found = ticket.entries.order_by("created_on", "pk")
    return found if works_on(actor, ticket) else found.filter(_open_to_all())


def readable_entries(actor: Actor) -> Q:
    """Return which entries of the tickets that an actor sees they may read, too."""
    found = _open_to_all()
    if is_staff(actor):
        found |= Q(ticket__is_private=False)
    if is_officer(actor):
        found |= Q(ticket__is_private=True)
    return found


def _open_to_all() -> Q:
    return Q(kind__in=(EntryKind.SAID, EntryKind.DONE), is_doubtful=False)


def _centers(actor: Actor) -> list[str]:
    sees = queues.support().sees_center if queues.is_offered() else ()
    return sorted({one.center_id for one in active_of(actor.id) if one.role in sees})
