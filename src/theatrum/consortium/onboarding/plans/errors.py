"""What is true about a refused request on a plan for de-identification."""

from theatrum.kernel.errors import DomainError, Kind


class PlanNotFound(DomainError):
    """The center has no such version."""

    code = "plans.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no version {number} of the de-identification plan of {center}."


class PlanIsElsewhere(DomainError):
    """A version is to become what it cannot become from where it is."""

    code = "plans.is_elsewhere"
    kind = Kind.CONFLICT
    template = "Version {number} of the plan is {now}, and so cannot become {then}. Load the page again."


class PlanIsInvalid(DomainError):
    """A version, or what is said of one, cannot be kept."""

    code = "plans.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NotYourPlan(DomainError):
    """Somebody does what is another's to do."""

    code = "plans.not_yours"
    kind = Kind.FORBIDDEN
    template = "{reason}"
