"""What can go wrong between a submitter's machine and a server."""

from theatrum.kernel.errors import DomainError, Kind


class DownloadFailed(DomainError):
    """A server does not give what was asked for."""

    code = "client.download_failed"
    kind = Kind.INVALID
    template = "{url} cannot be read: {reason} {fix}"


class AddressIsInvalid(DomainError):
    """The address of a server is none."""

    code = "client.address_is_invalid"
    kind = Kind.INVALID
    template = "This is no web address: {problem}. Write it as https://dcc.example.org."


class TokenIsUnusable(DomainError):
    """An access token has blanks or signs that no token has."""

    code = "client.token_is_unusable"
    kind = Kind.INVALID
    template = "The access token from {place} is no token: it is one word of letters, digits, '-', '_' and the like."


class ConfigurationUnreadable(DomainError):
    """A configuration file of synapseclient cannot be read, or does not speak of the server that is asked."""

    code = "client.configuration_unreadable"
    kind = Kind.INVALID
    template = "{path} gives no access token: {reason} {fix}"


class SendingFailed(DomainError):
    """A server does not take what was sent."""

    code = "client.sending_failed"
    kind = Kind.INVALID
    template = "{url} did not take it: {reason} {fix}"
