"""Addresses of servers, as people write them."""

from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from theatrum.client.errors import AddressIsInvalid

KNOWN = "/repo/v1/theatrum/known"
_PORTS = {"http": 80, "https": 443}


def known_address(text: str, center: str | None) -> str:
    """Return where known identifiers are: an address with a path as it is, else that of a server's own list.

    ``center`` narrows a server's list to one center. Raises AddressIsInvalid.
    """
    parts = _split(text)
    if parts.query or parts.path.rstrip("/") not in {"", "/repo/v1", KNOWN}:
        return text
    query = f"center={quote(center, safe='')}" if center else ""
    return urlunsplit((parts.scheme, parts.netloc, KNOWN, query, ""))


def server_of_known(text: str) -> str | None:
    """Return the server of an address of known identifiers; None where it may be a list that lies elsewhere.

    Raises AddressIsInvalid.
    """
    parts = _split(text)
    is_own = parts.path == KNOWN or (not parts.query and parts.path.rstrip("/") in {"", "/repo/v1"})
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", "")) if is_own else None


def origin(text: str) -> tuple[str, str, int]:
    """Return scheme, host and port: what must be the same for a token to be shown. Raises AddressIsInvalid."""
    parts = _split(text)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def shown(text: str) -> str:
    """Return an address without what may be secret in it: a password, a signature. Raises AddressIsInvalid."""
    parts = _split(text)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise AddressIsInvalid(problem=str(error).rstrip(".")) from error
    if not is_whole:
        raise AddressIsInvalid(problem="it needs http:// or https://, a host, and a port only if it is a special one")
    return parts
