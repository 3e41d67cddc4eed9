"""JPEG and the Exif data in it: a grey square of eight pixels a side, with whatever texts are asked for."""

import struct
from collections.abc import Mapping

_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c393338"
    "3740485c4e404457453738506d51575f626768673e4d71797064785c656763ffc0000b080008000801011100ffc4001f0000010501010101010100"
    "000000000000000102030405060708090a0bffc400b5100002010303020403050504040000017d010203000411051221314106135161072271143281"
    "91a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a63646566676869"
    "6a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7"
    "d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f002bffd9"
)
_START, _ASCII, _LONG = 2, 2, 4
_EXIF_POINTER = 34665
# From this tag on a text belongs into the directory of Exif, not into that of the picture.
_OF_EXIF = 0x8298


def jpeg(texts: Mapping[int, str], comment: str = "") -> bytes:
    """Return a photo with texts by tag of Exif, and a comment."""
    exif = b"Exif\0\0" + exif_of(texts) if texts else b""
    segments = _segment(0xE1, exif) + _segment(0xFE, comment.encode())
    return _JPEG[:_START] + segments + _JPEG[_START:]


def exif_of(texts: Mapping[int, str]) -> bytes:
    """Return texts by tag as Exif has them: a TIFF of directories alone."""
    own = {tag: text for tag, text in texts.items() if tag < _OF_EXIF}
    inner = {tag: text for tag, text in texts.items() if tag >= _OF_EXIF}
    # The pointer is as long with its target as without, so its place can be known before.
    length = len(_directory(own, 8, 0))
    first = _directory(own, 8, 8 + length if inner else 0)
    return b"II*\0\x08\0\0\0" + first + (_directory(inner, 8 + len(first), 0) if inner else b"")


def _directory(texts: Mapping[int, str], place: int, exif: int) -> bytes:
    entries: dict[int, bytes] = {}
    behind = place + 2 + 12 * (len(texts) + 1) + 4
    values = b""
    for tag, text in sorted(texts.items()):
        raw = text.encode() + b"\0"
        raw = raw.ljust(5, b"\0")  # never inside the entry
        entries[tag] = struct.pack("<HHII", tag, _ASCII, len(raw), behind + len(values))
        values += raw + b"\0" * (len(raw) % 2)
    # Without a second directory the entry holds the resolution's unit, which says nothing.
    entries[_EXIF_POINTER if exif else 296] = struct.pack("<HHII", _EXIF_POINTER if exif else 296, _LONG, 1, exif or 1)
    body = b"".join(entry for _, entry in sorted(entries.items()))
    return struct.pack("<H", len(entries)) + body + bytes(4) + values


def _segment(mark: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(data) + 2) + data if data else b""
