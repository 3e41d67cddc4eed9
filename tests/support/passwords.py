"""Passwords in tests: hashed as always, for next to nothing. What a real hash costs is proved where it is asked for.

A test signs in by the page, and by each page a password is hashed twice: at the real cost that alone was half of
the time of all tests of pages.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from theatrum.repository.accounts.hashing import CappedArgon2

_REAL = (CappedArgon2.time_cost, CappedArgon2.memory_cost, CappedArgon2.parallelism)


def cheapen() -> None:
    """Hash with the least that argon2 takes, in this process."""
    _use(1, 8, 1)


@contextmanager
def costly() -> Iterator[None]:
    """Hash at the real cost until the end of the block."""
    _use(*_REAL)
    try:
        yield
    finally:
        cheapen()


def _use(time: int, memory: int, parallelism: int) -> None:
    CappedArgon2.time_cost = time
    CappedArgon2.memory_cost = memory
    CappedArgon2.parallelism = parallelism
