"""Password hashing: argon2id, and no more of it at once than the machine can bear.

Each hash takes 64 MiB and a third of a second; without the cap a crowd of sign-ins (or an attacker)
would take all memory.
"""

import threading
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, Argon2PasswordHasher, make_password

_AT_ONCE = 2
_places = threading.BoundedSemaphore(_AT_ONCE)

# No password matches it: the person signs in by a reset link, a passkey or not at all.
UNUSABLE = f"{UNUSABLE_PASSWORD_PREFIX}none"


class CappedArgon2(Argon2PasswordHasher):
    """Django's argon2 hasher with the parameters of RFC 9106 for 64 MiB, and a cap on concurrency."""

    time_cost = 3
    memory_cost = 65536
    parallelism = 4

    def encode(self, password: str, salt: str) -> str:
        """Hash a password when a place is free."""
        with _places:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with a hash when a place is free."""
        with _places:
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Do nothing, as argon2's own hasher does: the parameters are in the hash."""


def hash_password(password: str) -> str:
    """Hash a password, before the transaction that stores it."""
    return make_password(password)


def is_busy() -> bool:
    """Tell whether every place is taken at this moment (for tests and metrics)."""
    free: Any = _places.acquire(blocking=False)
    if free:
        _places.release()
    return not free
