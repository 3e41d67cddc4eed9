"""A long member of a compressed archive, read once from its beginning to its end, as its archive is unpacked."""

import zlib
from dataclasses import dataclass, field

from theatrum.checks.formats.archives.sources import Source
from theatrum.checks.formats.bytes import Bytes, Counted
from theatrum.checks.formats.errors import BeyondSample

_HEAD, _PIECE = 256 * 1024, 64 * 1024


@dataclass(slots=True)
class Forward:
    """The bytes that come next in a source. The first ones are kept; behind them there is no way back."""

    source: Source
    size: int
    checksum: int = 0
    _head: bytes = field(default=b"", repr=False)
    _at: int = 0

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``. Raises BeyondSample for what was passed already, and what the source raises."""
        length = min(length, self.size - offset)
        if offset < 0 or length <= 0:
            return b""
        if not self._head:
            self._head = self._taken(min(_HEAD, self.size))
        if offset + length <= len(self._head):
            return self._head[offset : offset + length]
        if offset < self._at:
            kept = self._head[offset:]
            if not kept or self._at != len(self._head):
                raise BeyondSample
            return kept + self._taken(length - len(kept))
        self._pass(offset)
        return self._taken(length)

    def finish(self) -> tuple[int, int]:
        """Read what is left; return how many bytes there were in all, and their checksum."""
        self._pass(self.size)
        return self._at + len(self.source.take(1)), self.checksum

    def _pass(self, offset: int) -> None:
        while self._at < offset and self._taken(min(_PIECE, offset - self._at)):
            continue

    def _taken(self, length: int) -> bytes:
        taken = self.source.take(length)
        self._at += len(taken)
        self.checksum = zlib.crc32(taken, self.checksum)
        return taken


def is_forward(file: Bytes) -> bool:
    """Say whether bytes can be read once only."""
    return isinstance(file, Forward) or (isinstance(file, Counted) and is_forward(file.of))
