"""An image of a DICOM file as PNG, for who reviews it: a label, an overview, an icon. Few frames, within bounds."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from theatrum.checks.formats.bytes import Budget, Bytes, Counted
from theatrum.checks.formats.dicom.elements import ITEM, PIXELS, SEQUENCE_END, UNDEFINED, Element, tagged
from theatrum.checks.formats.dicom.opening import opened
from theatrum.checks.formats.dicom.run_lengths import is_packed, planes_of
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.tiff.piece import decoded_stream
from theatrum.checks.formats.window import Window

if TYPE_CHECKING:
    from PIL.Image import Image

_BYTES = 64 * 1024 * 1024
_MOST_PIXELS = 64 * 1024 * 1024
_MOST_FRAMES = 5000
_NUMBERS = {
    0x00280002: "samples",
    0x00280006: "planar",
    0x00280008: "frames",
    0x00280010: "rows",
    0x00280011: "columns",
    0x00280100: "bits",
    0x00480006: "width",
    0x00480007: "height",
}
_PHOTOMETRIC = 0x00280004
_MODES = {1: ("L", 1), 3: ("RGB", 3)}


@dataclass(slots=True)
class _Pixels:
    """How an image is stored; sizes in pixels, ``bits`` of a sample."""

    place: str
    window: Window
    numbers: dict[str, int] = field(default_factory=dict)
    photometric: str = "RGB"
    element: Element | None = None

    def number(self, name: str, otherwise: int) -> int:
        return self.numbers.get(name) or otherwise


def label_picture(file: Bytes, picture: Picture, *, largest: int) -> bytes:
    """Return an image that an inspection noted as PNG, no side of it longer than ``largest`` pixels.

    Raises Unreadable where it is stored in a way that is not decoded here or is too large, BudgetSpent and OSError.
    """
    from PIL import Image  # optional dependency

    pixels = _pixels(file, picture)
    columns, rows = pixels.number("columns", 0), pixels.number("rows", 0)
    width, height = pixels.number("width", columns), pixels.number("height", rows)
    frames = pixels.number("frames", 1)
    if not 0 < width * height <= _MOST_PIXELS or not 0 < columns * rows <= _MOST_PIXELS or frames > _MOST_FRAMES:
        raise Unreadable(pixels.place, "the picture is too large to be shown")
    across = -(-width // columns)
    shrink = max(1, -(-max(width, height) // largest))
    out = Image.new("RGB", (-(-width // shrink), -(-height // shrink)))
    for number, frame in enumerate(_frames(pixels, frames, columns * rows)):
        left, top = number % across * columns, number // across * rows
        out.paste(frame.reduce(shrink), (left // shrink, top // shrink))
    found = io.BytesIO()
    out.save(found, "PNG")
    return found.getvalue()


def _pixels(file: Bytes, picture: Picture) -> _Pixels:
    budget = Budget(bytes=_BYTES)
    found = opened(Counted(file, budget), budget, is_full=False)
    pixels = _Pixels(picture.place, found.content)
    where = picture.place.rpartition(": ")[2]
    for element in found.walk.elements():
        parents = "".join(f"{tagged(tag)}" for tag in element.parents)
        if parents != ("" if where == "PixelData" else where):
            continue
        if element.tag in PIXELS:
            pixels.element = element
            return pixels
        _remember(pixels, element)
    raise Unreadable(picture.place, "the picture is not there any more, or is none")


def _remember(pixels: _Pixels, element: Element) -> None:
    name = _NUMBERS.get(element.tag)
    if name is None and element.tag != _PHOTOMETRIC:
        return
    data = pixels.window.read_at(element.offset, min(element.length, 32))
    if element.tag == _PHOTOMETRIC:
        pixels.photometric = data.decode("latin-1").strip("\0 ")
    elif element.vr == "IS":
        text = data.decode("latin-1").strip("\0 ")
        pixels.numbers[name or ""] = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    else:
        pixels.numbers[name or ""] = int.from_bytes(data[:4], "big" if element.syntax.is_big else "little")


def _frames(pixels: _Pixels, count: int, size: int) -> Iterator["Image"]:
    element = pixels.element
    if element is not None and element.length == UNDEFINED:
        for frame in _packed(pixels, element.offset, count):
            is_runs = is_packed(frame)
            yield _unpacked(pixels, frame) if is_runs else decoded_stream(frame, pixels.place, size)
    elif element is not None:
        yield from (_plain(pixels, element, number) for number in range(count))


def _unpacked(pixels: _Pixels, frame: bytes) -> "Image":
    from PIL import Image  # optional dependency

    mode, samples = _mode(pixels)
    shape = (pixels.number("columns", 0), pixels.number("rows", 0))
    planes = planes_of(frame, shape[0] * shape[1], pixels.place, samples=samples)
    return _in_color(pixels, Image.merge(mode, [Image.frombytes("L", shape, plane) for plane in planes]))


def _mode(pixels: _Pixels) -> tuple[str, int]:
    """Return how Pillow calls the colors, and how many bytes a pixel has. Raises Unreadable."""
    mode, samples = _MODES.get(pixels.number("samples", 1), ("", 0))
    if not mode or pixels.number("bits", 8) != 8 or pixels.photometric.startswith("PALETTE"):
        raise Unreadable(pixels.place, "the picture is stored in a way that is not shown")
    return "YCbCr" if pixels.photometric.startswith("YBR_FULL") else mode, samples


def _in_color(pixels: _Pixels, picture: "Image") -> "Image":
    found = picture.convert("RGB")
    return found.point(lambda value: 255 - value) if pixels.photometric == "MONOCHROME1" else found


def _plain(pixels: _Pixels, element: Element, number: int) -> "Image":
    from PIL import Image  # optional dependency

    mode, samples = _mode(pixels)
    columns, rows = pixels.number("columns", 0), pixels.number("rows", 0)
    size = columns * rows * samples
    data = pixels.window.exactly(element.offset + number * size, size, pixels.place)
    if samples == 3 and pixels.numbers.get("planar"):
        third = columns * rows
        planes = [Image.frombytes("L", (columns, rows), data[at : at + third]) for at in range(0, size, third)]
        return _in_color(pixels, Image.merge(mode, planes))
    return _in_color(pixels, Image.frombytes(mode, (columns, rows), data))


def _packed(pixels: _Pixels, offset: int, count: int) -> list[bytes]:
    """Return the streams of compressed frames: one fragment each, or all fragments of the only frame."""
    parts: list[bytes] = []
    while True:
        head = pixels.window.exactly(offset, 8, pixels.place)
        tag = int.from_bytes(head[:2], "little") << 16 | int.from_bytes(head[2:4], "little")
        length = int.from_bytes(head[4:], "little")
        if tag == SEQUENCE_END:
            break
        if tag != ITEM or length > _BYTES or len(parts) > _MOST_FRAMES:
            raise Unreadable(pixels.place, "fragments of the picture are damaged")
        parts.append(pixels.window.exactly(offset + 8, length, pixels.place))
        offset += 8 + length
    frames = parts[1:]  # the first one lists offsets
    if count == 1:
        return [b"".join(frames)]
    if len(frames) != count:
        raise Unreadable(pixels.place, "a frame of the picture is in several parts, which is not shown")
    return frames
