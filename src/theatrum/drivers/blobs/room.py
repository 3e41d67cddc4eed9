"""How much room is left: the quota of the store, and the free space that the disk must keep.

What is taken is a number in one file, changed under a lock that every process of the installation
shares. It is charged before bytes are written, so a crash can leave it too high, never too low;
``recount`` puts it right from the disk. Beside it stands all that was ever charged: the difference
tells a recount what came while it was counting, so that nobody has to wait for it.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from theatrum.drivers.blobs.errors import StoreFull
from theatrum.drivers.blobs.folders import RECORD
from theatrum.drivers.blobs.record import PartState, Record

_COUNTER = struct.Struct("<qq")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Room:
    """The room of one local store. ``quota`` 0 is no quota; ``reserve`` bytes of the disk stay free."""

    def __init__(self, root: Path, *, quota: int, reserve: int) -> None:
        self._root = root
        self._quota = quota
        self._reserve = reserve
        if not self._file.exists():
            self.recount()

    @property
    def taken(self) -> int:
        """Bytes that uploads and blobs take together."""
        with self._counter() as descriptor:
            return _read(descriptor)[0]

    def require(self, needed: int) -> None:
        """Raise StoreFull if so many more bytes do not fit; sets nothing aside."""
        self._check(needed, taken=self.taken)

    def charge(self, needed: int) -> None:
        """Take so many bytes. Raises StoreFull."""
        with self._counter() as descriptor:
            taken, ever = _read(descriptor)
            self._check(needed, taken=taken)
            _write(descriptor, taken + needed, ever + needed)

    def refund(self, returned: int) -> None:
        """Give so many bytes back."""
        with self._counter() as descriptor:
            taken, ever = _read(descriptor)
            _write(descriptor, max(0, taken - returned), ever)

    def recount(self) -> int:
        """Set what is taken to what the disk holds, and return it: at start, or after a restore."""
        with self._counter() as descriptor:
            _, before = _read(descriptor)
        counted = sum(charged(path.parent) for path in self._records())
        with self._counter() as descriptor:
            _, ever = _read(descriptor)
            total = counted + ever - before
            _write(descriptor, total, ever)
        return total

    @property
    def _file(self) -> Path:
        return self._root / "usage"

    def _records(self) -> Iterator[Path]:
        yield from self._root.glob(f"uploads/*/*/{RECORD}")
        yield from self._root.glob(f"blobs/*/*/*/{RECORD}")

    def _check(self, needed: int, *, taken: int) -> None:
        if self._quota and taken + needed > self._quota:
            raise StoreFull(needed=needed, reason=f"{taken} of {self._quota} bytes of the quota are taken")
        disk = os.statvfs(self._root)
        free = disk.f_bavail * disk.f_frsize - self._reserve
        if needed > free:
            raise StoreFull(needed=needed, reason=f"the disk has {max(0, free)} bytes left for files")

    @contextmanager
    def _counter(self) -> Iterator[int]:
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def charged(folder: Path) -> int:
    """Return the bytes that an upload or a blob was charged: every part that was ever begun."""
    try:
        with Record.open(folder / RECORD) as record:
            slots = enumerate(record.parts(), start=1)
            return sum(record.plan.length(number) for number, slot in slots if slot.state != PartState.EMPTY)
    except FileNotFoundError:
        return 0


@contextmanager
def full_disk_told(needed: int) -> Iterator[None]:
    """Turn the operating system's "no space left" into StoreFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(needed=needed, reason="the disk is full") from error
        raise


def _read(descriptor: int) -> tuple[int, int]:
    raw = os.pread(descriptor, _COUNTER.size, 0)
    if len(raw) != _COUNTER.size:
        return 0, 0
    taken, ever = _COUNTER.unpack(raw)
    return taken, ever


def _write(descriptor: int, taken: int, ever: int) -> None:
    os.pwrite(descriptor, _COUNTER.pack(taken, ever), 0)
