"""What waits to be sent to one browser: in order, and never more than it can be expected to read."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator

from theatrum.doors.live.asgi import Send

# So many characters may wait for a slow reader; then it is cut off, and comes back when it can.
MOST_WAITING = 32 * 1024**2

POLICY = 4408
_REASON = "What happens at the grid came faster than it was read. Connect again."


class Outgoing:
    """The queue of one websocket, and the task that empties it."""

    def __init__(self, send: Send, *, most: int = MOST_WAITING) -> None:
        self._send = send
        self._most = most
        self._waiting: deque[str] = deque()
        self._size = 0
        self._new = asyncio.Event()
        self._close: tuple[int, str] | None = None
        # Set when it is to be closed; and when nobody waits for a message any more: the server sends no close before.
        self.closing = asyncio.Event()
        self.may_close = asyncio.Event()
        self.ended = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether something can still be said."""
        return self._close is None and not self.ended.is_set()

    def put(self, text: str) -> None:
        """Say something, once what was said before is sent. Who does not read is cut off."""
        if not self.is_open:
            return
        if self._size + len(text) > self._most and self._waiting:
            self._waiting.clear()
            self.close(POLICY, _REASON)
            return
        self._waiting.append(text)
        self._size += len(text)
        self._new.set()

    def close(self, code: int, reason: str) -> None:
        """Close once everything is sent."""
        if self._close is None:
            self._close = code, reason
            self._new.set()
            self.closing.set()

    async def run(self) -> None:
        """Send until it is closed, or the other end has gone."""
        try:
            while True:
                while self._waiting:
                    text = self._waiting.popleft()
                    self._size -= len(text)
                    await self._send({"type": "websocket.send", "text": text})
                if self._close is not None:
                    await self.may_close.wait()
                    code, reason = self._close
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
                    return
                self._new.clear()
                await self._new.wait()
        except (OSError, RuntimeError):
            # The other end has gone: who reads from it hears so too.
            return
        finally:
            self.ended.set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send in the background until the end of the block; then what waits is sent, a close included."""
        task = asyncio.create_task(self.run())
        try:
            yield
        finally:
            self.close(1000, "")
            self.may_close.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(task), 5)
            task.cancel()
