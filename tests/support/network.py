"""Keeps tests on this machine: a connection to anything but loopback fails at once, with a reason."""

import ipaddress
import socket
from typing import Any

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class LeavesThisMachineError(OSError):
    """A test tried to reach another machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _require_local(address: object) -> None:
    if not _is_local(address):
        raise LeavesThisMachineError(f"tests may connect to this machine only, not to {address!r}")


def _guarded_connect(self: socket.socket, address: Any) -> None:
    _require_local(address)
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    _require_local(address)
    return _connect_ex(self, address)


def close() -> None:
    """Refuse connections to other machines from now on."""
    socket.socket.connect = _guarded_connect  # type: ignore[method-assign, assignment]  # there is no other door to all of them
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[method-assign, assignment]  # there is no other door to all of them
