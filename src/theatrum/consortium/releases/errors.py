"""What is true about a refused request on releases."""

from theatrum.kernel.errors import DomainError, Kind


class ReleaseNotFound(DomainError):
    """The profile has no release of this number."""

    code = "releases.not_found"
    kind = Kind.NOT_FOUND
    template = "There is no release {number} in the profile; it has {known}."
