"""Lets tests not wait for the disk: nothing that they write need survive a power cut of this machine.

What stands after one is tested where power cuts are played: tests/drivers/blobs/failing_disk.py.
"""

import os
from typing import Any


def spare() -> None:
    """Let this process ask the disk for nothing when it syncs a file, which must be open as always."""
    os.fsync = _sync
    os.fdatasync = _sync


def spare_commits(database: dict[str, Any]) -> None:
    """Let commits of a SQLite database not wait for the disk; takes Django's settings of it."""
    options = database["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


def _sync(fd: Any) -> None:
    os.fstat(fd if isinstance(fd, int) else fd.fileno())
