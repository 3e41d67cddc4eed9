"""What is true about a refused request on a checklist."""

from theatrum.kernel.errors import DomainError, Kind


class ChecklistNotThere(DomainError):
    """The profile has no checklist, or no such release."""

    code = "checklists.not_there"
    kind = Kind.NOT_FOUND
    template = "There is no acceptance checklist for release {release} here."


class NotASigner(DomainError):
    """Somebody signs who does not answer for the center."""

    code = "checklists.not_a_signer"
    kind = Kind.FORBIDDEN
    template = "The checklist of {center} is signed by its {signers}. Ask one of them."


class ChecklistIsInvalid(DomainError):
    """Answers are missing, or the name."""

    code = "checklists.invalid"
    kind = Kind.INVALID
    template = "{reason}"
