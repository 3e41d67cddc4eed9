"""What this installation is: its settings and its secrets, for every room above.

The settings are placed on Django's by ``wiring``; secrets are made once in the data directory.
"""

import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings as django_settings

from theatrum.kernel.settings import Settings

_ROOT = "root.key"


def settings() -> Settings:
    """Return the settings in force."""
    current: Settings = django_settings.THEATRUM
    return current


def secret(purpose: str) -> bytes:
    """Return 32 secret bytes for one purpose, derived from the installation's root key."""
    return derive(root_key(settings().data), purpose)


def derive(root: bytes, purpose: str) -> bytes:
    """Derive 32 bytes for a purpose: one leaked purpose tells nothing of another."""
    return hmac.new(root, purpose.encode(), hashlib.sha256).digest()


@cache
def root_key(data: Path) -> bytes:
    """Read the root key of a data directory, making it (0600) at the first call ever."""
    folder = data / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / _ROOT
    if not path.exists():
        _create(path, secrets.token_bytes(32))
    return path.read_bytes()


def _create(path: Path, content: bytes) -> None:
    # Written aside and linked into place: two processes that start together agree on one key,
    # and no reader ever sees half of it.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
