"""Everybody's mailbox: an SMTP server of the test's own that takes what is sent to anybody."""

import queue
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class World:
    """What was sent, in order; ``next_to`` waits for what is still under way."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.taken: list[EmailMessage] = []
        self._coming: queue.Queue[EmailMessage] = queue.Queue()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        self.taken.append(message)
        self._coming.put(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what was sent to an address."""
        return [one for one in self.taken if address in str(one["To"])]

    def next_to(self, address: str) -> EmailMessage:
        """Return the next mail to an address; what comes to others meanwhile is passed over."""
        while True:
            message = self._coming.get()
            if address in str(message["To"]):
                return message


@contextmanager
def world() -> Iterator[World]:
    """Serve until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    everybody = World(port)
    controller = Controller(everybody, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield everybody
    finally:
        controller.stop()
