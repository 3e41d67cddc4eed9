"""The lock before SQLite's own: writers of this process come to turn in the order of asking.

SQLite lets a writer try again and again until its patience ends; under load some never hit a free
moment, and sign-ins took seconds beside a stream of uploads.
"""

import threading
from collections import deque


class FairLock:
    """A mutex that is handed on in the order of asking; the thread that holds it may take it again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Event]] = deque()
        self._owner: int | None = None
        self._depth = 0

    def acquire(self) -> None:
        """Wait for the lock."""
        me = threading.get_ident()
        with self._guard:
            if self._owner in {None, me}:
                self._owner, self._depth = me, self._depth + 1
                return
            turn = threading.Event()
            self._waiting.append((me, turn))
        turn.wait()

    def release(self) -> None:
        """Give one hold back; after the last one the lock goes to whoever has waited longest."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._owner = None
            if self._waiting:
                self._owner, turn = self._waiting.popleft()
                self._depth = 1
                turn.set()


write_lock = FairLock()
