"""Open websockets: every one is known here, so that a stopping server can close it and its client comes back."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SERVICE_RESTART = 1012


class Connections:
    """The websockets of this process."""

    def __init__(self) -> None:
        self._open: set[_Connection] = set()
        self._is_closing = False
        self._emptied = asyncio.Event()
        self._emptied.set()

    def __len__(self) -> int:
        """Count the open websockets."""
        return len(self._open)

    async def serve(self, app: App, scope: Scope, receive: Receive, send: Send) -> None:
        """Run a websocket application on one connection; the application never learns of this."""
        connection = _Connection(receive, send)
        if self._is_closing:
            await connection.close()
            return
        self._open.add(connection)
        self._emptied.clear()
        try:
            await app(scope, connection.receive, connection.send)
        finally:
            self._open.discard(connection)
            if not self._open:
                self._emptied.set()

    async def close_all(self) -> int:
        """Close every websocket with 1012, accept no new one, and tell their applications; returns how many."""
        self._is_closing = True
        connections = list(self._open)
        await asyncio.gather(*(connection.close() for connection in connections), return_exceptions=True)
        return len(connections)

    async def emptied(self) -> None:
        """Wait until the last application has ended."""
        await self._emptied.wait()


class _Connection:
    """One websocket, seen from the middle."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._is_receiving = False
        self._closing = asyncio.Event()
        self._closed = asyncio.Event()
        self._once = asyncio.Lock()

    async def receive(self) -> Message:
        """Return the next message, or the end of the connection."""
        if self._closing.is_set():
            await self._send_close()
            return _END
        incoming = asyncio.ensure_future(self._receive())
        closing = asyncio.ensure_future(self._closing.wait())
        self._is_receiving = True
        try:
            await asyncio.wait({incoming, closing}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            # The application waits no more, to close the connection by itself.
            incoming.cancel()
            await asyncio.wait({incoming})
            raise
        finally:
            self._is_receiving = False
            closing.cancel()
        if incoming.done():
            return incoming.result()
        # The server sends nothing while it waits for a message, and an application that ended before the
        # close was sent would close without a code: so first this, then that, then the application.
        incoming.cancel()
        await asyncio.wait({incoming})
        await self._send_close()
        return _END

    async def send(self, message: Message) -> None:
        """Send, unless the connection is being closed."""
        if not self._closing.is_set():
            await self._send(message)

    async def close(self) -> None:
        """Close with 1012; a websocket that was not accepted yet is refused."""
        if self._closing.is_set():
            return
        self._closing.set()
        if not self._is_receiving:
            await self._send_close()
        await self._closed.wait()

    async def _send_close(self) -> None:
        async with self._once:
            if self._closed.is_set():
                return
            try:
                await self._send({"type": "websocket.close", "code": SERVICE_RESTART, "reason": "The server restarts."})
            finally:
                self._closed.set()


_END: Message = {"type": "websocket.disconnect", "code": SERVICE_RESTART, "reason": ""}
