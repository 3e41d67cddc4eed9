"""Reads of a few bytes here and there, put together into few larger ones: over a network each read is a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from theatrum.checks.formats.bytes import Bytes, foresee

AHEAD = 4096  # a directory with its short values
RUN = 64 * 1024  # where one directory follows another
GAP = 16 * 1024  # bytes that are read in vain sooner than in another read
_HELD = 8
_LARGEST_HELD = 1024**2


@dataclass(slots=True)
class Near:
    """Bytes whose neighbours are read with them and kept for a while. ``reads`` counts what the file was asked."""

    of: Bytes
    reads: int = 0
    windows: list[tuple[int, bytes]] = field(default_factory=list, repr=False)

    @property
    def size(self) -> int:
        """See ``Bytes``."""
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        if length <= 0 or not 0 <= offset < self.size:
            return b""
        length = min(length, self.size - offset)
        held = self._held(offset, length)
        return self._load(offset, length)[:length] if held is None else held

    def has(self, offset: int, length: int) -> bool:
        """Say whether bytes are at hand: reading them asks the file nothing."""
        return self._held(offset, length) is not None

    def fetch(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Read what is near each other in one go; each range is an offset and a length. Long ones stay for later."""
        start = end = -1
        for offset, length in sorted(ranges):
            if self.has(offset, length) or length > _LARGEST_HELD or not 0 <= offset < self.size:
                continue
            if start >= 0 and offset <= end + GAP and offset + length - start <= _LARGEST_HELD:
                end = max(end, offset + length)
                continue
            self._gather(start, end)
            start, end = offset, offset + length
        self._gather(start, end)

    def foresee(self, places: Iterable[tuple[int, int]]) -> None:
        """Tell the file where directories are that will be read next; nothing is read of a file on disk."""
        foresee(self.of, [(start, length) for start, length in places if not self.has(start, 1)])

    def _gather(self, start: int, end: int) -> None:
        if start >= 0:
            self.read_at(start, end - start)

    def _held(self, offset: int, length: int) -> bytes | None:
        for start, window in self.windows:
            if start <= offset and offset + length <= start + len(window):
                return window[offset - start : offset - start + length]
        return None

    def _load(self, offset: int, length: int) -> bytes:
        follows = any(0 <= offset - start - len(window) < GAP for start, window in self.windows)
        self.reads += 1
        window = self.of.read_at(offset, max(length, RUN if follows else AHEAD))
        if len(window) <= _LARGEST_HELD:
            self.windows = [*self.windows[1 - _HELD :], (offset, window)]
        return window
