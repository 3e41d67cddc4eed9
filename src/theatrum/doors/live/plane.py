"""What both directions of the byte plane share."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from theatrum.drivers.blobs.protocol import BlobStore

P = ParamSpec("P")
T = TypeVar("T")

Locks = Callable[[str, str], Awaitable[bool]]
"""Tells whether the blob of this key is locked at this moment, for whom its address was made: key, reader."""


@dataclass(frozen=True, slots=True)
class Plane:
    """``idle`` is for how many seconds a connection may make no progress at all.

    ``asked_every`` is after how many seconds a download that goes on asks its lock again.
    """

    store: BlobStore
    locks: Locks
    threads: ThreadPoolExecutor
    idle: float
    asked_every: float = 1.0

    def submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin disk work in a thread of this plane."""
        return self.threads.submit(work, *args, **kwargs)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do disk work in a thread of this plane; if the task is cancelled, the work still ends first."""
        future = asyncio.wrap_future(self.submit(work, *args, **kwargs))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait({future})
            raise
