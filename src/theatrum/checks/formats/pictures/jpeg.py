"""Inspects JPEG: the segments before the pixels with EXIF, XMP, IPTC and comments, and what stands behind them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.pictures.exif import note_picture, tell_exif
from theatrum.checks.formats.tiff.embedded import tell_photoshop, tell_xmp
from theatrum.checks.formats.tiff.texts import readable
from theatrum.checks.formats.told import Telling
from theatrum.checks.formats.truncation import note_cut
from theatrum.checks.formats.window import Window

_START, _SCAN, _END, _COMMENT = 0xD8, 0xDA, 0xD9, 0xFE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_APPLICATIONS = range(0xE0, 0xF0)
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_LONG_XMP, _PHOTOSHOP = b"http://ns.adobe.com/xmp/extension/\0", b"Photoshop 3.0\0"
_PLAIN = (b"ICC_PROFILE\0", b"Adobe\0", b"JFIF\0")
_TAIL = 64 * 1024
_MOST_XMP = 16 * 1024 * 1024


@dataclass(slots=True)
class Segment:
    """A part of the file with a meaning: its marker and its content."""

    marker: int
    offset: int
    content: bytes = field(repr=False)


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a JPEG. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    telling = Telling(notes)
    window = Window(file)
    long_xmp: list[bytes] = []
    end = 0
    for segment in _segments(window, telling):
        end = segment.offset + len(segment.content)
        _tell(segment, telling, long_xmp)
    if long_xmp:
        tell_xmp(b"".join(long_xmp), "XMP extension", telling)
    _tell_tail(file, end, telling)
    notes.was_full = notes.asked.is_full


def _segments(window: Window, telling: Telling) -> Iterator[Segment]:
    """Yield segments up to the pixels, that one included."""
    if window.read_at(0, 2) != b"\xff\xd8":
        raise Unreadable("byte 0", "it does not begin as JPEG does")
    offset = 2
    while True:
        telling.notes.budget.spend(structures=1)
        place = f"byte {offset}"
        head = window.exactly(offset, 2, place)
        if head[0] != 0xFF:
            raise Unreadable(place, "a segment does not begin where one must")
        marker = head[1]
        if marker == 0xFF:  # fills up
            offset += 1
        elif marker in _ALONE:
            offset += 2
        elif marker == _END:
            return
        else:
            length = int.from_bytes(window.exactly(offset + 2, 2, place), "big")
            if length < 2:
                raise Unreadable(place, "the length of a segment cannot be true")
            yield Segment(marker, offset + 4, window.exactly(offset + 4, length - 2, place))
            offset += 2 + length
            if marker == _SCAN:
                return


def _tell(segment: Segment, telling: Telling, long_xmp: list[bytes]) -> None:
    content, place = segment.content, f"segment at byte {segment.offset - 4}"
    if segment.marker in _FRAMES and len(content) >= 5:
        height, width = int.from_bytes(content[1:3], "big"), int.from_bytes(content[3:5], "big")
        telling.notes.fact("SIZE_X", width)
        telling.notes.fact("SIZE_Y", height)
        note_picture(telling, "photo", "picture", (width, height))
    elif segment.marker == _COMMENT:
        telling.text(place, "comment", readable(content) or content.decode("latin-1"))
    elif segment.marker not in _APPLICATIONS or content.startswith(_PLAIN):
        return
    elif content.startswith(_EXIF):
        tell_exif(content[len(_EXIF) :], telling)
    elif content.startswith(_XMP):
        tell_xmp(content[len(_XMP) :], "XMP", telling)
    elif content.startswith(_LONG_XMP):
        # A digest of 32 bytes, the whole length and where this part belongs: parts come in order.
        if sum(map(len, long_xmp)) < _MOST_XMP:
            long_xmp.append(content[len(_LONG_XMP) + 40 :])
    elif content.startswith(_PHOTOSHOP):
        tell_photoshop(content[len(_PHOTOSHOP) :], place, telling)
    else:
        telling.text(place, f"APP{segment.marker - 0xE0}", readable(content))


def _tell_tail(file: Bytes, pixels: int, telling: Telling) -> None:
    """Look at what stands behind the mark of the end: cameras and phones append more."""
    start = max(pixels, file.size - (file.size if telling.notes.asked.is_full else _TAIL))
    while start < file.size:
        tail = file.read_at(start, _TAIL)
        place = tail.find(b"\xff\xd9")
        if place >= 0:
            behind = file.read_at(start + place + 2, min(_TAIL, file.size - start - place - 2))
            telling.text(f"byte {start + place + 2}", "behind the picture", readable(behind))
            return
        start += max(1, len(tail) - 1)
        if len(tail) < 2:
            break
    note_cut(telling.notes, "the mark of the picture's end is missing")
