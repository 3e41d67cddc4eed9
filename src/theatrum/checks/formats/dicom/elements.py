"""Elements of a DICOM data set one after another, sequences included, without recursion and without trust.

A library would read what a length says; here a length is held against the file and the sequence it stands in first.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.dicom.dictionary import vr_of
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.window import Window

UNDEFINED = 0xFFFFFFFF
DEEPEST = 32
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
FRAMES = 0x52009230  # the sequence that has an item a frame: a slide has hundred thousands
TAIL = 64 * 1024
_END_BYTES = b"\xfe\xff\xdd\xe0\0\0\0\0"
_ITEM_BYTES = b"\xfe\xff\x00\xe0"
# How long the field of a value's length is: four bytes, or two.
_LONG = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"])
SHORT = frozenset(
    [
        "AE",
        "AS",
        "AT",
        "CS",
        "DA",
        "DS",
        "DT",
        "FD",
        "FL",
        "IS",
        "LO",
        "LT",
        "PN",
        "SH",
        "SL",
        "SS",
        "ST",
        "TM",
        "UI",
        "UL",
        "US",
    ]
)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How elements are written."""

    is_explicit: bool = True
    is_big: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """An element: ``offset`` and ``length`` are of its value in bytes; the length of most sequences is ``UNDEFINED``.

    ``parents`` are the tags of the sequences it stands in, ``items`` the numbers of the items there.
    """

    tag: int
    vr: str
    offset: int
    length: int
    syntax: Syntax
    parents: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, such as ``(0040,0275)[0](0008,1110)``."""
        outer = "".join(f"{tagged(tag)}[{item}]" for tag, item in zip(self.parents, self.items, strict=True))
        return outer + tagged(self.tag)


def tagged(tag: int) -> str:
    """Return a tag as people write it."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


@dataclass(slots=True)
class _Level:
    """A data set, or the items of a sequence. ``end`` is behind its last byte, or where what is around it ends."""

    end: int
    is_items: bool
    syntax: Syntax
    is_open: bool = False  # ends with a delimiter
    parents: tuple[int, ...] = ()
    items: tuple[int, ...] = ()
    count: int = 0


