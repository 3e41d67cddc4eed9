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


class NoticeNotFound(DomainError):
    """The person has no such notice, or may not see any more what it is about."""

    code = "notices.notice_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no notice {id} in your inbox. Open the inbox to see what there is."


class TopicNotFound(DomainError):
    """There is no topic of this key."""

    code = "notices.topic_not_found"
    kind = Kind.INVALID
    template = "There is no topic {topic!r} of notices. Load the page again, then choose."


class TopicIsMailed(DomainError):
    """Everybody whom it concerns is mailed about some topics."""

    code = "notices.topic_is_mailed"
    kind = Kind.INVALID
    template = "Mails about {name} cannot be turned off. Choose at once, daily or weekly."


class LinkIsInvalid(DomainError):
    """A link to end mails is not one that this server signed."""

    code = "notices.link_is_invalid"
    kind = Kind.NOT_FOUND
    template = "This link does not work here. Sign in and choose what you are told in your settings, under Notices."


class AddressIsRefused(DomainError):
    """Messages are not sent to this address: it is none, or leads into our own network."""

    code = "notices.address_is_refused"
    kind = Kind.INVALID
    template = "Nothing is sent to this address. {reason}"


class WebhookIsInvalid(DomainError):
    """A webhook without a name, or one that is off."""

    code = "notices.webhook_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class WebhookNotFound(DomainError):
    """There is no such webhook."""

    code = "notices.webhook_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no webhook {id}. It may have been deleted: look at the list of webhooks."


class DeliveryNotFound(DomainError):
    """The webhook has no such delivery."""

    code = "notices.delivery_not_found"
    kind = Kind.NOT_FOUND
    template = "This webhook has no delivery {id}. Old ones leave the log."


class AnnouncementIsInvalid(DomainError):
    """An announcement without a text, that ends before it begins, or for a center that is none."""

    code = "notices.announcement_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class AnnouncementNotFound(DomainError):
    """There is no such announcement."""

    code = "notices.announcement_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no announcement {id}."
