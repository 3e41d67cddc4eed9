"""What OME-XML says of its images, leniently: as much as can be understood, of any version of the schema."""

import re
from dataclasses import dataclass, field

from theatrum.checks.formats.markup import Node

# Micrometers in a unit of length; units that no length follows from are left out.
_MICROMETERS = {
    "\u00b5m": 1.0, "\u03bcm": 1.0, "um": 1.0, "nm": 1e-3, "pm": 1e-6, "mm": 1e3, "cm": 1e4, "dm": 1e5, "m": 1e6,
    "\u00c5": 1e-4, "in": 25_400.0,
}  # fmt: skip
_BESIDE = re.compile(r"\b(label|macro|thumbnail|overview|map)\b", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel: its name, ``""`` where it has none, and its samples a pixel."""

    name: str
    samples: int


@dataclass(frozen=True, slots=True)
class Block:
    """Where planes are: the first IFD, how many, None where it says neither; ``file`` and ``uuid`` of another file."""

    ifd: int | None
    count: int | None
    file: str = field(default="", repr=False)
    uuid: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Image:
    """An image. Sizes are 0 where they are not told; ``physical`` are micrometers a pixel, None likewise."""

    place: str
    name: str = field(repr=False)
    size_x: int
    size_y: int
    size_z: int
    size_c: int
    size_t: int
    pixel_type: str
    physical: tuple[float | None, float | None, float | None]
    channels: tuple[Channel, ...]
    blocks: tuple[Block, ...]

    @property
    def planes(self) -> int:
        """How many directories its pixels take: samples of a pixel stand together."""
        together = max(self.channels[0].samples if self.channels else 1, 1)
        return self.size_z * self.size_t * -(-self.size_c // together)

    @property
    def beside(self) -> str | None:
        """What picture beside the data its name says it is: ``label``, ``macro``, ``thumbnail``; None for data."""
        found = _BESIDE.search(self.name)
        kind = found[1].lower() if found else None
        return {"overview": "macro", "map": "macro"}.get(kind or "", kind)

    def is_copy_of(self, other: "Image") -> bool:
        """Say whether it is a smaller copy: older programs wrote the levels of a pyramid as images."""
        if not (0 < self.size_x < other.size_x and 0 < self.size_y < other.size_y):
            return False
        is_alike = (self.size_z, self.size_c, self.size_t) == (other.size_z, other.size_c, other.size_t)
        return (
            is_alike and abs(self.size_x / self.size_y - other.size_x / other.size_y) < 0.02 * self.size_x / self.size_y
        )


def images_of(root: Node) -> list[Image]:
    """Return the images of a document."""
    return [_image(node, number) for number, node in enumerate(root.of("Image"))]


def _image(node: Node, number: int) -> Image:
    pixels = node.first("Pixels") or Node("Pixels")
    told = pixels.attributes
    return Image(
        place=f"OME/Image[{number + 1}]" if number else "OME/Image",
        name=node.attributes.get("Name", ""),
        size_x=_whole(told.get("SizeX")) or 0,
        size_y=_whole(told.get("SizeY")) or 0,
        size_z=_whole(told.get("SizeZ")) or 0,
        size_c=_whole(told.get("SizeC")) or 0,
        size_t=_whole(told.get("SizeT")) or 0,
        pixel_type=told.get("Type", ""),
        physical=(_length(told, "X"), _length(told, "Y"), _length(told, "Z")),
        channels=tuple(_channel(channel) for channel in pixels.of("Channel")),
        blocks=tuple(_block(block) for block in pixels.of("TiffData")),
    )


def _channel(node: Node) -> Channel:
    return Channel(node.attributes.get("Name", "").strip(), _whole(node.attributes.get("SamplesPerPixel")) or 1)


def _block(node: Node) -> Block:
    other = node.first("UUID") or Node("UUID")
    told = node.attributes
    return Block(
        _whole(told.get("IFD")), _whole(told.get("PlaneCount")), other.attributes.get("FileName", ""), other.text
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text and _WHOLE.fullmatch(text.strip()) else None


def _length(told: dict[str, str], axis: str) -> float | None:
    unit = _MICROMETERS.get(told.get(f"PhysicalSize{axis}Unit", "\u00b5m").strip())
    try:
        number = float(told.get(f"PhysicalSize{axis}", ""))
    except ValueError:
        return None
    return number * unit if unit and 0 < number < float("inf") else None
