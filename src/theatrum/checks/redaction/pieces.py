"""What a cleaned copy consists of: stretches of the original, new bytes, and zeros. Offsets and lengths in bytes.

A plan is made of the original alone, so a copy is written once, in order, and what is taken out never reaches its disk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes of the original, unchanged."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class New:
    """Bytes that the original does not have."""

    content: bytes = field(repr=False)

    @property
    def length(self) -> int:
        """How many bytes they are."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Zeros:
    """Zeros in the place of what was taken out."""

    length: int


Piece = Kept | New | Zeros


class Tangled(Exception):
    """Bytes that would change belong to two things: no edit in place does right by both. ``offset`` is where."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"byte {offset}")
        self.offset = offset


@dataclass(slots=True)
class Edits:
    """Changes in place of a file of ``size`` bytes, and what is put behind its end."""

    size: int
    _changes: list[tuple[int, bytes | int]] = field(default_factory=list, repr=False)
    _behind: bytearray = field(default_factory=bytearray, repr=False)

    def put(self, offset: int, content: bytes) -> None:
        """Have bytes written over those at an offset. Raises Tangled outside of the file."""
        self._add(offset, content, len(content))

    def blank(self, offset: int, length: int) -> None:
        """Have zeros written over bytes. Raises Tangled outside of the file."""
        self._add(offset, length, length)

    def append(self, content: bytes) -> int:
        """Put bytes behind the end, on a word boundary, and return their offset."""
        self._behind += bytes((self.size + len(self._behind)) % 2)
        offset = self.size + len(self._behind)
        self._behind += content
        return offset

    def _add(self, offset: int, change: bytes | int, length: int) -> None:
        if offset < 0 or offset + length > self.size:
            raise Tangled(offset)
        if length:
            self._changes.append((offset, change))

    def pieces(self) -> tuple[Piece, ...]:
        """Return the whole copy, in order. Raises Tangled where a new text and something else meet."""
        pieces: list[Piece] = []
        at = 0
        for offset, change in _apart(self._changes):
            if offset > at:
                pieces.append(Kept(at, offset - at))
            pieces.append(Zeros(change) if isinstance(change, int) else New(change))
            at = offset + pieces[-1].length
        if at < self.size:
            pieces.append(Kept(at, self.size - at))
        if self._behind:
            pieces.append(New(bytes(self._behind)))
        return tuple(pieces)

    def must_spare(self, offsets: npt.NDArray[np.uint64], lengths: npt.NDArray[np.uint64]) -> None:
        """Hold the changes against stretches that stay as they are: pixel data. Raises Tangled where they meet."""
        changes = list(_apart(self._changes))
        if not changes or not offsets.size:
            return
        starts = np.array([offset for offset, _ in changes], dtype=np.uint64)
        ends = np.array([offset + _length(change) for offset, change in changes], dtype=np.uint64)
        next_change = np.searchsorted(ends, offsets, side="right")
        padded = np.append(starts, np.uint64(np.iinfo(np.uint64).max))
        meets = (padded[next_change] < offsets + lengths) & (lengths > 0)
        if meets.any():
            raise Tangled(int(offsets[meets][0]))


def _apart(changes: Sequence[tuple[int, bytes | int]]) -> Iterator[tuple[int, bytes | int]]:
    """Yield changes in order, none over another; zeros that meet are put together. Raises Tangled."""
    held: tuple[int, bytes | int] | None = None
    for offset, change in sorted(changes, key=lambda one: one[0]):
        if held is None:
            held = offset, change
            continue
        end = held[0] + _length(held[1])
        if offset >= end:
            yield held
            held = offset, change
        elif isinstance(held[1], int) and isinstance(change, int):
            held = held[0], max(end, offset + change) - held[0]
        elif held != (offset, change):
            raise Tangled(offset)
    if held is not None:
        yield held


def _length(change: bytes | int) -> int:
    return change if isinstance(change, int) else len(change)


def size_of(pieces: Sequence[Piece]) -> int:
    """Return how many bytes a copy has."""
    return sum(piece.length for piece in pieces)


def kept_at(pieces: Sequence[Piece], offset: int) -> int | None:
    """Return where in the copy a byte of the original is, None where it is not kept."""
    at = 0
    for piece in pieces:
        if isinstance(piece, Kept) and piece.offset <= offset < piece.offset + piece.length:
            return at + offset - piece.offset
        at += piece.length
    return None
