"""What is done about a ticket: moved on, given to somebody, put into another queue, joined with another, watched."""

from theatrum.consortium.helpdesk import people, telling
from theatrum.consortium.helpdesk.errors import MoveNotPossible, NotOfTheDesk, TicketIsInvalid
from theatrum.consortium.helpdesk.models import Entry, EntryKind, Source, State, Ticket, Watcher
from theatrum.consortium.helpdesk.queues import get_queue
from theatrum.consortium.helpdesk.sight import get_ticket, require_works_on, visible, works_on
from theatrum.consortium.helpdesk.states import ENDED, MOVES, NAMES, Act
from theatrum.consortium.screening.people import officers
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit


def move_ticket(*, actor: Actor, number: int, act: Act) -> Ticket:
    """Do one of the acts of ``states``. Raises TicketNotFound, MoveNotPossible, NotOfTheDesk."""
    ticket = get_ticket(actor, number, is_locked=True)
    is_desk = works_on(actor, ticket)
    move(ticket, act, by=actor.id, is_desk=is_desk)
    if act is Act.TAKE and is_desk and ticket.assignee_id is None:
        ticket.assignee_id = actor.id
    ticket.save()
    return ticket


def move(ticket: Ticket, act: Act, *, by: int, is_desk: bool, is_told: bool = True) -> None:
    """Bring a locked ticket to where an act leads; the caller saves it. Raises MoveNotPossible, NotOfTheDesk."""
    step, before = MOVES[act], State(ticket.state)
    if step.by_desk and not is_desk:
        raise NotOfTheDesk
    if before not in step.starts:
        raise MoveNotPossible(number=ticket.pk, state=NAMES[before].lower())
    moment = clock.now()
    ticket.state, ticket.changed_on, ticket.waiting_since = step.end, moment, moment
    entry = _done(ticket, by, f"{NAMES[before]} → {NAMES[step.end]}")
    audit.record(
        by, "ticket_moved", subject_kind="ticket", subject_id=ticket.pk, before=before.value, after=step.end.value
    )
    if is_told and step.end in {*ENDED, State.REOPENED}:
        telling.tell(ticket=ticket, entry=entry, by=by, what=telling.MOVED)


def assign_ticket(*, actor: Actor, number: int, user_id: int | None) -> Ticket:
    """Give a ticket to somebody of the desk; None to nobody in particular.

    Raises TicketNotFound, NotOfTheDesk, TicketIsInvalid.
    """
    ticket = get_ticket(actor, number, is_locked=True)
    require_works_on(actor, ticket)
    if user_id is not None and user_id not in candidates(ticket):
        raise TicketIsInvalid(reason="Choose somebody who works on this queue.")
    before, ticket.assignee_id = ticket.assignee_id, user_id
    ticket.changed_on = clock.now()
    ticket.save()
    name = accounts.names([user_id]).get(user_id, "") if user_id is not None else "nobody"
    entry = _done(ticket, actor.id, f"Given to {name}")
    audit.record(actor.id, "ticket_assigned", subject_kind="ticket", subject_id=ticket.pk, before=before, after=user_id)
    if user_id is not None:
        telling.tell(ticket=ticket, entry=entry, by=actor.id, what=telling.ASSIGNED)
    return ticket


def candidates(ticket: Ticket) -> set[int]:
    """Return whom a ticket can be given to: who works on its queue."""
    liaisons = people.desk_of(ticket) if not ticket.is_private else set()
    staff = set(officers()) if ticket.is_private else people.staff() | _administrators()
    return people.active(staff | liaisons)


def put_into_queue(*, actor: Actor, number: int, queue: str) -> Ticket:
    """Put a ticket into another queue. What was private stays among officers unless one of them decides so.

    Raises TicketNotFound, NotOfTheDesk, QueueNotFound.
    """
    ticket = get_ticket(actor, number, is_locked=True)
    require_works_on(actor, ticket)
    wanted = get_queue(queue)
    if wanted.queue == ticket.queue:
        return ticket
    before, ticket.queue, ticket.is_private = ticket.queue, wanted.queue, wanted.is_private
    if ticket.is_private:
        ticket.assignee_id = None
        ticket.watchers.exclude(user_id__in=officers()).delete()
    ticket.changed_on = clock.now()
    ticket.save()
    entry = _done(ticket, actor.id, f"Put into the queue {wanted.name}")
    audit.record(
        actor.id, "ticket_queued", subject_kind="ticket", subject_id=ticket.pk, before=before, after=wanted.queue
    )
    telling.tell(ticket=ticket, entry=entry, by=actor.id, what=telling.QUEUED)
    return ticket


