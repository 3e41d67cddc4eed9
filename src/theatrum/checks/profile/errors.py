"""What can be wrong with a profile folder: always a file, a place in it, and what to do."""

from theatrum.kernel.errors import DomainError, Kind


class ProfileInvalid(DomainError):
    """A file of the profile is missing, unreadable, or says something that does not hold."""

    code = "profile.invalid"
    kind = Kind.INVALID
    template = "{file}, {place}: {problem} {fix}"
