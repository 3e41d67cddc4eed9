"""Where the data set of a DICOM file begins, and how it is written."""

import zlib
from dataclasses import dataclass

from theatrum.checks.formats.bytes import Budget, Bytes, Held
from theatrum.checks.formats.dicom.elements import Element, Syntax, Walk
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.window import Window

FRAMES = 200  # items of the sequence of frames that are looked into where not all are
_PREAMBLE = 128
_META = 0x0002
_TRANSFER_SYNTAX = 0x00020010
_IMPLICIT, _DEFLATED, _BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"
# Of a deflated data set; images are never so large where this is used.
_MOST_INFLATED = 32 * 1024 * 1024
_CHUNK = 256 * 1024


@dataclass(slots=True)
class Opened:
    """The elements before the data set, and the walk over it; ``transfer_syntax`` is a UID, or empty."""

    meta: list[Element]
    window: Window
    transfer_syntax: str
    walk: Walk
    content: Window


def opened(file: Bytes, budget: Budget, *, is_full: bool) -> Opened:
    """Read what stands before the data set. Raises Unreadable, BudgetSpent and OSError."""
    window = Window(file)
    has_preamble = window.read_at(_PREAMBLE, 4) == b"DICM"
    offset = _PREAMBLE + 4 if has_preamble else 0
    meta: list[Element] = []
    uid = ""
    if window.read_at(offset, 2) == b"\2\0":
        walk = Walk(window, budget, offset, Syntax(), frames=FRAMES, only_group=_META)
        for element in walk.elements():
            meta.append(element)
            if element.tag == _TRANSFER_SYNTAX:
                uid = (
                    window.exactly(element.offset, min(element.length, 64), element.place)
                    .decode("latin-1")
                    .strip(" \0")
                )
        offset = walk.offset
    elif not has_preamble and not _may_begin(window.read_at(0, 8)):
        raise Unreadable("byte 0", "no data set of DICOM begins here")
    content = window
    if uid == _DEFLATED:
        content, offset = Window(Held(_inflated(file, offset, budget))), 0
    syntax = _syntax(uid, content.read_at(offset, 8))
    walk = Walk(content, budget, offset, syntax, frames=1 << 31 if is_full else FRAMES, is_full=is_full)
    return Opened(meta, window, uid, walk, content)


def _may_begin(head: bytes) -> bool:
    """Say whether this may be the first element of a data set without preamble: of group 8, as all images begin."""
    return len(head) == 8 and (head[:2] in (b"\x08\0", b"\0\x08") or head[:2] == b"\4\0") and head[3] <= 0x20


def _syntax(uid: str, head: bytes) -> Syntax:
    """Files say what they are not: whether types are written is seen at the first element."""
    is_big = uid == _BIG or (not uid and head[:2] == b"\0\x08")
    looks_explicit = head[4:6].isalpha() and head[4:6].isupper()
    return Syntax(is_explicit=looks_explicit if head else uid != _IMPLICIT, is_big=is_big)


def _inflated(file: Bytes, offset: int, budget: Budget) -> bytes:
    parts, size = [], 0
    packer = zlib.decompressobj(-zlib.MAX_WBITS)
    while not packer.eof and size < _MOST_INFLATED:
        packed = packer.unconsumed_tail or file.read_at(offset, _CHUNK)
        offset += 0 if packer.unconsumed_tail else len(packed)
        if not packed:
            break
        try:
            part = packer.decompress(packed, _CHUNK)
        except zlib.error:
            raise Unreadable("data set", "it is compressed, and the compression is damaged") from None
        budget.spend(bytes=len(part), structures=1)
        size += len(part)
        parts.append(part)
    return b"".join(parts)
