"""The line between the supervisor and its children: a child says when it is ready, and stops when told to.

It also stops when the supervisor is gone, however it went: then the line is cut.
"""

import os
import signal
import socket
import threading
from collections.abc import Callable

READY = b"ready\n"


class Control:
    """A child's end of the line; without a descriptor, a process that a person started."""

    def __init__(self, descriptor: int | None) -> None:
        self._socket = None if descriptor is None else socket.socket(fileno=descriptor)

    def on_stop(self, stop: Callable[[], object]) -> None:
        """Call ``stop`` when told to; it may be called more than once, and from another thread."""
        signal.signal(signal.SIGTERM, lambda *_: stop())
        if self._socket is None:
            signal.signal(signal.SIGINT, lambda *_: stop())
            return
        # Ctrl-C reaches the whole group; the supervisor tells each child itself.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=self._watch, name="control", daemon=True).start()

    def say_ready(self) -> None:
        """Tell the supervisor that work has begun."""
        if self._socket is not None:
            self._socket.sendall(READY)

    def _watch(self) -> None:
        assert self._socket is not None  # noqa: S101  # on_stop starts this thread only with a socket
        while self._socket.recv(64):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
