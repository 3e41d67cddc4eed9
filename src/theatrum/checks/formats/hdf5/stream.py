"""A file as h5py reads it: a stream over ``Bytes``. What fails is kept, as libhdf5 has words of its own for it."""

import io
from collections.abc import Callable

from theatrum.checks.formats.bytes import Blocks, Bytes
from theatrum.checks.formats.errors import BudgetSpent

_LARGEST = 64 * 1024**2  # one read; a chunk or a text that is larger is not worth it


class ByteStream(io.RawIOBase):
    """A read-only stream with a place. ``failure`` is what a read ended with, where one did."""

    def __init__(self, file: Bytes) -> None:
        super().__init__()
        self._file = Blocks(file, kept=64)
        self._at = 0
        self.failure: BudgetSpent | OSError | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that any place can be read."""
        return True

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.size}[whence]
        self._at = start + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # h5py hands over a memoryview
        """Fill a buffer. Raises OSError, also where the budget is spent: ``failure`` tells."""
        if len(buffer) > _LARGEST:
            raise OSError
        try:
            read = self._file.read_at(self._at, len(buffer))
        except (BudgetSpent, OSError) as failure:
            self.failure = failure
            raise OSError from failure
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)

    def settled(self, look: Callable[[], None]) -> None:
        """Do something with the file. Raises BudgetSpent where that ended it, whatever libhdf5 made of it."""
        try:
            look()
        except Exception:
            if self.failure is not None:
                raise self.failure from None
            raise
        if self.failure is not None:
            raise self.failure
