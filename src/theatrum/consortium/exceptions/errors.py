"""What is true about a refused request on exceptions and affirmations."""

from theatrum.kernel.errors import DomainError, Kind


class RequestNotFound(DomainError):
    """There is no such request for an exception that the actor may see."""

    code = "exceptions.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no exception {id}."


class RequestIsInvalid(DomainError):
    """A request, a decision or an affirmation that cannot be as it was said."""

    code = "exceptions.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NotExcepted(DomainError):
    """Nothing lets such a finding be excepted."""

    code = "exceptions.never"
    kind = Kind.INVALID
    template = "No exception can be granted from {finding}. Mend what it tells, or ask your liaison what to do."


class RequestIsElsewhere(DomainError):
    """A request is to become what it cannot become from where it is."""

    code = "exceptions.is_elsewhere"
    kind = Kind.CONFLICT
    template = "Exception {id} is {now}, and so cannot become {then}. Load the page again."


class NotYourDecision(DomainError):
    """Only some people ask, decide, sign or withdraw."""

    code = "exceptions.not_allowed"
    kind = Kind.FORBIDDEN
    template = "{reason}"
