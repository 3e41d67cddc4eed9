"""The mails of tickets: what was said, with an address to answer to."""

from email.utils import make_msgid

from django.core.mail import EmailMessage

from theatrum.checks.report.numbers import counted
from theatrum.consortium.events.letters import Letter
from theatrum.consortium.events.models import Event
from theatrum.consortium.helpdesk import addresses, queues
from theatrum.consortium.helpdesk.addresses import Answer
from theatrum.consortium.helpdesk.models import Entry, EntryKind, State, Ticket
from theatrum.drivers import installation
from theatrum.repository.accounts import queries as accounts

# What stands above it in an answer is what the person wrote.
MARK = "-- Write your answer above this line --"


def letter(event: Event, user_id: int) -> Letter | None:
    """Return the mail about an entry to one person; the hook of ``events``."""
    entry = Entry.objects.select_related("ticket").filter(pk=int(event.subject_id)).first()
    if entry is None:
        return None
    answer = Answer(entry.ticket_id, user_id, is_note=entry.kind == EntryKind.NOTED)
    return Letter(text=_text(entry), subject=subject_of(entry.ticket), headers=_headers(answer))


def outside_mail(entry: Entry) -> EmailMessage:
    """Return the mail about an entry to who has no account here."""
    ticket = entry.ticket
    return EmailMessage(
        subject=subject_of(ticket),
        body=_text(entry, is_outside=True),
        to=[ticket.contact],
        headers={**_headers(Answer(ticket.pk, addresses.NOBODY)), "Auto-Submitted": "auto-generated"},
    )


def bounce(*, to: str, subject: str, reason: str, answers: str) -> EmailMessage:
    """Return the mail that tells a person that theirs could not be taken, and why."""
    headers = {"Auto-Submitted": "auto-replied"}
    if answers:
        headers |= {"In-Reply-To": answers, "References": answers}
    desk = f"{installation.settings().base_url}/help"
    body = f"Your mail did not reach the help desk as it was sent.\n\n{reason}\n\nYou can also write at {desk}\n"
    return EmailMessage(subject=f"Not delivered: {subject}"[:200], body=body, to=[to], headers=headers)


def subject_of(ticket: Ticket) -> str:
    """Return the subject of mails about a ticket; the title of a private one is not mailed."""
    return f"[Ticket {ticket.pk}] {queues.name_of(ticket.queue) if ticket.is_private else ticket.title}"


def _headers(answer: Answer) -> dict[str, str]:
    # All mails about a ticket are one thread: each answers to a message that stands for the ticket.
    domain = (addresses.desk_address().rpartition("@")[2]) or "theatrum.invalid"
    root = f"<ticket.{answer.ticket_id}@{domain}>"
    own = make_msgid(f"ticket.{answer.ticket_id}", domain)
    headers = {"Message-ID": own, "In-Reply-To": root, "References": root}
    if address := addresses.reply_address(answer):
        headers["Reply-To"] = address
    return headers


def _text(entry: Entry, *, is_outside: bool = False) -> str:
    ticket = entry.ticket
    parts = [MARK] if addresses.desk_address() else []
    if ticket.is_private:
        parts.append("There is something new in a private ticket. What it says is not mailed.")
    else:
        parts += [f"{_author(entry)}:", entry.text] if entry.kind != EntryKind.DONE else [entry.text]
        if count := entry.attachments.count():
            parts.append(f"{counted(count, 'file')} {'is' if count == 1 else 'are'} attached, on the ticket's page.")
    if ticket.state == State.WAITING:
        parts.append("The help desk waits for your answer.")
    if not is_outside:
        parts.append(f"{installation.settings().base_url}/help/tickets/{ticket.pk}#entry-{entry.pk}")
    return "\n\n".join(parts) + "\n"


def _author(entry: Entry) -> str:
    if entry.is_doubtful:
        return f"{entry.sender}, who is not whom the answer was asked of (only the desk sees it until it is let in)"
    if entry.author_id is None:
        return entry.sender or "Somebody who was not signed in"
    said = accounts.names([entry.author_id]).get(entry.author_id, "Somebody")
    return f"{said} (a note of the desk)" if entry.kind == EntryKind.NOTED else said
