"""What screening refuses."""

from theatrum.kernel.errors import DomainError, Kind


class ScreeningNotFound(DomainError):
    """The file was never screened here: the server made it, or there is none of this number."""

    code = "screening.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no screening of file {id}."


class ScreeningIsElsewhere(DomainError):
    """A decision on a file that does not wait for one."""

    code = "screening.is_elsewhere"
    kind = Kind.CONFLICT
    template = "The screening of file {id} is {now}: it cannot become {then} from there. Look at it once more."


class ScreeningFailed(DomainError):
    """Looking at a file ended in a way that nobody foresaw: a reviewer has to look at it."""

    code = "screening.failed"
    kind = Kind.CONFLICT
    template = "File {id} could not be screened ({problem}): a reviewer has to look at it. The worker's log says where."


class NotAReviewer(DomainError):
    """Only those whom the profile names decide on held files, and see them."""

    code = "screening.not_a_reviewer"
    kind = Kind.FORBIDDEN
    template = "Only {roles} may do this."


class DecisionIsInvalid(DomainError):
    """A decision without a reason, or one that says less than it must."""

    code = "screening.decision_is_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class DecisionNotFound(DomainError):
    """A decision or a rule that nobody made, or that was taken back already."""

    code = "screening.decision_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no decision {batch} to take back: it was undone already, or never made."


class IncidentNotFound(DomainError):
    """No incident has this number."""

    code = "screening.incident_not_found"
    kind = Kind.NOT_FOUND
    template = "There is no incident {id}."


class IncidentIsElsewhere(DomainError):
    """A step that an incident cannot take from where it is."""

    code = "screening.incident_is_elsewhere"
    kind = Kind.CONFLICT
    template = "Incident {id} is {now}: it cannot become {then} from there."
