"""Threads in which the desk works: few, so that the database is not asked by more than it can answer.

Large changes have one thread, in which they come one after the other: whoever types never waits for a thread of theirs.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from theatrum.doors.live.grids.turns import Turns
from theatrum.repository.grids.turns import giving_way

P = ParamSpec("P")
T = TypeVar("T")

# Whoever waits for a lock of the database holds a thread: readers have others.
WRITERS = 3
READERS = 3


class Threads:
    """Four pools; ``after`` is called in the thread when a piece of work has ended."""

    def __init__(self, after: Callable[[], None], *, writers: int = WRITERS, readers: int = READERS) -> None:
        self._after = after
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="grid-write")
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="grid-read")
        self._large = ThreadPoolExecutor(1, thread_name_prefix="grid-large")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="grid-long")
        self.turns = Turns()

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that reads."""
        return await self._run(self._readers, lambda: work(*args, **kwargs))

    async def read_much(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that reads for long, and gives way between its parts: to those that readers are needed for, too."""
        return await self._run(self._long, self._giving(lambda: work(*args, **kwargs)))

    async def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that writes."""
        return await self._run(self._writers, lambda: work(*args, **kwargs))

    async def write_much(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do work that writes for long, and gives way between its parts."""
        return await self._run(self._large, self._giving(lambda: work(*args, **kwargs)))

    def close(self) -> None:
        """Let what has begun end; what has not is never begun."""
        for pool in (self._long, self._large, self._writers, self._readers):
            pool.shutdown(cancel_futures=True)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, self._guarded, work)

    def _giving(self, work: Callable[[], T]) -> Callable[[], T]:
        def giving() -> T:
            with giving_way(self.turns.give_way):
                return work()

        return giving

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        finally:
            self._after()
