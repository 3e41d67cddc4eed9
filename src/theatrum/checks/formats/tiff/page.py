"""What a directory says of its image: measures, samples, tiles, and what it is for."""

from dataclasses import dataclass, field
from functools import cached_property

from theatrum.checks.formats.tiff.directory import Directory, Kind
from theatrum.checks.formats.tiff.structure import Structure

RGB, YCBCR = 2, 6
_REDUCED = 1
_COLORS = {0: "grey, white is 0", 1: "grey", RGB: "RGB", 3: "palette", 4: "mask", 5: "CMYK", YCBCR: "YCbCr", 8: "Lab"}
_FORMATS = {1: "uint", 2: "int", 3: "float"}


@dataclass(frozen=True)
class Page:
    """An image: sizes in pixels, ``tile`` is width and height of its tiles, None where it has strips.

    ``description`` is its ImageDescription, ``""`` where it has none.
    """

    directory: Directory
    width: int
    height: int
    samples: int
    bits: int
    sample_format: int
    photometric: int | None
    compression: int
    subfile: int
    is_planar: bool
    tile: tuple[int, int] | None
    description: str = field(default="", repr=False)

    @cached_property
    def place(self) -> str:
        """Where it stands."""
        return self.directory.place

    @property
    def is_main(self) -> bool:
        """Whether it is in the chain, not below another."""
        return self.directory.kind is Kind.MAIN

    @property
    def is_reduced(self) -> bool:
        """Whether it says that it is a smaller copy of another."""
        return bool(self.subfile & _REDUCED)

    @property
    def is_color(self) -> bool:
        """Whether it is encoded as scanners in bright field do: RGB or YCbCr, three samples, or four with alpha."""
        return self.photometric in (RGB, YCBCR) and self.samples in (3, 4)

    @property
    def color(self) -> str:
        """The color model in words."""
        return _COLORS.get(self.photometric if self.photometric is not None else -1, "of another kind")

    @property
    def pixel_type(self) -> str:
        """The type of a sample, as OME writes it: ``uint8``, ``float``; ``""`` where it is none of these."""
        name = _FORMATS.get(self.sample_format, "")
        if name == "float":
            return {32: "float", 64: "double"}.get(self.bits, "")
        if self.bits == 1:
            return "bit"
        return f"{name}{self.bits}" if name and self.bits in (8, 16, 32) else ""


def page_of(structure: Structure, directory: Directory, description: str = "") -> Page | None:
    """Return the image of a directory, None where it has no width or height. Raises BudgetSpent, OSError."""
    entries = {entry.tag: entry for entry in reversed(directory.entries)}

    def number(tag: int, default: int) -> int:
        found = structure.number(entries[tag]) if tag in entries else None
        return default if found is None else found

    width, height = number(256, 0), number(257, 0)
    if width <= 0 or height <= 0:
        return None
    across, down = number(322, 0), number(323, 0)
    photometric = number(262, -1)
    return Page(
        directory=directory,
        width=width,
        height=height,
        samples=number(277, 1),
        bits=number(258, 1),
        sample_format=number(339, 1),
        photometric=photometric if photometric >= 0 else None,
        compression=number(259, 1),
        subfile=number(254, 0),
        is_planar=number(284, 1) == 2,
        tile=(across, down) if across > 0 and down > 0 else None,
        description=description,
    )
