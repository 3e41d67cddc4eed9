"""One request to a receiver: to the address that was judged, within a limit of time, no way followed further."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping

from theatrum.consortium.notices.errors import AddressIsRefused
from theatrum.consortium.notices.webhooks.guarding import Target, resolve

# In seconds: for each wait on the network, and for all of them together.
_PATIENCE = 10
_LONGEST = 30
_TAKEN = range(200, 300)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever its name means by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=_PATIENCE)
        self._target = target

    def connect(self) -> None:
        """Connect to the address that was judged; over TLS the certificate must be that of the name."""
        raw = socket.create_connection((self._target.address, self._target.port), timeout=_PATIENCE)
        if not self._target.is_secure:
            self.sock = raw
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self._target.host)
        except Exception:
            raw.close()
            raise


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str]:
    """Send a message; returns the status of the answer, and in words why it was not taken, or nothing.

    Never raises for what a receiver or the network does.
    """
    try:
        target = resolve(url)
    except AddressIsRefused as error:
        return None, str(error)
    except (OSError, UnicodeError):
        return None, "The name of the machine is not known."
    try:
        status = _ask(target, body, headers)
    except (OSError, http.client.HTTPException) as error:
        return None, _why(error)
    if status in _TAKEN:
        return status, ""
    return status, "Redirects are not followed." if status in range(300, 400) else "The receiver refused it."


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "No answer came in time."
    if isinstance(error, ssl.SSLError):
        return f"No secure connection: {error.reason or type(error).__name__}."
    return f"No answer: {type(error).__name__}."


def _ask(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    connection = _Pinned(target)
    connection.connect()
    # A receiver that sends a byte now and then would hold a worker's thread for ever.
    watchdog = threading.Timer(_LONGEST, _cut, [connection.sock])
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", _host(target))
        for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        # What else the receiver says is not read.
        return connection.getresponse().status
    finally:
        watchdog.cancel()
        connection.close()


def _cut(connected: socket.socket) -> None:
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        connected.close()


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    return name if target.port == (443 if target.is_secure else 80) else f"{name}:{target.port}"
