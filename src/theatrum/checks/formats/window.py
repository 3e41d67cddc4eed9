"""Bytes read through a window: many small reads near each other cost one read of the file."""

from dataclasses import dataclass, field

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import BeyondSample, Unreadable

WINDOW = 64 * 1024


@dataclass(slots=True)
class Window:
    """The last stretch of a file that was read. A range read of an object store costs as much as many bytes."""

    of: Bytes
    length: int = WINDOW
    _start: int = 0
    _held: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> int:
        """How many bytes the file has."""
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        """Return bytes from an offset; fewer where the file ends first. Raises OSError and BudgetSpent."""
        if length > self.length:
            return self.of.read_at(offset, length)
        if offset < self._start or offset + length > self._start + len(self._held):
            self._start, self._held = offset, self._read(offset, length)
        return self._held[offset - self._start : offset - self._start + length]

    def _read(self, offset: int, length: int) -> bytes:
        try:
            return self.of.read_at(offset, self.length)
        except BeyondSample:
            # Of what is only a sample no more is read than is needed.
            return self.of.read_at(offset, length)

    def exactly(self, offset: int, length: int, place: str) -> bytes:
        """Return bytes from an offset, all of them. Raises Unreadable where the file ends first."""
        found = self.read_at(offset, length)
        if len(found) < length:
            raise Unreadable(place, f"the file ends at byte {self.size}, {length - len(found)} bytes too early")
        return found


def as_much(file: Bytes, offset: int, length: int) -> bytes:
    """Return bytes; of what is only a sample, as many as there are. Raises BeyondSample where there are none."""
    while True:
        try:
            return file.read_at(offset, length)
        except BeyondSample:
            if length <= 1:
                raise
            length //= 2
