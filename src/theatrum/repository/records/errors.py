"""What is true about a file whose rows cannot be read."""

from theatrum.kernel.errors import DomainError, Kind


class RowsUnreadable(DomainError):
    """The file is no CSV that can be read, with the reason and the line where there is one."""

    code = "records.rows_unreadable"
    kind = Kind.INVALID
    template = "The rows cannot be read: {reason}. Correct the file and upload it as a new version."
