"""What is true about a refused request on the practice."""

from theatrum.kernel.errors import DomainError, Kind


class PracticeNotThere(DomainError):
    """The profile has no practice, or the person has not begun one."""

    code = "practice.not_there"
    kind = Kind.NOT_FOUND
    template = "{reason}"


class PracticeIsUnfinished(DomainError):
    """Something is left to mend."""

    code = "practice.unfinished"
    kind = Kind.CONFLICT
    template = "{count} problems are left to mend. The page of the practice lists them."
