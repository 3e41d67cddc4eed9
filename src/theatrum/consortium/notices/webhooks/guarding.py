"""Where a webhook may lead: out into the world, never into the network that this server stands in.

A name is resolved once, every address that it has is judged, and the connection goes to the address that was judged:
a name that leads elsewhere a moment later changes nothing. What the setting ``webhook_hosts`` names may be inside.
"""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from theatrum.consortium.notices.errors import AddressIsRefused
from theatrum.consortium.notices.webhooks.models import LONGEST_URL
from theatrum.drivers import installation

_PORTS = {"http": 80, "https": 443}
Address = IPv4Address | IPv6Address
# Beside what ``is_global`` knows: addresses of IPv6 that carry one of IPv4, through which any of those is reached.
_CARRIERS = tuple(
    ip_network(text) for text in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
# Of the inside of networks, though not reserved: site-local addresses of old, and segments of SRv6.
_INSIDE = tuple(ip_network(text) for text in ("fec0::/10", "5f00::/16"))
# Never, whoever is named in the setting: instance metadata stands at a link-local address.
_NEVER = tuple(ip_network(text) for text in ("0.0.0.0/8", "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "::/128"))


@dataclass(frozen=True)
class Target:
    """Where to connect, and as what to speak there."""

    is_secure: bool
    host: str
    port: int
    path: str
    address: str = ""


def parse_target(url: str) -> Target:
    """Read an address as an administrator writes it; no name is resolved. Raises AddressIsRefused."""
    if len(url) > LONGEST_URL or any(sign.isspace() or not sign.isprintable() for sign in url) or "\\" in url:
        raise AddressIsRefused(reason="It is too long, or has a sign that no address has.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressIsRefused(reason=f"It cannot be read: {error}.") from error
    if parts.scheme not in _PORTS:
        raise AddressIsRefused(reason="It must begin with https:// or http://.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressIsRefused(reason="It must not hold a user or a password: the receiver knows us by the signature.")
    host = _plain(parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme == "https", host, port or _PORTS[parts.scheme], path)
    if (literal := _literal(host)) is not None:
        _require(target, literal)
    return target


def resolve(url: str) -> Target:
    """Return where a message to an address goes, with the address of the machine. Asks DNS.

    Raises AddressIsRefused where any of the addresses of its name may not be reached, and OSError without one.
    """
    target = parse_target(url)
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        _require(target, address)
    return Target(target.is_secure, target.host, target.port, target.path, addresses[0])


def _require(target: Target, address: str) -> None:
    if "%" in address or not _may_reach(target, ip_address(address)):
        raise AddressIsRefused(reason=f"{target.host} stands inside a network that is not to be reached from here.")


def _may_reach(target: Target, address: Address) -> bool:
    if _is_in(address, _NEVER) or address.is_multicast or address.is_unspecified:
        return False
    if _is_named(target):
        return not _is_in(address, _CARRIERS) or address.is_loopback
    return address.is_global and not address.is_reserved and not _is_in(address, (*_CARRIERS, *_INSIDE))


def _is_in(address: Address, networks: tuple[object, ...]) -> bool:
    return any(address in network for network in networks)  # type: ignore[operator]  # networks of both versions


def _is_named(target: Target) -> bool:
    named = {one.strip().lower() for one in installation.settings().webhook_hosts.split(",")}
    shown = f"[{target.host}]" if ":" in target.host else target.host
    return shown in named or f"{shown}:{target.port}" in named


def _plain(host: str | None) -> str:
    name = (host or "").rstrip(".").lower()
    try:
        name.encode("ascii") if ":" in name else name.encode("idna")
    except UnicodeError as error:
        raise AddressIsRefused(reason="The name of the machine cannot be read.") from error
    if not name or "%" in name:
        raise AddressIsRefused(reason="It names no machine.")
    return name if name.isascii() else name.encode("idna").decode()


def _literal(host: str) -> str | None:
    """Return the address that a host is written as, in any form that the system reads, or None for a name."""
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)[0][4][0])
    except (socket.gaierror, UnicodeError):
        return None
