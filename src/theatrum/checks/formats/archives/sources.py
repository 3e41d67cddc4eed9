"""Bytes one after the other, from a file as it is or from one that is compressed. What is made is counted too."""

import bz2
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from theatrum.checks.formats.bytes import Budget, Bytes
from theatrum.checks.formats.errors import BeyondSample, Unreadable

_BLOCK = 1 << 16
_XZ_MEMORY = 128 * 1024**2  # what xz -9 asks for, and some


class Source(Protocol):
    """Bytes from the beginning on. ``position`` counts those that were taken or skipped."""

    position: int

    def take(self, length: int) -> bytes:
        """Return the next bytes; fewer only at the end. Raises Unreadable, BudgetSpent, OSError."""

    def skip(self, length: int) -> int:
        """Pass over bytes; return how many there were."""


@dataclass(slots=True)
class Plain:
    """A file as it is: passing over bytes costs nothing."""

    file: Bytes
    position: int = 0

    def take(self, length: int) -> bytes:
        """See ``Source``."""
        taken = self.file.read_at(self.position, length)
        self.position += len(taken)
        return taken

    def skip(self, length: int) -> int:
        """See ``Source``."""
        passed = max(0, min(length, self.file.size - self.position))
        self.position += passed
        return passed


class Unpacker(Protocol):
    """What the standard library's decompressors of bzip2 and xz have in common."""

    @property
    def eof(self) -> bool:
        """Whether one compressed stream has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before something more goes in."""

    @property
    def unused_data(self) -> bytes:
        """What follows the stream."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes."""


class Inflate:
    """The same for gzip, and for raw deflate as it stands in ZIP files."""

    def __init__(self, wbits: int) -> None:
        self._unpacker = zlib.decompressobj(wbits=wbits)

    @property
    def eof(self) -> bool:
        """See ``Unpacker``."""
        return self._unpacker.eof

    @property
    def needs_input(self) -> bool:
        """See ``Unpacker``."""
        return not self._unpacker.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """See ``Unpacker``."""
        return self._unpacker.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """See ``Unpacker``."""
        return self._unpacker.decompress(self._unpacker.unconsumed_tail + data, max_length)


_UNPACKERS: dict[str, Callable[[], Unpacker]] = {
    "gzip": lambda: Inflate(31),
    "deflate": lambda: Inflate(-15),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
}
# What a further stream begins with. None follows raw deflate.
_SIGNS = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ"}
_DAMAGE = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)


@dataclass(slots=True)
class Unpacking:
    """A compressed file, unpacked as it is asked for; several streams one after the other are one, as gzip has it.

    ``kind`` is ``gzip``, ``deflate``, ``bzip2`` or ``xz``. ``read`` counts the compressed bytes; ``rest`` those behind
    the last stream that belong to none. Who takes more than ``limit`` bytes gets BeyondSample.
    """

    file: Bytes
    kind: str
    budget: Budget
    limit: int | None = None
    position: int = 0
    read: int = 0
    rest: int = 0
    _unpacker: Unpacker | None = None
    _waiting: bytes = field(default=b"", repr=False)
    _streams: int = 0
    _is_done: bool = False

    def take(self, length: int) -> bytes:
        """See ``Source``."""
        pieces: list[bytes] = []
        missing = length
        while missing > 0 and (piece := self._next(min(missing, _BLOCK))):
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def skip(self, length: int) -> int:
        """See ``Source``."""
        missing = length
        while missing > 0 and (piece := self._next(min(missing, _BLOCK))):
            missing -= len(piece)
        return length - missing

    def _next(self, length: int) -> bytes:
        """Return some bytes, none at the end."""
        if self.limit is not None and self.position >= self.limit:
            raise BeyondSample
        while not self._is_done:
            current = self._unpacker or self._begun()
            piece = self._fed(current, length) if current else b""
            if piece:
                self.position += len(piece)
                self.budget.spend(bytes=len(piece))
                return piece
        return b""

    def _fed(self, current: Unpacker, length: int) -> bytes:
        data = b""
        if current.needs_input:
            data, self._waiting = self._waiting or self._block(), b""
        try:
            piece = current.decompress(data, length)
        except _DAMAGE as error:
            raise Unreadable(self._place(), "the compressed data are damaged") from error
        if current.eof:
            self._waiting, self._unpacker = current.unused_data, None
        elif not piece and not data:
            raise Unreadable(self._place(), "the compressed data break off")
        return piece

    def _begun(self) -> Unpacker | None:
        """Start a stream where there is one more; what is behind the last one is counted and left."""
        head = self._waiting or self._block()
        sign = _SIGNS.get(self.kind)
        if head and (self._streams == 0 or (sign and head.startswith(sign))):
            self.budget.spend(structures=1)
            self._streams += 1
            self._waiting, self._unpacker = head, _UNPACKERS[self.kind]()
            return self._unpacker
        self.rest = len(head) + self.file.size - self.read if head.strip(b"\0") else 0
        self._is_done = True
        return None

    def _block(self) -> bytes:
        block = self.file.read_at(self.read, _BLOCK)
        self.read += len(block)
        return block

    def _place(self) -> str:
        return f"byte {self.read:,} of the compressed data"
