"""Bytes of a file from its beginning on, compressed by gzip or not, and the lines in them; each counted."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.window import as_much

GZIP = b"\x1f\x8b"
CHUNK = 128 * 1024
LONGEST_LINE = 1024 * 1024


class Flow(Protocol):
    """Bytes one after another."""

    def read(self) -> bytes:
        """Return the next bytes, at most ``CHUNK``; none at the end. Raises Unreadable, BudgetSpent and OSError."""


@dataclass(slots=True)
class Plain:
    """A file as it is stored."""

    of: Bytes
    offset: int = 0

    def read(self) -> bytes:
        """See ``Flow``."""
        found = _chunk(self.of, self.offset)
        self.offset += len(found)
        return found


@dataclass(slots=True)
class Inflated:
    """What members of gzip hold, one after another. Checksums and lengths of each are held against the content."""

    of: Bytes
    budget: Budget
    offset: int = 0
    members: int = 0
    _packer: "zlib._Decompress | None" = None
    _packed: bytes = field(default=b"", repr=False)

    def read(self) -> bytes:
        """See ``Flow``. What is made by decompressing counts as read."""
        while self._packer or self._begin():
            self._fill()
            packer = self._packer
            if packer is None:
                continue
            found = self._inflated(packer)
            if packer.eof:
                self._packed, self._packer = packer.unused_data, None
            if found:
                self.budget.spend(bytes=len(found))
                return found
        return b""

    def _inflated(self, packer: "zlib._Decompress") -> bytes:
        try:
            found = packer.decompress(self._packed, CHUNK)
        except zlib.error:
            raise Unreadable(f"byte {self.offset}", "the compression is damaged") from None
        self._packed = packer.unconsumed_tail
        return found

    def _begin(self) -> bool:
        """Begin the next member; False at the end. Some programs fill the end of a file up with zeros."""
        self._fill()
        self._packed = self._packed if self.members == 0 else self._packed.lstrip(b"\0")
        while self.members and not self._packed and self._more():
            self._packed = self._packed.lstrip(b"\0")
        if not self._packed:
            return False
        if len(self._packed) == 1:
            self._more()
        if not self._packed.startswith(GZIP):
            raise Unreadable(f"byte {self.offset - len(self._packed)}", "something that is not compressed follows")
        self.budget.spend(structures=1)
        self.members += 1
        self._packer = zlib.decompressobj(wbits=31)
        return True

    def _fill(self) -> None:
        if not self._packed and not self._more() and self._packer is not None:
            raise Unreadable(f"byte {self.offset}", "the file ends in the middle of compressed data")

    def _more(self) -> bool:
        found = _chunk(self.of, self.offset)
        self.offset += len(found)
        self._packed += found
        return bool(found)


def _chunk(file: Bytes, offset: int) -> bytes:
    return as_much(file, offset, min(CHUNK, file.size - offset))


def flow_of(file: Bytes, budget: Budget) -> Flow:
    """Return the bytes of a file, decompressed where they are gzip."""
    return Inflated(file, budget) if file.read_at(0, 2) == GZIP else Plain(file)


@dataclass(slots=True)
class Taken:
    """Bytes taken off a flow in pieces of given length."""

    of: Flow
    _held: bytearray = field(default_factory=bytearray, repr=False)

    def exactly(self, length: int, place: str) -> bytes:
        """Return the next bytes, all of them. Raises Unreadable where there are fewer."""
        if not self.fill(length):
            raise Unreadable(place, f"the content ends {length - len(self._held)} bytes too early")
        found = bytes(self._held[:length])
        del self._held[:length]
        return found

    def fill(self, length: int) -> bool:
        """Say whether so many bytes follow; they are held then."""
        while len(self._held) < length:
            found = self.of.read()
            if not found:
                return False
            self._held += found
        return True

    def more(self) -> bytearray:
        """Read on, and return all that is held; ``drop`` takes its beginning off. Nothing more: the same as before."""
        self._held += self.of.read()
        return self._held

    def drop(self, length: int) -> None:
        """Take off what is held; at most all of it."""
        del self._held[:length]

    def skip(self, length: int, place: str) -> None:
        """Go over the next bytes. Raises Unreadable where there are fewer."""
        while length:
            step = min(length, CHUNK)
            self.exactly(step, place)
            length -= step


@dataclass(slots=True)
class Lines:
    """Lines of a flow, without what ends them. ``was_cut`` says, at the end, that nothing ended the last one."""

    of: Flow
    longest: int = LONGEST_LINE
    was_cut: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield each line. Raises Unreadable where one is longer than ``longest``."""
        for block in self.blocks():
            yield from block

    def blocks(self) -> Iterator[list[bytes]]:
        """Yield lines in lists, as they come. Raises as iterating does."""
        rest, count = b"", 0
        while found := self.of.read():
            lines = (rest + found).split(b"\n")
            rest = lines.pop()
            count += len(lines)
            if len(rest) > self.longest:
                raise Unreadable(f"line {count + 1}", f"this line is longer than {self.longest:,} bytes")
            yield [line.removesuffix(b"\r") for line in lines] if b"\r" in found else lines
        if rest:
            self.was_cut = True
            yield [rest]
