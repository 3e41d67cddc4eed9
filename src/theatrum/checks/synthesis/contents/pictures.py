"""TIFF in its kinds: plain, OME-TIFF with its XML, and slides as a scanner writes them (SVS).

Every page is tiled and has a smaller copy of itself. No page has a date, a label or a name of a person, unless one is
asked for: ``tiff_with``.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from theatrum.checks.synthesis.contents.content import Content, filler

TILE = 256
_SHORT, _LONG, _ASCII = 3, 4, 2
_CODES = {_SHORT: "H", _LONG: "I"}
_GREY, _RGB = 1, 2
_DESCRIPTION = 270
_LABEL_WIDTH, _LABEL_HEIGHT = 96, 64
# What stands in a directory: numbers by tag, with their type.
Tags = dict[int, tuple[int, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Picture:
    """Width and height in pixels, and bytes a pixel (1 grey, 3 color), of every page."""

    side: int
    samples: int
    pages: int


def picture_of(content: Content) -> Picture:
    """Return the measures of the image that is made of this content."""
    samples, pages = (3, 1) if content.is_color else (1, len(content.channels))
    tiles = max(4, math.ceil(content.least / (TILE * TILE * samples * pages)))
    return Picture(side=TILE * math.ceil(math.sqrt(tiles)), samples=samples, pages=pages)


def tiff(content: Content) -> bytes:
    """Return a plain TIFF, one page a channel."""
    return tiff_with(content, {})


def ome_tiff(content: Content) -> bytes:
    """Return an OME-TIFF: the description of image and channels stands in the first page."""
    return tiff_with(content, {_DESCRIPTION: ome_xml(content)})


def svs(content: Content) -> bytes:
    """Return a slide as an Aperio scanner writes it, in color."""
    return tiff_with(content, {_DESCRIPTION: svs_text(content)})


def tiff_with(content: Content, texts: Mapping[int, str], beside: Sequence[str] = ()) -> bytes:
    """Return a TIFF with texts by tag in its first page, and a small picture with each description behind the pages.

    Characters beyond ASCII are written as references of XML.
    """
    picture = picture_of(content)
    shade = content.chance().randbytes(1)
    found, starts, ends = bytearray(b"II*\0\0\0\0\0"), [], []
    for page in range(picture.pages + len(beside)):
        is_main = page < picture.pages
        place, own = len(found), texts if page == 0 else {}
        body, start = _page(picture, place, shade, own) if is_main else _small_page(place, beside[page - picture.pages])
        starts.append(place + start)
        found += body
        ends.append(len(found))
    # The header points to the first directory, and the end of each directory to the next one.
    for field, start in zip([8, *ends], starts, strict=False):
        struct.pack_into("<I", found, field - 4, start)
    return bytes(found)


def svs_text(content: Content, properties: Mapping[str, str] | None = None) -> str:
    """Return the description of a slide, with further properties behind those of the scan."""
    side = picture_of(content).side
    text = f"Aperio Image Library v12.0.15 \r\n{side}x{side} [0,0 {side}x{side}] ({TILE}x{TILE}) |AppMag = 20|MPP = 0.5"
    return text + "".join(f"|{name} = {value}" for name, value in (properties or {}).items())


def svs_label() -> str:
    """Return the description of a picture of a slide's label."""
    return "Aperio Image Library v12.0.15 \r\nlabel 96x64"


def ome_xml(content: Content, *, before: str = "", inside: str = "", behind: str = "") -> str:
    """Return the description of an OME-TIFF, with elements before the image, first inside it, and behind it."""
    picture = picture_of(content)
    count = 1 if content.is_color else len(content.channels)
    channels = "".join(
        f'<Channel ID="Channel:0:{index}" Name={quoteattr(name)} SamplesPerPixel="{picture.samples}"/>'
        for index, name in enumerate(content.channels[:count])
    )
    planes = "".join(f'<TiffData IFD="{index}" FirstC="{index}" PlaneCount="1"/>' for index in range(count))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
        '"http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd">'
        f'{before}<Image ID="Image:0" Name={quoteattr(content.sample)}>{inside}'
        f'<Pixels ID="Pixels:0" DimensionOrder="XYZCT"'
        f' Type="uint8" SizeX="{picture.side}" SizeY="{picture.side}" SizeZ="1" SizeC="{count * picture.samples}"'
        f' SizeT="1" PhysicalSizeX="0.5" PhysicalSizeY="0.5" PhysicalSizeZ="1.0">{channels}{planes}'
        f"</Pixels></Image>{behind}</OME>"
    )


