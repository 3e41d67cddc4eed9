"""Domain errors: what is true about a refused request, with a stable code and a kind.

A door turns the kind into an HTTP status, a page or an exit code; nothing here knows about HTTP.
Validation findings are data and never raised.
"""

from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """Why a request was refused; each door maps every member in one table."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    STALE = "stale"
    TOO_LARGE = "too_large"
    LOCKED = "locked"
    LIMIT = "limit"
    UNSUPPORTED = "unsupported"


class DomainError(Exception):
    """The base of every error that a user can cause and mend.

    Subclasses set ``code`` (stable and public, ``room.what_is_true``), ``kind`` and ``template``,
    a sentence for people with the facts as ``{named}`` fields.
    """

    code: ClassVar[str]
    kind: ClassVar[Kind]
    template: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.template.format(**facts))


class InvalidRequest(DomainError):
    """The request itself is malformed, with the reason in plain words."""

    code = "request.invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NotAuthenticated(DomainError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    code = "request.not_authenticated"
    kind = Kind.UNAUTHENTICATED
    template = "{reason}"


class NotSupported(DomainError):
    """The operation exists at Synapse, but not here."""

    code = "request.not_supported"
    kind = Kind.UNSUPPORTED
    template = "{reason}"