@dataclass(slots=True)
class Walk:
    """A walk over a data set, or over the elements of ``only_group`` that stand before it.

    ``frames`` is how many items of the sequence of frames are looked into. Fragments of compressed pixels are gone over
    one by one where ``is_full``; else the walk goes on behind the mark of their end, which stands in the file's tail.
    """

    window: Window
    budget: Budget
    offset: int
    syntax: Syntax
    frames: int
    is_full: bool = False
    only_group: int | None = None
    _levels: list[_Level] = field(default_factory=list)

    def elements(self) -> Iterator[Element]:
        """Yield elements in their order, sequences before what is in them. Raises Unreadable and BudgetSpent.

        Pixels are yielded and passed over.
        """
        self._levels = [_Level(self.window.size, is_items=False, syntax=self.syntax)]
        while self._levels:
            level = self._levels[-1]
            if self.offset >= level.end and not (level.is_open and self._cut(level)):
                self._levels.pop()
            elif level.is_items:
                self._item(level)
            elif not level.parents and self._is_padding():
                return
            else:
                element = self._element(level)
                if element is None:
                    continue
                yield element
                self._enter(level, element)

    def _is_padding(self) -> bool:
        """Files may be filled up with zeros: no data set has an element of that kind."""
        return not self.window.read_at(self.offset, 8).strip(b"\0")

    def _cut(self, level: _Level) -> bool:
        place = "".join(tagged(tag) for tag in level.parents)
        raise Unreadable(place, "a sequence has no end")

    def _head(self, level: _Level) -> tuple[int, bytes]:
        self.budget.spend(structures=1)
        place = "".join(tagged(tag) for tag in level.parents) or f"byte {self.offset}"
        head = self.window.exactly(self.offset, 8, place)
        group, number = struct.unpack(">HH" if level.syntax.is_big else "<HH", head[:4])
        return group << 16 | number, head[4:]

    def _item(self, level: _Level) -> None:
        tag, rest = self._head(level)
        length = _number(rest, level.syntax)
        self.offset += 8
        if tag == SEQUENCE_END:
            self._levels.pop()
            return
        where = tagged(level.parents[-1])
        if tag != ITEM:
            raise Unreadable(where, "something that is no item stands in a sequence")
        number, level.count = level.count, level.count + 1
        is_open = length == UNDEFINED
        end = level.end if is_open else self._end(level, length, where)
        if level.parents[-1] == FRAMES and number >= self.frames and not is_open:
            self.offset = end
            return
        inner = _Level(end, is_items=False, syntax=level.syntax, is_open=is_open)
        inner.parents, inner.items = level.parents, (*level.items, number)
        self._levels.append(inner)

    def _element(self, level: _Level) -> Element | None:
        tag, rest = self._head(level)
        if tag == ITEM_END and level.parents:
            # Some programs end items of known length so, too.
            self.offset += 8
            if level.is_open:
                self._levels.pop()
            return None
        if not level.parents and self.only_group not in (None, tag >> 16):
            self._levels.clear()
            return None
        if tag >> 16 == ITEM >> 16:
            raise Unreadable(f"byte {self.offset}", "a delimiter stands where an element belongs")
        vr, length, size = self._vr(tag, rest, level)
        self.offset += size
        syntax = level.syntax
        if vr == "UN" and (length == UNDEFINED or self._is_sequence(length)):
            # A sequence of unknown type is always written without types inside.
            vr, syntax = "SQ", Syntax(is_explicit=False)
        return Element(tag, vr, self.offset, length, syntax, level.parents, level.items)

    def _is_sequence(self, length: int) -> bool:
        return length >= 8 and self.window.read_at(self.offset, 4) == _ITEM_BYTES

    def _vr(self, tag: int, rest: bytes, level: _Level) -> tuple[str, int, int]:
        """Return VR, length of the value, and size of what stands before the value."""
        syntax = level.syntax
        if not syntax.is_explicit:
            return vr_of(tag), _number(rest, syntax), 8
        vr = rest[:2].decode("latin-1")
        if vr in SHORT:
            return vr, int.from_bytes(rest[2:4], "big" if syntax.is_big else "little"), 8
        if vr not in _LONG and not (vr.isascii() and vr.isupper() and vr.isalpha()):
            raise Unreadable(tagged(tag), "its type (VR) is none that DICOM has")
        # Types that come with later editions of the standard have long lengths too.
        return vr, _number(self.window.exactly(self.offset + 8, 4, tagged(tag)), syntax), 12

    def _enter(self, level: _Level, element: Element) -> None:
        """Go behind an element, or into a sequence."""
        if element.vr != "SQ":
            if element.length != UNDEFINED:
                self.offset = self._end(level, element.length, element.place)
            elif level.parents or self.is_full:
                self._pass_fragments(element)
            else:
                self._pass_to_tail(element)
            return
        if len(element.parents) >= DEEPEST:
            raise Unreadable(element.place, f"sequences stand in each other more than {DEEPEST} deep")
        is_open = element.length == UNDEFINED
        end = level.end if is_open else self._end(level, element.length, element.place)
        inner = _Level(end, is_items=True, syntax=element.syntax, is_open=is_open)
        inner.parents, inner.items = (*element.parents, element.tag), element.items
        self._levels.append(inner)

    def _pass_to_tail(self, element: Element) -> None:
        start = max(self.offset, self.window.size - TAIL)
        place = self.window.of.read_at(start, TAIL).find(_END_BYTES)
        if place < 0:
            raise Unreadable(element.place, "compressed pixels have no mark of their end: the file is cut off")
        self.offset = start + place + len(_END_BYTES)

    def _pass_fragments(self, element: Element) -> None:
        """Go over the fragments of compressed pixels."""
        while True:
            self.budget.spend(structures=1)
            group, number, length = struct.unpack("<HHI", self.window.exactly(self.offset, 8, element.place))
            self.offset += 8
            if group << 16 | number == SEQUENCE_END:
                return
            if group << 16 | number != ITEM or length == UNDEFINED:
                raise Unreadable(element.place, "fragments of a picture are damaged")
            self.offset += length

    def _end(self, level: _Level, length: int, place: str) -> int:
        end = self.offset + length
        if end > level.end:
            raise Unreadable(place, f"its length leads {end - level.end} bytes too far")
        return end


def _number(data: bytes, syntax: Syntax) -> int:
    return int.from_bytes(data[:4], "big" if syntax.is_big else "little")