def _page(picture: Picture, place: int, shade: bytes, texts: Mapping[int, str]) -> tuple[bytes, int]:
    """Return the bytes of a page that begins at a place, and where in them its directory starts; it is the end."""
    small_tiles = _tiles(1, picture.samples, shade)
    small_values, small = _directory(_tags(TILE, picture.samples, place), place + len(small_tiles))
    head = small_tiles + small_values + small
    tags = _tags(picture.side, picture.samples, place + len(head))
    tags[330] = (_LONG, (place + len(small_tiles) + len(small_values),))
    tags |= _texts(texts)
    head += _tiles((picture.side // TILE) ** 2, picture.samples, shade)
    values, directory = _directory(tags, place + len(head))
    return head + values + directory, len(head) + len(values)


def _small_page(place: int, description: str) -> tuple[bytes, int]:
    """Return a page without tiles, as labels and macro pictures are, and where in it its directory starts."""
    grain = _grain(_LABEL_WIDTH * _LABEL_HEIGHT)
    tags: Tags = {
        254: (_LONG, (1,)),
        256: (_LONG, (_LABEL_WIDTH,)),
        257: (_LONG, (_LABEL_HEIGHT,)),
        258: (_SHORT, (8,)),
        259: (_SHORT, (1,)),
        262: (_SHORT, (_GREY,)),
        273: (_LONG, (place,)),
        277: (_SHORT, (1,)),
        278: (_LONG, (_LABEL_HEIGHT,)),
        279: (_LONG, (len(grain),)),
    }
    values, directory = _directory(tags | _texts({_DESCRIPTION: description}), place + len(grain))
    return grain + values + directory, len(grain) + len(values)


def _texts(texts: Mapping[int, str]) -> Tags:
    return {tag: (_ASCII, tuple(text.encode("ascii", "xmlcharrefreplace") + b"\0")) for tag, text in texts.items()}


def _tiles(count: int, samples: int, shade: bytes) -> bytes:
    return shade + _grain(TILE * TILE * samples * count)[1:]


@lru_cache(maxsize=16)
def _grain(size: int) -> bytes:
    return filler(size, bytes(range(16, 240)))


def _tags(side: int, samples: int, place: int) -> Tags:
    size = TILE * TILE * samples
    count = (side // TILE) ** 2
    return {
        254: (_LONG, (1 if side == TILE else 0,)),
        256: (_LONG, (side,)),
        257: (_LONG, (side,)),
        258: (_SHORT, (8,) * samples),
        259: (_SHORT, (1,)),
        262: (_SHORT, (_RGB if samples == 3 else _GREY,)),
        277: (_SHORT, (samples,)),
        284: (_SHORT, (1,)),
        322: (_LONG, (TILE,)),
        323: (_LONG, (TILE,)),
        324: (_LONG, tuple(place + size * index for index in range(count))),
        325: (_LONG, (size,) * count),
    }


def _directory(tags: Tags, place: int) -> tuple[bytes, bytes]:
    """Return the long values, which begin at a place, and the directory behind them."""
    values, entries = b"", b""
    for tag, (kind, numbers) in sorted(tags.items()):
        raw = bytes(numbers) if kind == _ASCII else struct.pack(f"<{len(numbers)}{_CODES[kind]}", *numbers)
        if len(raw) <= 4:
            field = raw.ljust(4, b"\0")
        else:
            field = struct.pack("<I", place + len(values))
            values += raw + b"\0" * (len(raw) % 2)
        entries += struct.pack("<HHI", tag, kind, len(numbers)) + field
    return values, struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"
