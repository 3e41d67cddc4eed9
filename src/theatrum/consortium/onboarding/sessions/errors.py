"""What is true about a refused request on information sessions."""

from theatrum.kernel.errors import DomainError, Kind


class SessionNotFound(DomainError):
    """There is no such session."""

    code = "sessions.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no information session {key!r}."


class SessionIsInvalid(DomainError):
    """A session, or what is said of one, cannot be kept."""

    code = "sessions.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NotForYou(DomainError):
    """Somebody who is not of the DCC changes sessions."""

    code = "sessions.not_for_you"
    kind = Kind.FORBIDDEN
    template = "Information sessions are kept by the coordinating center."
