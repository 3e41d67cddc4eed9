"""Bytes of a file as inspectors read them: at any offset, as much as is asked for, and within a budget.

A file may be 500 GB in an object store, so nothing here reads it whole, and every read is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, runtime_checkable

from theatrum.checks.formats.errors import BeyondSample, BudgetSpent

MEBIBYTE = 1024**2


class Bytes(Protocol):
    """A file, a blob, or a part of one. Offsets and sizes in bytes."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def read_at(self, offset: int, length: int) -> bytes:
        """Return bytes from an offset; fewer where the end comes first, none behind it. Raises OSError."""


@runtime_checkable
class Foreseeing(Protocol):
    """Something that is read faster when it knows what will be asked next: a blob whose reads are requests."""

    def foresee(self, places: Sequence[tuple[int, int]]) -> None:
        """Take offsets and lengths that will be read soon, and fetch them side by side. Raises OSError."""


def foresee(file: object, places: Sequence[tuple[int, int]]) -> None:
    """Tell what will be read next, offsets and lengths, to what can make use of it."""
    if isinstance(file, Foreseeing):
        file.foresee(places)


@dataclass(slots=True)
class Stream:
    """A seekable stream; who opened it closes it."""

    stream: BinaryIO
    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        self.stream.seek(offset)
        return self.stream.read(min(length, self.size - offset))

    def foresee(self, places: Sequence[tuple[int, int]]) -> None:
        """See ``Foreseeing``."""
        foresee(self.stream, places)


@dataclass(slots=True)
class Held:
    """Bytes in memory: a small member of an archive."""

    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """See ``Bytes``."""
        return len(self.content)

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        return self.content[offset : offset + length] if offset >= 0 and length > 0 else b""


@dataclass(slots=True)
class Beginning:
    """The first bytes of something longer. What asks for more than they are gets none: it is not truncated."""

    content: bytes = field(repr=False)
    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``. Raises BeyondSample."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        if min(offset + length, self.size) > len(self.content):
            raise BeyondSample
        return self.content[offset : offset + length]


@dataclass(slots=True)
class Blocks:
    """Bytes read in blocks, the last ones kept: for who asks for many small pieces, of an object store perhaps."""

    of: Bytes
    length: int = 64 * 1024
    kept: int = 16
    _blocks: dict[int, bytes] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """See ``Bytes``."""
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``. What is longer than a block is read as it is."""
        if length > self.length:
            return self.of.read_at(offset, length)
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        first = offset // self.length
        read = self._block(first)
        if (offset + length - 1) // self.length > first and len(read) == self.length:
            read += self._block(first + 1)
        start = offset - first * self.length
        return read[start : start + length]

    def _block(self, number: int) -> bytes:
        found = self._blocks.pop(number, None)
        if found is None:
            found = self.of.read_at(number * self.length, self.length)
        self._blocks[number] = found  # the last one used stands last
        if len(self._blocks) > self.kept:
            del self._blocks[next(iter(self._blocks))]
        return found


@dataclass(slots=True)
class Part:
    """A stretch of other bytes: an uncompressed member of an archive."""

    of: Bytes
    offset: int
    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``."""
        if offset < 0 or offset >= self.size:
            return b""
        return self.of.read_at(self.offset + offset, min(length, self.size - offset))

    def foresee(self, places: Sequence[tuple[int, int]]) -> None:
        """See ``Foreseeing``."""
        foresee(self.of, [(self.offset + offset, length) for offset, length in places if offset < self.size])


@dataclass(slots=True)
class Budget:
    """What looking at one file may cost, all its members included; each is counted down.

    ``bytes`` read, or made by decompressing; ``structures`` looked at: directories, tags, records, members, groups;
    ``texts`` kept for the detectors, in characters; ``depth`` of archives in archives.
    """

    bytes: int = 64 * MEBIBYTE
    structures: int = 200_000
    texts: int = 8 * MEBIBYTE
    depth: int = 3

    def spend(self, *, bytes: int = 0, structures: int = 0, texts: int = 0) -> None:  # noqa: A002  # what is counted
        """Count down. Raises BudgetSpent."""
        self.bytes -= bytes
        self.structures -= structures
        self.texts -= texts
        for what, left in (("bytes", self.bytes), ("structures", self.structures), ("texts", self.texts)):
            if left < 0:
                raise BudgetSpent(what)


@dataclass(slots=True)
class Counted:
    """Bytes whose reading is counted against a budget."""

    of: Bytes
    budget: Budget

    @property
    def size(self) -> int:
        """See ``Bytes``."""
        return self.of.size

    def read_at(self, offset: int, length: int) -> bytes:
        """See ``Bytes``. Raises BudgetSpent."""
        read = self.of.read_at(offset, length)
        self.budget.spend(bytes=len(read))
        return read

    def foresee(self, places: Sequence[tuple[int, int]]) -> None:
        """See ``Foreseeing``; counted is what is read of it."""
        foresee(self.of, places)
