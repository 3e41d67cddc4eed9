"""Who goes first: somebody who types does not wait for a thousand rows of somebody else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# In seconds: a large change waits no longer for those who change little, or would never end where many do.
PATIENCE = 0.05


class Turns:
    """Counts the small changes that are under way; a large one lets them pass between its parts."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._small = 0
        self._free = threading.Condition()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Let large changes wait until the block has ended."""
        with self._free:
            self._small += 1
        try:
            yield
        finally:
            with self._free:
                self._small -= 1
                self._free.notify_all()

    def give_way(self) -> None:
        """Wait until no small change is under way, but not for long."""
        with self._free:
            self._free.wait_for(lambda: not self._small, timeout=self._patience)
