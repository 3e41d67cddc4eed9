"""A cleaned copy as it will be, read without writing it: what a dry run lets the inspectors look at."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.redaction.pieces import New, Piece, Zeros


class Composed:
    """The bytes of a copy, from those of its original and a plan. See ``formats.bytes.Bytes``."""

    def __init__(self, of: Bytes, pieces: Sequence[Piece]) -> None:
        self._of = of
        self._pieces = pieces
        self._starts = [0, *accumulate(piece.length for piece in pieces)]

    @property
    def size(self) -> int:
        """See ``Bytes``."""
        return self._starts[-1]

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        end = min(offset + length, self.size)
        parts = []
        while 0 <= offset < end:
            number = bisect_right(self._starts, offset) - 1
            within = offset - self._starts[number]
            take = min(end - offset, self._pieces[number].length - within)
            parts.append(self._part(self._pieces[number], within, take))
            offset += take
        return b"".join(parts)

    def _part(self, piece: Piece, within: int, length: int) -> bytes:
        if isinstance(piece, Zeros):
            return bytes(length)
        if isinstance(piece, New):
            return piece.content[within : within + length]
        return self._of.read_at(piece.offset + within, length)
