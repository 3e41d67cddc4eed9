"""Where the local store keeps things, and how a folder entry is made to survive a power failure.

    uploads/ab/<handle>/   an upload: ``content`` (its bytes, sparse) and ``record``
    blobs/ab/cd/<key>/     a blob: the same folder, moved here whole when the upload completes
    aside/                 folders being made, or being removed; nothing here counts
    usage                  how many bytes are taken

No name comes from a user: handles and keys are hex digits, and anything else is not found.
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

CONTENT = "content"
RECORD = "record"
T = TypeVar("T")

_NAME = re.compile(r"[0-9a-f]{40}")


def handle_of(upload_id: str) -> str:
    """Return the handle of a caller's upload id: the same for the same id, and safe in a path."""
    return hashlib.sha256(b"theatrum upload\0" + upload_id.encode()).hexdigest()[:40]


def new_key() -> str:
    """Return a fresh key for a blob that no upload made."""
    return secrets.token_hex(20)


class Folders:
    """The folders of one local store."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("uploads", "blobs", "aside"):
            _make(root / name)

    def upload(self, handle: str) -> Path:
        """Return the folder of an upload, there or not. Raises FileNotFoundError for what is no handle."""
        _require_name(handle)
        return self.root / "uploads" / handle[:2] / handle

    def blob(self, key: str) -> Path:
        """Return the folder of a blob, there or not. Raises FileNotFoundError for what is no key."""
        _require_name(key)
        return self.root / "blobs" / key[:2] / key[2:4] / key

    def blobs(self, *, before: float) -> Iterator[str]:
        """Yield the names of blobs whose folders were made before a moment (Unix time)."""
        yield from _older((self.root / "blobs").glob("??/??/*"), before)

    def uploads(self, *, before: float) -> Iterator[str]:
        """Yield the names of uploads whose folders were made before a moment (Unix time)."""
        yield from _older((self.root / "uploads").glob("??/*"), before)

    def aside(self) -> Path:
        """Return a fresh folder in which something can be prepared unseen."""
        folder = self.root / "aside" / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        return folder

    def place(self, source: Path, target: Path) -> None:
        """Move a prepared folder to its place, durably and whole. Raises OSError if the place is taken.

        A move is one change of the file system: what is known to have come is gone from where it was.
        """
        _make(target.parent)
        source.rename(target)
        sync(target.parent)

    @contextmanager
    def making(self, handle: str) -> Iterator[None]:
        """Keep others from making uploads with this handle, and some more, until the block ends."""
        parent = self.upload(handle).parent
        _make(parent)
        descriptor = os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def take(self, folder: Path) -> Path:
        """Take a folder out of its place in one step, to be deleted at leisure. Raises FileNotFoundError."""
        doomed = self.root / "aside" / secrets.token_hex(16)
        folder.rename(doomed)
        sync(folder.parent)
        return doomed

    def visit(self, name: str, visitor: Callable[[Path], T]) -> T:
        """Call with the folder of an upload or blob, wherever it is. Raises FileNotFoundError.

        An upload moves once, when it completes: if it is gone from the first place, it is in the second.
        """
        for place in (self.upload, self.blob):
            with suppress(FileNotFoundError):
                return visitor(place(name))
        raise FileNotFoundError(name)

    def tidy(self, *, before: float) -> None:
        """Delete what a process that died left aside, if untouched since this moment (Unix time)."""
        for folder in (self.root / "aside").iterdir():
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _older(folders: Iterable[Path], before: float) -> Iterator[str]:
    for folder in folders:
        # What is removed meanwhile is none.
        with suppress(FileNotFoundError):
            if _NAME.fullmatch(folder.name) and folder.stat().st_mtime < before:
                yield folder.name


def _make(folder: Path) -> None:
    """Make a folder and those above it, durably."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        sync(each.parent)


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)


def sync(folder: Path) -> None:
    """Make the entries of a folder survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
