"""What can go wrong between a submitter's machine and a server."""

from theatrum.kernel.errors import DomainError, Kind


class DownloadFailed(DomainError):
    """A server does not give what was asked for."""

    code = "client.download_failed"
    kind = Kind.INVALID
    template = "{url} cannot be read: {reason} {fix}"
