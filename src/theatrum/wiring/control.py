"""The line between the supervisor and its children: a child says when it is ready, and stops when told to.

It also stops when the supervisor is gone, however it went: then the line is cut.
"""

import signal
import socket
import threading
from collections.abc import Callable

READY = b"ready\n"


class Control:
    """A child's end of the line; without a descriptor, that of a process which a person started."""

    def __init__(self, descriptor: int | None) -> None:
        self._socket = None if descriptor is None else socket.socket(fileno=descriptor)
        if self._socket is not None:
            # Ctrl-C reaches the whole group; the supervisor tells each child itself.
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    @property
    def signals(self) -> tuple[signal.Signals, ...]:
        """The signals that ask this process to stop."""
        return (signal.SIGTERM,) if self._socket is not None else (signal.SIGTERM, signal.SIGINT)

    def on_cut(self, stop: Callable[[], object]) -> None:
        """Call ``stop``, from another thread, when the supervisor is gone."""
        if self._socket is not None:
            threading.Thread(target=self._watch, args=[self._socket, stop], name="control", daemon=True).start()

    def say_ready(self) -> None:
        """Tell the supervisor that work has begun."""
        if self._socket is not None:
            self._socket.sendall(READY)

    @staticmethod
    def _watch(line: socket.socket, stop: Callable[[], object]) -> None:
        try:
            while line.recv(64):
                pass
        finally:
            stop()
