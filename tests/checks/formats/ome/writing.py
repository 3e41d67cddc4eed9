"""Writes small OME-TIFFs, their XML as one wishes."""

from typing import Any
from xml.sax.saxutils import quoteattr

from tests.checks.formats.tiff.writing import image, tiff

SPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"
PIXELS = {
    "ID": "Pixels:0",
    "DimensionOrder": "XYCZT",
    "Type": "uint8",
    "SizeX": "64",
    "SizeY": "48",
    "SizeZ": "1",
    "SizeC": "2",
    "SizeT": "1",
    "PhysicalSizeX": "0.5",
    "PhysicalSizeY": "500",
    "PhysicalSizeYUnit": "nm",
}
CHANNELS = '<Channel ID="Channel:0:0" Name="DNA"/><Channel ID="Channel:0:1" Name="CD3"/>'
PLANES = '<TiffData IFD="0" FirstC="0" PlaneCount="1"/><TiffData IFD="1" FirstC="1" PlaneCount="1"/>'


def pixels(inner: str = CHANNELS + PLANES, **attributes: str | None) -> str:
    """Return the element Pixels; an attribute that is None is left out."""
    told = {name: value for name, value in (PIXELS | attributes).items() if value is not None}
    return f"<Pixels {' '.join(f'{name}={quoteattr(value)}' for name, value in told.items())}>{inner}</Pixels>"


def picture(inner: str = "", *, number: int = 0, name: str = "core", data: str = "") -> str:
    """Return the element Image, with elements before its Pixels."""
    return f'<Image ID="Image:{number}" Name="{name}">{inner}{data or pixels()}</Image>'


def document(*images: str, before: str = "", behind: str = "", attributes: str = "", space: str = SPACE) -> str:
    """Return OME-XML."""
    inner = "".join(images) or picture()
    return f'<?xml version="1.0" encoding="UTF-8"?><OME xmlns="{space}" {attributes}>{before}{inner}{behind}</OME>'


def ome_tiff(xml: str | None = None, pages: int = 2, **options: Any) -> bytes:
    """Return a file of grey pages that this XML describes."""
    first = image(**options) | {270: document() if xml is None else xml}
    return tiff(first, *[image(**options)] * (pages - 1))
