"""What the register of requests for comments refuses."""

from theatrum.kernel.errors import DomainError, Kind


class RfcNotFound(DomainError):
    """There is no such request, or it is a draft that the person may not see."""

    code = "rfcs.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no request for comments {number} here, or it is not open to you yet."


class RfcIsInvalid(DomainError):
    """Something is missing, too long, or identifies somebody."""

    code = "rfcs.is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class RfcIsElsewhere(DomainError):
    """From where the request is this cannot be done."""

    code = "rfcs.is_elsewhere"
    kind = Kind.CONFLICT
    template = "Request {number} is {state}: this cannot be done with it now. Load the page again."


class NotYourRfc(DomainError):
    """Only its owner or an administrator of the coordinating center does this."""

    code = "rfcs.not_yours"
    kind = Kind.FORBIDDEN
    template = "{reason}"
