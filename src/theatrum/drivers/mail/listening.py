"""The SMTP server for mail that comes in: only the process that takes mail loads it.

Meant to stand behind a mail server that keeps spam away and speaks TLS to the world: nothing is relayed, nobody signs
in, only addresses that a room knows are taken.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import Error, close_old_connections, connections

from theatrum.drivers.mail.receiving import is_known, keep
from theatrum.kernel.settings import MEBIBYTE

LARGEST = 25 * MEBIBYTE
MOST_RECIPIENTS = 20
MOST_CONNECTIONS = 50
# In seconds, between two commands.
_PATIENCE = 60
_log = structlog.get_logger()


class Receiver:
    """An SMTP server in a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._address = host, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-in", daemon=True)
        # One after the other: each holds a whole mail in memory, and a connection to the database.
        self._keeper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-keeper")
        self._server: asyncio.Server | None = None

    def start(self) -> int:
        """Listen; returns the port, which for 0 is whichever was free. Raises OSError."""
        self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def stop(self) -> None:
        """Stop listening. What was acknowledged is kept; what was not, its sender sends again."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._keeper.submit(connections.close_all).result()
        self._keeper.shutdown()
        self._loop.close()

    async def _listen(self) -> int:
        handler = _Handler(self._keeper)
        self._server = await self._loop.create_server(lambda: _connection(handler, self._loop), *self._address)
        return int(self._server.sockets[0].getsockname()[1])

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


class _Connection(SMTP):
    """One connection of not too many."""

    open_ones = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        _Connection.open_ones += 1
        if _Connection.open_ones > MOST_CONNECTIONS and isinstance(transport, asyncio.Transport):
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        _Connection.open_ones -= 1
        if self.transport is not None:
            super().connection_lost(error)


def _connection(handler: "_Handler", loop: asyncio.AbstractEventLoop) -> SMTP:
    return _Connection(
        handler,
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        ident="Theatrum",
        hostname="localhost",
        timeout=_PATIENCE,
        loop=loop,
    )


class _Handler:
    def __init__(self, keeper: ThreadPoolExecutor) -> None:
        self._keeper = keeper

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, *told: Any) -> str:  # noqa: N802  # aiosmtpd's name
        # The address, and options that nothing follows from.
        address = str(told[0])
        if not is_known(address):
            return "550 5.1.1 No such mailbox here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        content = envelope.content
        whole = content if isinstance(content, bytes) else (content or "").encode(errors="replace")
        # "<>" is the sender of what nobody is to answer.
        sender = (envelope.mail_from or "").strip("<>")
        facts = {"sender": sender, "recipients": list(envelope.rcpt_tos), "content": whole}
        try:
            await asyncio.get_running_loop().run_in_executor(self._keeper, _keep, facts)
        except (Error, OSError):
            _log.exception("a mail could not be kept; its sender tries again")
            return "451 4.3.0 Cannot be kept now, try again later"
        return "250 2.0.0 Kept"


def _keep(facts: dict[str, Any]) -> None:
    close_old_connections()
    keep(**facts)
