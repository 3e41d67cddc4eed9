"""Comparing large tables beside the requests that ask for it: in a thread of its own, and how far it is.

A comparison is needed by who looks at its page, and by nobody once they have gone: no job keeps it. What is found is
kept by ``versions`` for the next pages; a process that ends takes what it was at with it, and is asked once more.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import polars as pl
from django.db import connections

from theatrum.repository.grids.comparing import Comparison, Pieces

# Below so many bytes of both tables a comparison is made while the request waits.
SMALL = 4 * 1024**2
# So long, in seconds, a request waits for a thread before it answers how far that is.
PATIENCE = 1.0
# Threads that compare at the same time; who comes later waits for one of them.
_AT_ONCE = 2
# Once so many are remembered, those are forgotten that have ended, and that nobody came back for.
_MOST = 16


@dataclass(slots=True)
class Underway:
    """A comparison that is being made: rows read so far, and what came of it."""

    rows: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    found: Comparison | None = None
    error: Exception | None = None

    def counted(self, pieces: Pieces) -> Pieces:
        """Return pieces that are counted as they are read."""

        def read() -> Iterator[pl.DataFrame]:
            for piece in pieces():
                self.rows += piece.height
                yield piece

        return read


_lock = threading.Lock()
_underway: dict[str, Underway] = {}
_room = threading.Semaphore(_AT_ONCE)


def compare_aside(name: str, make: Callable[[Underway], Comparison]) -> Comparison | Underway:
    """Return what is found by comparing, or how far that is; asked again with the same name it is the same one.

    Raises what comparing raised, once.
    """
    with _lock:
        one = _underway.get(name)
        if one is None:
            _forget_ended()
            one = _underway[name] = Underway()
            threading.Thread(target=_run, args=(one, make), name="compare", daemon=True).start()
    if not one.ended.wait(PATIENCE):
        return one
    with _lock:
        _underway.pop(name, None)
    if one.error is not None:
        raise one.error
    if one.found is None:
        raise TypeError("a comparison that has ended has found something, or failed")
    return one.found


def _forget_ended() -> None:
    if len(_underway) >= _MOST:
        for name in [name for name, one in _underway.items() if one.ended.is_set()]:
            del _underway[name]


def _run(one: Underway, make: Callable[[Underway], Comparison]) -> None:
    try:
        with _room:
            one.found = make(one)
    except Exception as error:  # noqa: BLE001  # told to whoever asks next
        one.error = error
    finally:
        connections.close_all()
        one.ended.set()
