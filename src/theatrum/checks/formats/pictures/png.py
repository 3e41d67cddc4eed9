"""Inspects PNG: every chunk but the pixels, with texts, times, EXIF and XMP."""

import re
import zlib

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.pictures.exif import note_broken, note_picture, tell_exif
from theatrum.checks.formats.tiff.embedded import tell_iptc, tell_photoshop, tell_xmp
from theatrum.checks.formats.tiff.texts import readable
from theatrum.checks.formats.told import Telling, shown
from theatrum.checks.formats.window import Window

_SIGN = b"\x89PNG\r\n\x1a\n"
_MOST = 4 * 1024 * 1024  # of one text, as it is stored and unpacked
_TAIL = 64 * 1024
_XMP = "XML:com.adobe.xmp"
# Chunks without a text; those that only their makers know are read for what is readable in them.
_NO_TEXT = frozenset(
    [
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"cHRM",
        b"gAMA",
        b"iCCP",
        b"sBIT",
        b"sRGB",
        b"bKGD",
        b"hIST",
        b"pHYs",
    ]
) | {
    b"sPLT",
    b"fcTL",
    b"fdAT",
    b"acTL",
    b"cICP",
    b"mDCV",
    b"cLLI",
    b"oFFs",
    b"pCAL",
    b"sCAL",
    b"vpAg",
    b"caNv",
    b"orNT",
}
_RAW = re.compile(r"Raw profile type (exif|app1|iptc|8bim|xmp|app12)", re.IGNORECASE)


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a PNG. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    telling = Telling(notes)
    window = Window(file)
    if window.read_at(0, 8) != _SIGN:
        raise Unreadable("byte 0", "it does not begin as PNG does")
    offset, kind = 8, b""
    while kind != b"IEND":
        notes.budget.spend(structures=1)
        head = window.exactly(offset, 8, f"byte {offset}")
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if offset + 12 + length > file.size or not kind.isalpha():
            raise Unreadable(f"byte {offset}", "a chunk leads behind the end of the file, or is none")
        if kind == b"IHDR" or kind not in _NO_TEXT:
            content = window.read_at(offset + 8, min(length, _MOST))
            _tell(kind, content, f"{kind.decode()} at byte {offset}", telling)
        offset += 12 + length
    behind = file.read_at(offset, min(_TAIL, file.size - offset))
    telling.text(f"byte {offset}", "behind the picture", readable(behind))
    notes.was_full = notes.asked.is_full


def _tell(kind: bytes, content: bytes, place: str, telling: Telling) -> None:
    match kind:
        case b"IHDR":
            width, height = int.from_bytes(content[:4], "big"), int.from_bytes(content[4:8], "big")
            telling.notes.fact("SIZE_X", width)
            telling.notes.fact("SIZE_Y", height)
            note_picture(telling, "photo", "picture", (width, height))
        case b"tIME":
            year = int.from_bytes(content[:2], "big")
            text = "-".join(f"{number:02d}" for number in (year, *content[2:7]))
            telling.forbid(Kind.DATE, place, "tIME", text)
        case b"eXIf":
            tell_exif(content.removeprefix(b"Exif\0\0"), telling)
        case b"tEXt":
            keyword, _, rest = content.partition(b"\0")
            _tell_text(keyword.decode("latin-1"), rest.decode("latin-1"), place, telling)
        case b"zTXt":
            keyword, _, rest = content.partition(b"\0")
            _tell_text(keyword.decode("latin-1"), _unpacked(rest[1:], place, telling).decode("latin-1"), place, telling)
        case b"iTXt":
            _tell_international(content, place, telling)
        case _:
            telling.text(place, "chunk", readable(content))


def _tell_international(content: bytes, place: str, telling: Telling) -> None:
    keyword, _, rest = content.partition(b"\0")
    is_packed, rest = rest[:1] == b"\1", rest[2:]
    _, _, rest = rest.partition(b"\0")
    translated, _, text = rest.partition(b"\0")
    telling.text(place, "keyword", translated.decode("utf-8", "replace"))
    found = _unpacked(text, place, telling) if is_packed else text
    _tell_text(keyword.decode("latin-1"), found.decode("utf-8", "replace"), place, telling)


def _tell_text(keyword: str, text: str, place: str, telling: Telling) -> None:
    if keyword == _XMP:
        tell_xmp(text.encode("utf-8", "replace"), place, telling)
    elif found := _RAW.fullmatch(keyword):
        _tell_raw(found[1].lower(), text, place, telling)
    else:
        # ImageMagick writes date:create and the like.
        name = "date" if keyword.casefold().startswith("date:") else keyword
        telling.field(f"{place}, {shown(keyword, 'text')}", name, text)


def _tell_raw(kind: str, text: str, place: str, telling: Telling) -> None:
    """Tell of what ImageMagick keeps of other formats: a name, a length, and hexadecimal digits."""
    digits = "".join(text.split("\n")[3:]).replace(" ", "")
    try:
        content = bytes.fromhex(digits)
    except ValueError:
        note_broken(telling, place, "its digits are damaged")
        telling.text(place, "text", text)
        return
    if kind in ("exif", "app1") and content.startswith(b"Exif\0\0"):
        tell_exif(content[6:], telling)
    elif kind == "iptc" and content.startswith(b"\x1c"):
        tell_iptc(content, place, telling)
    elif kind in ("iptc", "8bim"):
        tell_photoshop(content, place, telling)
    elif kind in ("xmp", "app1"):
        tell_xmp(content[content.find(b"<") :], place, telling)
    else:
        telling.text(place, "text", readable(content))


def _unpacked(content: bytes, place: str, telling: Telling) -> bytes:
    packer = zlib.decompressobj()
    try:
        found = packer.decompress(content, _MOST)
    except zlib.error:
        note_broken(telling, place, "its compression is damaged")
        return b""
    telling.notes.budget.spend(bytes=len(found))
    if packer.unconsumed_tail:
        note_broken(telling, place, f"it is longer than {_MOST} bytes, of which the first ones were looked at")
    return found
