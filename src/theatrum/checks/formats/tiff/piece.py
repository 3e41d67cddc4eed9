"""One strip or tile of an image as pixels: made a TIFF of its own, whose size we choose, and decoded by Pillow."""

import io
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theatrum.checks.formats.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

_ASCII, _SHORT, _LONG, _UNDEFINED = 2, 3, 4, 7
_WIDTHS = {_SHORT: ("H", 2), _LONG: ("I", 4)}
_JPEG_2000 = frozenset({33003, 33005, 34712})
_OLD_JPEG = 6
_FORMATS = ("JPEG", "JPEG2000", "PNG", "TIFF")


@dataclass(frozen=True, slots=True)
class Piece:
    """How a strip or tile is stored; sizes in pixels. ``tables`` are those of JPEG that all pieces share."""

    width: int
    height: int
    samples: int
    bits: int
    compression: int
    photometric: int
    predictor: int
    order: str
    tables: bytes = field(default=b"", repr=False)


def decoded_piece(raw: bytes, piece: Piece, place: str) -> "Image":
    """Return the pixels of a strip or tile, in RGB; as whole numbers (mode I) where a sample has more than 8 bits.

    Raises Unreadable.
    """
    if piece.compression in _JPEG_2000 or piece.compression == _OLD_JPEG:
        return decoded_stream(raw, place, piece.width * piece.height)
    return _opened(_alone(raw, piece), place, piece.width * piece.height)


def decoded_stream(raw: bytes, place: str, most: int) -> "Image":
    """Return the pixels of a JPEG, JPEG 2000 or PNG stream of at most so many pixels, in RGB. Raises Unreadable."""
    return _opened(raw, place, most)


def _opened(raw: bytes, place: str, most: int) -> "Image":
    from PIL import Image  # optional dependency

    problem = "the picture is larger than it says"
    try:
        opened = Image.open(io.BytesIO(raw), formats=_FORMATS)
        if opened.width * opened.height <= most:
            return opened.convert("I" if opened.mode.startswith("I") else "RGB")
    except Exception as error:  # noqa: BLE001  # decoders raise what they like at bytes of strangers
        problem = f"the picture cannot be decoded ({type(error).__name__})"
    raise Unreadable(place, problem)


def _alone(raw: bytes, piece: Piece) -> bytes:
    """Return a TIFF that holds a strip or tile and nothing else."""
    tags: list[tuple[int, int, tuple[int, ...] | bytes]] = [
        (256, _LONG, (piece.width,)),
        (257, _LONG, (piece.height,)),
        (258, _SHORT, (piece.bits,) * piece.samples),
        (259, _SHORT, (piece.compression,)),
        (262, _SHORT, (piece.photometric,)),
        (273, _LONG, (8,)),
        (277, _SHORT, (piece.samples,)),
        (278, _LONG, (piece.height,)),
        (279, _LONG, (len(raw),)),
        (317, _SHORT, (piece.predictor,)),
    ]
    if piece.tables:
        tags.append((347, _UNDEFINED, piece.tables))
    order = piece.order
    body = raw + b"\0" * (len(raw) % 2)
    values, entries = b"", b""
    for tag, kind, value in tags:
        code, width = _WIDTHS.get(kind, ("B", 1))
        held = value if isinstance(value, bytes) else struct.pack(f"{order}{len(value)}{code}", *value)
        at = struct.pack(f"{order}I", 8 + len(body) + len(values))
        entries += struct.pack(f"{order}HHI", tag, kind, len(held) // width) + (
            held.ljust(4, b"\0") if len(held) <= 4 else at
        )
        values += held + b"\0" * (len(held) % 2) if len(held) > 4 else b""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8 + len(body) + len(values))
    return head + body + values + struct.pack(f"{order}H", len(tags)) + entries + b"\0\0\0\0"