def join_ticket(*, actor: Actor, number: int, other: int) -> Ticket:
    """Say that a ticket is about the same as another: it is closed, and who reported it follows the other one.

    They do not follow one of another center.

    Raises TicketNotFound, NotOfTheDesk, TicketIsInvalid.
    """
    ticket = get_ticket(actor, number, is_locked=True)
    require_works_on(actor, ticket)
    into = get_ticket(actor, other)
    if into.pk == ticket.pk or into.duplicate_of_id is not None:
        raise TicketIsInvalid(reason="Name another ticket, one that is no duplicate itself.")
    if into.is_private != ticket.is_private:
        raise TicketIsInvalid(reason="A private ticket is joined with a private one only: others would see too much.")
    before, ticket.duplicate_of = ticket.duplicate_of_id, into
    if ticket.state in MOVES[Act.CLOSE].starts:
        move(ticket, Act.CLOSE, by=actor.id, is_desk=True, is_told=False)
    ticket.save()
    # What another center says is not for who asked the same: they are told that it is joined, and how theirs ends.
    if ticket.reporter_id is not None and not into.is_private and into.center_id in {"", ticket.center_id}:
        _watch(into, ticket.reporter_id, lets_in=True)
    entry = _done(ticket, actor.id, f"Joined with ticket {into.pk}")
    _done(into, actor.id, f"Ticket {ticket.pk} was joined with this one")
    audit.record(actor.id, "ticket_joined", subject_kind="ticket", subject_id=ticket.pk, before=before, after=into.pk)
    telling.tell(ticket=ticket, entry=entry, by=actor.id, what=telling.MOVED)
    return ticket


def watch_ticket(*, actor: Actor, number: int, user_id: int | None = None, wants: bool = True) -> None:
    """Follow a ticket or leave it; who works on it lets others follow it, too, and by that see it.

    Raises TicketNotFound, NotOfTheDesk, TicketIsInvalid.
    """
    ticket = get_ticket(actor, number, is_locked=True)
    who = actor.id if user_id is None else user_id
    if who != actor.id:
        require_works_on(actor, ticket)
        if who not in people.active([who]):
            raise TicketIsInvalid(reason="There is no such person here.")
    if ticket.is_private and wants and who not in officers():
        raise TicketIsInvalid(reason="Only those who answer for privacy follow a private ticket.")
    if wants:
        _watch(ticket, who, lets_in=who != actor.id)
    else:
        ticket.watchers.filter(user_id=who).delete()
    audit.record(
        actor.id, "ticket_watched", subject_kind="ticket", subject_id=ticket.pk, after={"user": who, "wants": wants}
    )


def close_old(*, number: int) -> None:
    """Close a ticket that was solved some time ago; one that is elsewhere by now stays there."""
    ticket = Ticket.objects.select_for_update().filter(pk=number, state=State.SOLVED).first()
    if ticket is not None:
        move(ticket, Act.CLOSE, by=OPERATOR_ID, is_desk=True, is_told=False)
        ticket.save()


def related(actor: Actor, ticket: Ticket) -> list[Ticket]:
    """Return the tickets joined with one that the actor may see."""
    return list(visible(actor).filter(duplicate_of=ticket).order_by("pk"))


def _watch(ticket: Ticket, user_id: int, *, lets_in: bool) -> None:
    Watcher.objects.get_or_create(ticket=ticket, user_id=user_id)
    if lets_in:
        ticket.watchers.filter(user_id=user_id).update(is_let_in=True)


def _done(ticket: Ticket, by: int, text: str) -> Entry:
    moment = clock.now()
    return Entry.objects.create(
        ticket=ticket, kind=EntryKind.DONE, author_id=by, text=text, source=Source.PAGE, created_on=moment
    )


def _administrators() -> set[int]:
    return set(User.objects.filter(is_administrator=True, is_active=True).values_list("pk", flat=True))
