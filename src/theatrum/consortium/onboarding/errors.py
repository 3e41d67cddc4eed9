"""What is true about a write that a gate stops, and about excuses."""

from theatrum.kernel.errors import DomainError, Kind


class GateClosed(DomainError):
    """A gate of the person, the center or the place is closed, whatever the ACL grants."""

    code = "onboarding.gate_closed"
    kind = Kind.FORBIDDEN
    template = "{problem} Missing: {name}. Who can change that: {owner}. {step}{more} See {address}"


class ExcuseNotFound(DomainError):
    """There is no excuse in force that this names."""

    code = "onboarding.excuse_not_found"
    kind = Kind.NOT_FOUND
    template = "{subject} is not excused from {gate}."


class ExcuseIsInvalid(DomainError):
    """An excuse that cannot be given as asked."""

    code = "onboarding.excuse_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NotAnExcuser(DomainError):
    """Only the coordinating center's administrators excuse somebody from a gate."""

    code = "onboarding.not_allowed"
    kind = Kind.FORBIDDEN
    template = "Only the administrators of the coordinating center may excuse a person or a center from a gate."
