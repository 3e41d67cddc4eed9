"""The new header of a DICOM file as it grows: sequences are written without lengths, so that none has to be counted."""

from dataclasses import dataclass, field

from theatrum.checks.formats.dicom.elements import UNDEFINED, Element, Syntax
from theatrum.checks.redaction.dicom import encoding
from theatrum.checks.redaction.pieces import Kept, New, Piece

_LARGE = 1024**2


@dataclass(slots=True)
class _Open:
    """A sequence that is being written: which of its items, -1 before the first, and how that is written."""

    tag: int
    syntax: Syntax
    item: int = -1


@dataclass(slots=True)
class Header:
    """Pieces of a copy. ``syntax`` is that of the data set."""

    syntax: Syntax
    pieces: list[Piece] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def inner(self) -> Syntax:
        """How elements are written where the header has come to."""
        return self._open[-1].syntax if self._open else self.syntax

    def enter(self, element: Element) -> None:
        """Come to the sequence and the item in which an element stands: ends are written, and beginnings."""
        depth = len(element.parents)
        while len(self._open) > depth or [one.tag for one in self._open] != list(element.parents[: len(self._open)]):
            self._close()
        for level, number in enumerate(element.items):
            if self._open[level].item != number:
                while len(self._open) > level + 1:
                    self._close()
                self._next_item(self._open[level], number)

    def _next_item(self, sequence: _Open, number: int) -> None:
        if sequence.item >= 0:
            self._bytes += encoding.item_end(sequence.syntax)
        for _ in range(sequence.item + 1, number):  # items that have nothing in them, or nothing any more
            self._bytes += encoding.item(sequence.syntax) + encoding.item_end(sequence.syntax)
        self._bytes += encoding.item(sequence.syntax)
        sequence.item = number

    def _close(self) -> None:
        sequence = self._open.pop()
        if sequence.item >= 0:
            self._bytes += encoding.item_end(sequence.syntax)
        self._bytes += encoding.sequence_end(sequence.syntax)

    def begin(self, element: Element) -> None:
        """Begin a sequence. One of unknown type stays one: its items are written without types."""
        is_unknown = self.inner.is_explicit and not element.syntax.is_explicit
        self._bytes += encoding.header(element.tag, "UN" if is_unknown else "SQ", UNDEFINED, self.inner)
        self._open.append(_Open(element.tag, element.syntax))

    def put(self, tag: int, vr: str, value: bytes) -> None:
        """Write an element."""
        self._bytes += encoding.element(tag, vr, value, self.inner)

    def raw(self, content: bytes) -> None:
        """Write bytes as they are."""
        self._bytes += content

    def keep(self, offset: int, length: int) -> None:
        """Have bytes of the original stand here."""
        self._flush()
        self.pieces.append(Kept(offset, length))

    def finish(self) -> None:
        """End what is open."""
        while self._open:
            self._close()
        self._flush()

    def _flush(self) -> None:
        if self._bytes:
            self.pieces.append(New(bytes(self._bytes)))
            self._bytes.clear()


def is_large(element: Element) -> bool:
    """Say whether a value is better copied than held."""
    return element.length > _LARGE
