"""A process whose disk work stops at a chosen call: by kill -9, in the middle of a write, or by a power failure.

A power failure takes back, before the end, everything that was not made durable by an fsync: writes,
new files and folders, and renames. That is stricter than most file systems are.
"""

import os
import shutil
import signal
import stat
import threading
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

Undo = Callable[[], None]


class Failure(StrEnum):
    """How the process ends."""

    KILLED = "killed"
    TORN_WRITE = "torn write"
    POWER_CUT = "power cut"


class FailingDisk:
    """Replaces the calls of ``os`` that change a disk; for a process that is going to die."""

    def __init__(self, failure: Failure, at: int) -> None:
        self._failure = failure
        self._left = at
        self._lock = threading.RLock()
        self._volatile: list[tuple[set[tuple[int, int]], Undo]] = []
        self._real = {name: getattr(os, name) for name in _REPLACED}

    def install(self) -> None:
        """Take the place of the real calls."""
        for name in _REPLACED:
            setattr(os, name, self._counted(name))

    def _counted(self, name: str) -> Callable[..., Any]:
        replacement = getattr(self, f"_{name}")

        def call(*arguments: Any, **options: Any) -> Any:
            with self._lock:
                if name == "open" and not arguments[1] & os.O_CREAT:
                    return self._real["open"](*arguments, **options)
                self._left -= 1
                if self._left == 0:
                    self._end(name, arguments)
                return replacement(*arguments, **options)

        return call

    def _end(self, name: str, arguments: tuple[Any, ...]) -> NoReturn:
        if self._failure is Failure.TORN_WRITE and name == "pwrite":
            descriptor, content, offset = arguments
            self._real["pwrite"](descriptor, bytes(content)[: len(content) // 2], offset)
        if self._failure is Failure.POWER_CUT:
            for _, undo in reversed(self._volatile):
                undo()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("survived SIGKILL")

    def _remember(self, inodes: set[tuple[int, int]], undo: Undo) -> None:
        if self._failure is Failure.POWER_CUT:
            self._volatile.append((inodes, undo))

    def _reopened(self, descriptor: int) -> int:
        """Open the file once more: a dup would share, and so keep, the locks of the first."""
        return int(self._real["open"](f"/proc/self/fd/{descriptor}", os.O_RDWR))

    def _pwrite(self, descriptor: int, content: Any, offset: int) -> int:
        size = os.fstat(descriptor).st_size
        before = os.pread(descriptor, len(content), offset)
        kept = self._reopened(descriptor)

        def undo() -> None:
            self._real["pwrite"](kept, before, offset)
            self._real["ftruncate"](kept, size)

        self._remember({_inode(descriptor)}, undo)
        return int(self._real["pwrite"](descriptor, content, offset))

    def _ftruncate(self, descriptor: int, size: int) -> None:
        before, kept = os.fstat(descriptor).st_size, self._reopened(descriptor)
        self._remember({_inode(descriptor)}, lambda: self._real["ftruncate"](kept, before))
        self._real["ftruncate"](descriptor, size)

    def _fsync(self, descriptor: int) -> None:
        # The real disk is not asked: its power is not what fails here.
        synced = _inode(descriptor)
        for inodes, _ in self._volatile:
            inodes.discard(synced)
        self._volatile = [(inodes, undo) for inodes, undo in self._volatile if inodes]

    _fdatasync = _fsync

    def _open(self, path: Any, *arguments: Any, **options: Any) -> int:
        fresh = not Path(path).exists()
        descriptor = int(self._real["open"](path, *arguments, **options))
        if fresh:
            self._remember({_inode(Path(path).parent)}, lambda: _if_there(self._real["unlink"], path))
        return descriptor

    def _mkdir(self, path: Any, *arguments: Any, **options: Any) -> None:
        self._real["mkdir"](path, *arguments, **options)
        self._remember({_inode(Path(path).parent)}, lambda: shutil.rmtree(path, ignore_errors=True))

    def _rename(self, source: Any, target: Any) -> None:
        # A move is one change: it is undone, or it has happened in both folders (ADR 0005).
        self._real["rename"](source, target)
        self._remember({_inode(Path(target).parent)}, lambda: self._real["rename"](target, source))

    def _unlink(self, *arguments: Any, **options: Any) -> None:
        self._real["unlink"](*arguments, **options)

    def _rmdir(self, *arguments: Any, **options: Any) -> None:
        self._real["rmdir"](*arguments, **options)


_REPLACED = ("pwrite", "ftruncate", "fsync", "fdatasync", "open", "mkdir", "rename", "unlink", "rmdir")


def _if_there(act: Callable[[Any], None], path: Any) -> None:
    if os.path.lexists(path):
        act(path)


def _inode(what: Any) -> tuple[int, int]:
    found = os.fstat(what) if isinstance(what, int) else Path(what).stat()
    assert not stat.S_ISLNK(found.st_mode)
    return found.st_dev, found.st_ino
