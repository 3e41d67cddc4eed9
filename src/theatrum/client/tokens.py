"""Access tokens: from synapseclient's configuration file, and only for the server that the file names."""

import configparser
import re
from pathlib import Path

from theatrum.client.addresses import origin, shown
from theatrum.client.errors import AddressIsInvalid, ConfigurationUnreadable, TokenIsUnusable

DEFAULT_PATH = Path("~/.synapseConfig")
# As synapseclient looks: newer versions read [default], older ones [authentication].
_SECTIONS = ("default", "authentication")
_WORD = re.compile(r"[!-~]+")


def valid_token(text: str, *, place: str) -> str:
    """Return a token that can be sent; ``place`` is where it was read, for people. Raises TokenIsUnusable."""
    if _WORD.fullmatch(text) is None:
        raise TokenIsUnusable(place=place)
    return text


def configured_token(url: str, path: Path | None) -> str | None:
    """Return the token that a configuration file has for the server of an address.

    None for ``path`` is the file that ``theatrum client-config`` writes: where it is not there or is about another
    server, there is no token. A file that was named must have one.
    Raises ConfigurationUnreadable, TokenIsUnusable, AddressIsInvalid.
    """
    place = (path or DEFAULT_PATH).expanduser()
    if path is None and not place.exists():
        return None
    try:
        return _token(url, place)
    except ConfigurationUnreadable:
        if path is None:
            return None
        raise


def configured_server(path: Path | None) -> str | None:
    """Return the server of a configuration file, None where it names none whose pages and API are one.

    Those of other services have pages on a host of their own, and nothing of ours. A file that cannot be read names
    none: who wanted its token is told why.
    """
    try:
        found = _read((path or DEFAULT_PATH).expanduser())
        names = ("repoEndpoint", "authEndpoint", "portalEndpoint")
        endpoints = [found.get("endpoints", name, fallback="") for name in names]
        return shown(endpoints[-1]).rstrip("/") if len({origin(one) for one in endpoints}) == 1 else None
    except (ConfigurationUnreadable, AddressIsInvalid):
        return None


def _token(url: str, place: Path) -> str:
    found = _read(place)
    # A token is a password: it goes to the server it was made for, and nowhere else.
    endpoint = found.get("endpoints", "repoEndpoint", fallback="")
    if not _is_of(endpoint, url):
        reason = f"its repoEndpoint is {endpoint}." if endpoint else "it names no repoEndpoint."
        fix = "Give the token with --token, or let theatrum client-config write a file for this server."
        raise ConfigurationUnreadable(path=place, reason=reason, fix=fix)
    tokens = (found.get(section, "authtoken", fallback="").strip() for section in _SECTIONS)
    token = next(filter(None, tokens), None)
    if token is None:
        raise ConfigurationUnreadable(
            path=place, reason="it has no authtoken.", fix="Let theatrum client-config write it, or use --token."
        )
    return valid_token(token, place=str(place))


def _read(place: Path) -> configparser.RawConfigParser:
    # [default] is a section as any other here, and nothing is interpolated.
    parser = configparser.RawConfigParser(default_section="\0", strict=False)
    try:
        parser.read_string(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is no text"
        raise ConfigurationUnreadable(path=place, reason=f"{reason}.", fix="Name another file.") from error
    except configparser.Error as error:
        # What it says could repeat a line, and with it the token.
        fix = "Let theatrum client-config write it."
        raise ConfigurationUnreadable(path=place, reason="it is no configuration file.", fix=fix) from error
    return parser


def _is_of(endpoint: str, url: str) -> bool:
    try:
        return origin(endpoint) == origin(url)
    except AddressIsInvalid:
        return False
