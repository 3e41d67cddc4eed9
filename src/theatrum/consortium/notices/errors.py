"""What notices refuse."""

from theatrum.kernel.errors import DomainError, Kind


class RecipientNotAllowed(DomainError):
    """Only administrators write to others: a mail in this server's name would be believed."""

    code = "notices.recipient_not_allowed"
    kind = Kind.FORBIDDEN
    template = "You may send messages to yourself. To write to others, ask an administrator."


class MessageIsInvalid(DomainError):
    """A message without recipients, or whose text is no text."""

    code = "notices.message_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class MessageNotFound(DomainError):
    """No message has this id."""

    code = "notices.message_not_found"
    kind = Kind.NOT_FOUND
    template = "Message ({id}) not found"


class MessageIsNotYours(DomainError):
    """The person neither sent the message nor got it."""

    code = "notices.message_is_not_yours"
    kind = Kind.FORBIDDEN
    template = "You are not the sender or receiver of this message ({id})"
