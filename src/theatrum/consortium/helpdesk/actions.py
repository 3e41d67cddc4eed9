"""Opening tickets. What people write was made ready by ``words`` before; see ``conversing`` and ``handling``."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from theatrum.consortium.helpdesk import people, queues, telling, words
from theatrum.consortium.helpdesk.attaching import attach, require_own
from theatrum.consortium.helpdesk.errors import TicketIsInvalid
from theatrum.consortium.helpdesk.models import Entry, EntryKind, Source, State, Ticket
from theatrum.consortium.helpdesk.words import Written
from theatrum.kernel import clock
from theatrum.kernel.errors import NotAuthenticated
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR_ID
from theatrum.repository.audit import actions as audit

LONGEST_LINK = 500
_LONGEST_CENTER = 20


@dataclass(frozen=True)
class About:
    """What a ticket is about: a path of this server, a center."""

    link: str = ""
    center_id: str = ""


@dataclass(frozen=True)
class Origin:
    """How a ticket or an entry came: by what, and as which mail."""

    source: Source = Source.PAGE
    mail_id: str = ""
    contact: str = ""
    handle_ids: Collection[int] = field(default_factory=tuple)
    is_unproven: bool = False


def open_ticket(
    *,
    actor: Actor,
    queue: str,
    title: str,
    text: str,
    context: Mapping[str, str] | None = None,
    center_id: str = "",
    link: str = "",
) -> Ticket:
    """Open a ticket in a person's name with the few words of a page, which are screened here.

    Raises NoHelpDesk, QueueNotFound, TicketIsInvalid, WordsIdentify, NotAuthenticated.
    """
    written = words.write(title=title, text=text, context=context)
    about = About(link=link, center_id=center_id)
    return open_written(actor=actor, queue=queue, written=written, about=about, origin=Origin(source=Source.SERVER))


def open_written(
    *, actor: Actor, queue: str, written: Written, about: About | None = None, origin: Origin | None = None
) -> Ticket:
    """Open a ticket with words that are ready; the liaison of its center is asked first.

    Raises NoHelpDesk, QueueNotFound, TicketIsInvalid, NotAuthenticated, FileHandleNotFound, HandleIsNotYours.
    """
    if actor.is_anonymous:
        raise NotAuthenticated(reason="Sign in to open a ticket; for trouble with access there is /help/access.")
    ways = origin or Origin()
    handles = require_own(actor, ways.handle_ids)
    ticket = _create(queue=queue, written=written, about=about or About(), origin=ways, reporter_id=actor.id)
    attach(ticket.entries.get(), handles)
    _opened(ticket, actor.id)
    return ticket


def open_from_outside(
    *, queue: str, written: Written, origin: Origin, handle_ids: Collection[int] = (), about: About | None = None
) -> Ticket:
    """Open a ticket for somebody who is not signed in, to be answered at ``origin.contact``; the caller counts them.

    Raises NoHelpDesk, QueueNotFound, TicketIsInvalid.
    """
    ticket = _create(queue=queue, written=written, about=about or About(), origin=origin, reporter_id=None)
    attach(ticket.entries.get(), handle_ids)
    _opened(ticket, OPERATOR_ID)
    return ticket


def _create(*, queue: str, written: Written, about: About, origin: Origin, reporter_id: int | None) -> Ticket:
    found = queues.get_queue(queue)
    if not written.title:
        raise TicketIsInvalid(reason="Give it a title: a few words that say what is wrong, and where.")
    if about.link and (not about.link.startswith("/") or about.link.startswith("//")):
        raise TicketIsInvalid(reason="A link leads to a page of this server, such as /tasks/7.")
    moment = clock.now()
    center = about.center_id[:_LONGEST_CENTER]
    ticket = Ticket.objects.create(
        queue=found.queue,
        is_private=found.is_private,
        title=written.title,
        context=dict(written.context),
        link=about.link[:LONGEST_LINK],
        center_id=center,
        reporter_id=reporter_id,
        contact=origin.contact,
        assignee_id=people.first_assignee(found.queue, center),
        source=origin.source,
        opened_on=moment,
        changed_on=moment,
        waiting_since=moment,
        state=State.NEW,
    )
    Entry.objects.create(
        ticket=ticket,
        kind=EntryKind.SAID,
        author_id=reporter_id,
        sender=origin.contact,
        text=written.text,
        source=origin.source,
        created_on=moment,
        mail_id=origin.mail_id,
        is_unproven=origin.is_unproven,
    )
    return ticket


def _opened(ticket: Ticket, by: int) -> None:
    after = {"queue": ticket.queue, "center": ticket.center_id, "assignee": ticket.assignee_id}
    audit.record(by, "ticket_opened", subject_kind="ticket", subject_id=ticket.pk, after=after)
    telling.tell(ticket=ticket, entry=ticket.entries.get(), by=by, what=telling.OPENED)
