"""What is true about a refused request on tiers."""

from theatrum.kernel.errors import DomainError, Kind


class FileIsControlled(DomainError):
    """The tier of a file keeps it from who asks, whatever its permissions say."""

    code = "tiers.controlled"
    kind = Kind.FORBIDDEN
    template = "{name} may not be downloaded by you. {why}"


class TierIsInvalid(DomainError):
    """A tier that a file cannot be given."""

    code = "tiers.invalid"
    kind = Kind.INVALID
    template = "{reason}"
