"""What is true about a refused request on the readiness of a center."""

from theatrum.kernel.errors import DomainError, Kind


class NotReady(DomainError):
    """Something has to be done before a submission can be reviewed."""

    code = "readiness.not_ready"
    kind = Kind.CONFLICT
    template = "{center} is not ready for review of release {release}. {reason}"


class SubmissionIsElsewhere(DomainError):
    """A submission is to become what it cannot become from where it is."""

    code = "readiness.is_elsewhere"
    kind = Kind.CONFLICT
    template = "Release {release} of {center} is {now}, and so cannot become {then}. Load the page again."


class NotYourStep(DomainError):
    """Only some people take this step."""

    code = "readiness.not_allowed"
    kind = Kind.FORBIDDEN
    template = "{reason}"


class SubmissionIsInvalid(DomainError):
    """A step that cannot be taken as it was said."""

    code = "readiness.invalid"
    kind = Kind.INVALID
    template = "{reason}"
