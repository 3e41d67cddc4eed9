"""What the live door says of each kind of domain error, in one table; and the errors of its own."""

from types import MappingProxyType

from theatrum.kernel.errors import DomainError, Kind

STATUS = MappingProxyType(
    {
        Kind.INVALID: 400,
        Kind.UNAUTHENTICATED: 401,
        Kind.FORBIDDEN: 403,
        Kind.NOT_FOUND: 404,
        Kind.CONFLICT: 409,
        Kind.STALE: 412,
        Kind.TOO_LARGE: 413,
        Kind.LOCKED: 423,
        Kind.LIMIT: 400,
        Kind.UNSUPPORTED: 501,
    }
)


class NoSuchAddress(DomainError):
    """The path is none of this door's."""

    code = "bytes.no_such_address"
    kind = Kind.NOT_FOUND
    template = "There is nothing at this address."


class MethodNotAllowed(DomainError):
    """The address is there, but not for this method."""

    code = "bytes.method_not_allowed"
    kind = Kind.INVALID
    template = "This address does not take {method}; it takes {allowed}."


class LengthUnreadable(DomainError):
    """The Content-Length header is not a number."""

    code = "bytes.length_unreadable"
    kind = Kind.INVALID
    template = "The Content-Length header must be a number, but was {value!r}."


class BodyStopped(DomainError):
    """The client went away, or sent nothing more, before the end of a part."""

    code = "bytes.body_stopped"
    kind = Kind.INVALID
    template = "Only {received} bytes of the part came, then nothing more. Send the whole part once more."


class BytesLocked(DomainError):
    """The file may not be read for now."""

    code = "bytes.locked"
    kind = Kind.LOCKED
    template = "This file is locked: nobody may download it until the privacy office has cleared it."
