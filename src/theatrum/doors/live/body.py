"""The body of one request, read piece by piece, never gathered."""

import asyncio

from theatrum.doors.live.asgi import Receive, Scope, header
from theatrum.doors.live.errors import BodyStopped, LengthUnreadable

_MOST_DRAINED = 256 * 1024**2


class Body:
    """Reads what the client sends. ``idle`` is for how many seconds it may send nothing."""

    def __init__(self, scope: Scope, receive: Receive, *, idle: float) -> None:
        self._scope = scope
        self.receive = receive
        self._idle = idle
        self._received = 0
        self._ended = False

    @property
    def announced(self) -> int | None:
        """The length that the client announced, if it did. Raises LengthUnreadable."""
        text = header(self._scope, "content-length")
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise LengthUnreadable(value=text)
        return int(text)

    async def read(self) -> bytes:
        """Return the next bytes, none at the end. Raises BodyStopped."""
        while not self._ended:
            try:
                async with asyncio.timeout(self._idle):
                    message = await self.receive()
            except TimeoutError:
                raise BodyStopped(received=self._received) from None
            if message["type"] == "http.disconnect":
                self._ended = True
                raise BodyStopped(received=self._received)
            self._ended = not message.get("more_body", False)
            chunk: bytes = message.get("body", b"")
            if chunk:
                self._received += len(chunk)
                return chunk
        return b""

    async def drain(self) -> None:
        """Read what is still coming, within reason, and forget it.

        A client that is still sending when the connection closes sees a reset, not the answer: it
        would not learn that its address has expired.
        """
        if self._waits_for_permission() or not self._has_body():
            return
        start = self._received
        try:
            while self._received - start < _MOST_DRAINED and await self.read():
                pass
        except BodyStopped:
            return

    def _has_body(self) -> bool:
        return any(header(self._scope, name) is not None for name in ("content-length", "transfer-encoding"))

    def _waits_for_permission(self) -> bool:
        return self._received == 0 and (header(self._scope, "expect") or "").lower() == "100-continue"
