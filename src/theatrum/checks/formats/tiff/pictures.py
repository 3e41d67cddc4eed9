"""Pictures of labels and slides as PNG, for who reviews them: decoded piece by piece, so a hostile one costs little."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from theatrum.checks.formats.bytes import Budget, Bytes, Counted
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.markup import parsed
from theatrum.checks.formats.tiff.directory import Directory, Kind
from theatrum.checks.formats.tiff.embedded import thumbnail_in
from theatrum.checks.formats.tiff.makers.philips import embedded
from theatrum.checks.formats.tiff.page import Page, page_of
from theatrum.checks.formats.tiff.piece import Piece, decoded_piece, decoded_stream
from theatrum.checks.formats.tiff.segments import ranges_of, segments_of
from theatrum.checks.formats.tiff.structure import Structure
from theatrum.checks.formats.tiff.tags import DESCRIPTION, PHOTOSHOP
from theatrum.checks.formats.tiff.texts import decoded

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

_MOST_PIXELS = 64 * 1024**2
_MOST_PIECES = 20_000
_LARGEST_PIECE = 16 * 1024**2  # bytes as they are stored
_BYTES = 64 * 1024**2


def label_picture(file: Bytes, picture: Picture, *, largest: int) -> bytes:
    """Return a picture beside the data as PNG, no side of it longer than ``largest`` pixels.

    ``file`` is that of the inspection which noted it, a member of an archive where it was one. Raises Unreadable where
    it cannot be decoded or is too large to be shown, BudgetSpent where it takes too much, and OSError.
    """
    budget = Budget(bytes=_BYTES)
    structure = Structure.of(Counted(file, budget), budget)
    for directory in structure.directories():
        if picture.index < 0:
            found = _thumbnail(structure, directory, largest)
            if found is not None:
                return found
        elif directory.kind is Kind.MAIN and directory.number == picture.index:
            if "ImageDescription" in picture.place:
                return _described(structure, directory, picture, largest)
            return _image(structure, directory, largest)
    raise Unreadable(picture.place, "the picture is not there any more")


def _image(structure: Structure, directory: Directory, largest: int) -> bytes:
    from PIL import Image  # optional dependency

    page = page_of(structure, directory)
    if page is None or page.width * page.height > _MOST_PIXELS:
        raise Unreadable(directory.place, "the picture is too large to be shown")
    shrink = max(1, -(-max(page.width, page.height) // largest))
    mode = "I" if page.samples == 1 and page.bits > 8 else "RGB"
    out = Image.new(mode, (-(-page.width // shrink), -(-page.height // shrink)))
    for place in _places(structure, page):
        raw = structure.near.of.read_at(place.offset, place.size)
        piece = decoded_piece(raw, _piece(structure, page, place), directory.place)
        out.paste(piece.reduce(shrink), (place.left // shrink, place.top // shrink))
    return _png(out)


def _described(structure: Structure, directory: Directory, picture: Picture, largest: int) -> bytes:
    """Return a picture that stands in the XML of a description."""
    entry = directory.entry(DESCRIPTION)
    text = decoded(structure.raw(entry)) if entry else ""
    root = parsed(text, place=picture.place, budget=structure.budget)
    for kind, data in embedded(root):
        if kind == picture.kind:
            try:
                return _shrunk(base64.b64decode(data), picture.place, largest)
            except ValueError:  # or a part of it is no ASCII
                raise Unreadable(picture.place, "the picture is not written in base64") from None
    raise Unreadable(picture.place, "the picture is not there any more")


def _thumbnail(structure: Structure, directory: Directory, largest: int) -> bytes | None:
    entry = directory.entry(PHOTOSHOP)
    stream = thumbnail_in(structure.raw(entry)) if entry else None
    return _shrunk(stream, directory.place, largest) if stream else None


def _shrunk(stream: bytes, place: str, largest: int) -> bytes:
    found = decoded_stream(stream, place, _MOST_PIXELS)
    return _png(found.reduce(max(1, -(-max(found.size) // largest))))


@dataclass(frozen=True, slots=True)
class _Place:
    """A strip or tile: where in the file, and where in the picture."""

    offset: int
    size: int
    left: int
    top: int
    width: int
    height: int


def _places(structure: Structure, page: Page) -> Iterator[_Place]:
    segments = segments_of(structure, page)
    if segments is None or segments.expected > _MOST_PIECES:
        raise Unreadable(page.place, "the picture has no pixels, or in too many pieces to be shown")
    if page.is_planar and page.samples > 1:
        raise Unreadable(page.place, "the picture has each color apart, which is not shown")
    rows = structure.number(page.directory.entry(278)) or page.height
    width, height = page.tile if segments.is_tiled and page.tile else (page.width, max(1, min(rows, page.height)))
    if width * height > _MOST_PIXELS:
        raise Unreadable(page.place, "the picture is too large to be shown")
    across = -(-page.width // width)
    for number, (offset, size) in enumerate(ranges_of(structure, segments, 0, segments.expected)):
        if 0 < size <= _LARGEST_PIECE:
            left, top = number % across * width, number // across * height
            tall = height if segments.is_tiled else min(height, page.height - top)
            yield _Place(offset, size, left, top, width, tall)


def _piece(structure: Structure, page: Page, place: _Place) -> Piece:
    tables = page.directory.entry(347)
    return Piece(
        width=place.width,
        height=place.height,
        samples=page.samples,
        bits=page.bits,
        compression=page.compression,
        photometric=page.photometric if page.photometric is not None else 1,
        predictor=structure.number(page.directory.entry(317)) or 1,
        tables=structure.raw(tables, 64 * 1024) if tables else b"",
        order=structure.layout.order,
    )


def _png(picture: "PillowImage") -> bytes:
    out = io.BytesIO()
    _visible(picture).save(out, "PNG")
    return out.getvalue()


def _visible(picture: "PillowImage") -> "PillowImage":
    """Return a picture of large numbers from its darkest to its lightest: what is faint is seen, too."""
    if picture.mode != "I":
        return picture
    low, high = cast("tuple[float, float]", picture.getextrema())
    scale = 255 / max(high - low, 1)
    return picture.point(lambda value: value * scale - low * scale).convert("RGB")
