"""What can be wrong with an edited profile before its files are even read."""

from theatrum.kernel.errors import DomainError, Kind


class EditRefused(DomainError):
    """The archive or file is damaged, too large, or would do harm where it is unpacked."""

    code = "revision.refused"
    kind = Kind.INVALID
    template = "{what} {problem} {fix}"
