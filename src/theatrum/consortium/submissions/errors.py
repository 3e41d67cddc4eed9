"""What is true about a refused request on planned submissions."""

from theatrum.kernel.errors import DomainError, Kind


class PlanNotFound(DomainError):
    """There is no such planned submission that the actor may see."""

    code = "submissions.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no planned submission {id}."


class PlanIsInvalid(DomainError):
    """A planned submission that cannot be as it was said."""

    code = "submissions.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class PlanIsNotYours(DomainError):
    """Only some people plan, withdraw or confirm."""

    code = "submissions.not_allowed"
    kind = Kind.FORBIDDEN
    template = "{reason}"


class PlanHasChanged(DomainError):
    """Somebody else has changed or withdrawn it in between."""

    code = "submissions.changed"
    kind = Kind.CONFLICT
    template = "Somebody else has changed this plan since you opened it. Load the page again."
