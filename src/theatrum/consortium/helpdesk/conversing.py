"""Saying something in a ticket: to all who see it, or as a note among those who work on it."""

from collections.abc import Collection

from theatrum.consortium.helpdesk import telling
from theatrum.consortium.helpdesk.actions import Origin
from theatrum.consortium.helpdesk.attaching import attach, require_own
from theatrum.consortium.helpdesk.errors import TicketNotFound
from theatrum.consortium.helpdesk.handling import move
from theatrum.consortium.helpdesk.models import Entry, EntryKind, State, Ticket
from theatrum.consortium.helpdesk.sight import get_ticket, require_works_on, works_on
from theatrum.consortium.helpdesk.states import MOVES, Act, after_word
from theatrum.consortium.helpdesk.words import Written
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit


def say(*, actor: Actor, number: int, written: Written, origin: Origin | None = None, then: Act | None = None) -> Entry:
    """Say something to all who see a ticket. ``then`` is what it leads to; else the state follows from who speaks.

    Raises TicketNotFound, MoveNotPossible, NotOfTheDesk, FileHandleNotFound, HandleIsNotYours, TicketIsInvalid.
    """
    ways = origin or Origin()
    ticket = get_ticket(actor, number, is_locked=True)
    handles = require_own(actor, ways.handle_ids)
    is_desk = works_on(actor, ticket)
    entry = add_entry(ticket, EntryKind.SAID, written.text, author_id=actor.id, origin=ways, handle_ids=handles)
    act = then or after_word(State(ticket.state), is_desk=is_desk and ticket.reporter_id != actor.id)
    if act is not None and not (then and _is_there(ticket, then)):
        move(ticket, act, by=actor.id, is_desk=is_desk, is_told=False)
    if is_desk and ticket.assignee_id is None and ticket.reporter_id != actor.id:
        ticket.assignee_id = actor.id
    ticket.save()
    audit.record(actor.id, "ticket_answered", subject_kind="ticket", subject_id=ticket.pk, after={"entry": entry.pk})
    telling.tell(ticket=ticket, entry=entry, by=actor.id, what=telling.ANSWERED)
    return entry


def note(*, actor: Actor, number: int, written: Written, handle_ids: Collection[int] = ()) -> Entry:
    """Write a note that only those see who work on the ticket; its assignee is told.

    Raises TicketNotFound, NotOfTheDesk, FileHandleNotFound, HandleIsNotYours, TicketIsInvalid.
    """
    ticket = get_ticket(actor, number, is_locked=True)
    require_works_on(actor, ticket)
    handles = require_own(actor, handle_ids)
    entry = add_entry(ticket, EntryKind.NOTED, written.text, author_id=actor.id, origin=Origin(), handle_ids=handles)
    ticket.save()
    audit.record(actor.id, "ticket_noted", subject_kind="ticket", subject_id=ticket.pk, after={"entry": entry.pk})
    telling.tell(ticket=ticket, entry=entry, by=actor.id, what=telling.NOTED)
    return entry


def say_from_outside(*, ticket_id: int, written: Written, origin: Origin, handle_ids: Collection[int] = ()) -> Entry:
    """Take in what somebody without an account, for whom the ticket is, writes by mail. Raises TicketNotFound."""
    ticket = _locked(ticket_id)
    entry = add_entry(ticket, EntryKind.SAID, written.text, author_id=None, origin=origin, handle_ids=handle_ids)
    act = after_word(State(ticket.state), is_desk=False)
    if act is not None:
        move(ticket, act, by=OPERATOR_ID, is_desk=False, is_told=False)
    ticket.save()
    audit.record(OPERATOR_ID, "ticket_answered", subject_kind="ticket", subject_id=ticket.pk, after={"entry": entry.pk})
    telling.tell(ticket=ticket, entry=entry, by=OPERATOR_ID, what=telling.ANSWERED)
    return entry


def hold_mail(*, ticket_id: int, written: Written, origin: Origin, handle_ids: Collection[int] = ()) -> Entry:
    """Keep a mail whose sender is not who was asked: the desk sees it and may let it in. Raises TicketNotFound."""
    ticket = _locked(ticket_id)
    entry = add_entry(ticket, EntryKind.NOTED, written.text, author_id=None, origin=origin, handle_ids=handle_ids)
    entry.is_doubtful = True
    entry.save(update_fields=["is_doubtful"])
    ticket.save()
    audit.record(
        OPERATOR_ID, "ticket_mail_held", subject_kind="ticket", subject_id=ticket.pk, after={"entry": entry.pk}
    )
    telling.tell(ticket=ticket, entry=entry, by=OPERATOR_ID, what=telling.NOTED)
    return entry


def let_in(*, actor: Actor, number: int, entry_id: int) -> Entry:
    """Let a doubtful mail into the conversation. Raises TicketNotFound, NotOfTheDesk."""
    ticket = get_ticket(actor, number, is_locked=True)
    require_works_on(actor, ticket)
    entry = ticket.entries.filter(pk=entry_id, is_doubtful=True).first()
    if entry is None:
        raise TicketNotFound(number=number)
    entry.is_doubtful, entry.kind = False, EntryKind.SAID
    entry.save(update_fields=["is_doubtful", "kind"])
    audit.record(actor.id, "ticket_mail_let_in", subject_kind="ticket", subject_id=ticket.pk, after={"entry": entry.pk})
    telling.tell(ticket=ticket, entry=entry, by=actor.id, what=telling.ANSWERED)
    return entry


def add_entry(
    ticket: Ticket,
    kind: EntryKind,
    text: str,
    *,
    author_id: int | None,
    origin: Origin,
    handle_ids: Collection[int] = (),
) -> Entry:
    """Add an entry to a locked ticket, which the caller saves."""
    moment = clock.now()
    ticket.changed_on = moment
    entry = Entry.objects.create(
        ticket=ticket,
        kind=kind,
        author_id=author_id,
        sender=origin.contact,
        text=text,
        source=origin.source,
        created_on=moment,
        mail_id=origin.mail_id,
        is_unproven=origin.is_unproven,
    )
    attach(entry, handle_ids)
    return entry


def _is_there(ticket: Ticket, act: Act) -> bool:
    return ticket.state == MOVES[act].end


def _locked(ticket_id: int) -> Ticket:
    found = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    if found is None:
        raise TicketNotFound(number=ticket_id)
    return found
