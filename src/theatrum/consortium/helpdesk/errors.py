"""What the help desk refuses."""

from theatrum.kernel.errors import DomainError, Kind


class NoHelpDesk(DomainError):
    """The profile in force has no queues."""

    code = "helpdesk.not_offered"
    kind = Kind.NOT_FOUND
    template = "This installation has no help desk: the profile in force has no support.yaml."


class QueueNotFound(DomainError):
    """No queue has this key, or nobody may open tickets in it in this way."""

    code = "helpdesk.queue_not_found"
    kind = Kind.INVALID
    template = "The help desk has no queue {queue!r} for this. It has: {known}."


class TicketNotFound(DomainError):
    """There is no such ticket, or the person may not see it; which of the two is not told."""

    code = "helpdesk.ticket_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no ticket {number} here, or it is not shared with you."


class MailNotFound(DomainError):
    """There is no mail of this number that was not taken and whose content is kept."""

    code = "helpdesk.mail_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no refused mail {number} that could be accepted: it was, or it is forgotten."


class TicketIsInvalid(DomainError):
    """Something of a ticket or of what is said about it is missing, or too long."""

    code = "helpdesk.ticket_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class WordsIdentify(DomainError):
    """A text holds what may identify a person; which text it is is never repeated."""

    code = "helpdesk.words_identify"
    kind = Kind.INVALID
    template = (
        "What you wrote may identify a person, so it was not sent: {where}. Say where it stands and what kind of thing "
        "it is, such as 'a date of birth in syn345, row 12', without repeating it; or have these places taken out."
    )


class MoveNotPossible(DomainError):
    """From where a ticket is this cannot be done."""

    code = "helpdesk.move_not_possible"
    kind = Kind.CONFLICT
    template = "Ticket {number} is {state}: this cannot be done with it now. Load the page again."


class NotOfTheDesk(DomainError):
    """Only who works on the queue does this."""

    code = "helpdesk.not_of_the_desk"
    kind = Kind.FORBIDDEN
    template = "Only those who work on this queue may do this. Write in the ticket what you need."


class TooManyReports(DomainError):
    """Too much came from one place, or from everywhere, in a short time."""

    code = "helpdesk.too_many_reports"
    kind = Kind.LIMIT
    template = "{reason} Try again in an hour, or write to your liaison."
