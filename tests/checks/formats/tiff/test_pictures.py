"""Labels and slides come out as PNG, whatever they are stored as; hostile ones are refused."""

import io
import struct
from typing import Literal

import numpy as np
import pytest
import tifffile
from PIL import Image

from tests.checks.formats.tiff.test_makers import jpeg, philips
from tests.checks.formats.tiff.writing import SHORT, Tags, image, look, tiff
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Picture
from theatrum.checks.formats.tiff.pictures import label_picture

APERIO = "Aperio Image Library v12\r\n"
SIDE = (120, 90)


def colors() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return a smooth picture: JPEG keeps it."""
    across, down = np.meshgrid(np.arange(SIDE[0]), np.arange(SIDE[1]))
    return np.stack([across, down, across // 2 + down], axis=-1).astype(np.uint8)


def opened(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return np.asarray(picture)


def stored(save: str, **options: object) -> bytes:
    """Return a TIFF of one picture that Pillow compressed, and made a second page of a slide."""
    out = io.BytesIO()
    small = Image.new("RGB", (16, 16))
    small.save(
        out,
        "TIFF",
        save_all=True,
        append_images=[Image.fromarray(colors())],
        compression=save,
        **options,
    )
    return out.getvalue()


@pytest.mark.parametrize(
    ("compression", "tolerance"),
    [("raw", 0), ("tiff_lzw", 0), ("tiff_adobe_deflate", 0), ("packbits", 0), ("jpeg", 24)],
)
def test_compressions(compression: str, tolerance: int) -> None:
    content = stored(compression)
    found = opened(label_picture(Held(content), Picture("label", "IFD 1", 1, *SIDE), largest=500))
    assert found.shape == (90, 120, 3)
    assert np.abs(found.astype(int) - colors().astype(int)).max() <= tolerance


@pytest.mark.parametrize("predictor", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_tiles_and_strips_of_tifffile(order: Literal["<", ">"], *, predictor: bool) -> None:
    for layout in ({"tile": (32, 48)}, {"rowsperstrip": 7}):
        out = io.BytesIO()
        tifffile.imwrite(
            out, colors(), photometric="rgb", byteorder=order, compression="zlib", predictor=predictor, **layout
        )
        found = opened(label_picture(Held(out.getvalue()), Picture("macro", "IFD 0", 0, *SIDE), largest=500))
        assert (found == colors()).all()


def test_it_is_made_smaller() -> None:
    found = opened(label_picture(Held(stored("tiff_lzw")), Picture("label", "IFD 1", 1, *SIDE), largest=50))
    assert found.shape == (30, 40, 3)
    assert abs(int(found[10, 10, 0]) - 31) < 4


def test_jpeg_of_colors_as_they_are() -> None:
    """Aperio's JPEG may hold RGB and not say so; the tag does."""
    out = io.BytesIO()
    Image.fromarray(colors()).save(out, "JPEG", quality=95, keep_rgb=True)
    stream = out.getvalue()
    adobe = stream.find(b"\xff\xee")
    if adobe > 0:
        stream = stream[:adobe] + stream[adobe + 2 + struct.unpack_from(">H", stream, adobe + 2)[0] :]
    page = image(*SIDE, samples=3) | {259: (SHORT, 7), 273: 0, 279: len(stream)}
    content = bytearray(tiff(page))
    at = content.index(struct.pack("<HHII", 273, 4, 1, 0))
    struct.pack_into("<I", content, at + 8, len(content))
    found = opened(label_picture(Held(bytes(content) + stream), Picture("macro", "IFD 0", 0, *SIDE), largest=500))
    assert np.abs(found.astype(int) - colors().astype(int)).max() <= 24


def test_grey_of_16_bits() -> None:
    out = io.BytesIO()
    tifffile.imwrite(out, np.arange(64 * 64, dtype=np.uint16).reshape(64, 64), rowsperstrip=9)
    found = opened(label_picture(Held(out.getvalue()), Picture("label", "IFD 0", 0, 64, 64), largest=500))
    assert (found[0, 0].tolist(), found[-1, -1].tolist()) == ([0, 0, 0], [255, 255, 255])


def test_a_picture_in_the_description() -> None:
    content = tiff(image(512, 512, samples=3, tile=64, t270=philips()))
    (picture,) = look(content).pictures
    assert opened(label_picture(Held(content), picture, largest=500)).shape == (40, 60, 3)


def test_a_thumbnail_of_photoshop() -> None:
    stream = struct.pack(">IIIIIIHH", 1, 60, 40, 180, 7200, 0, 24, 1) + jpeg(60, 40)
    resource = b"8BIM" + struct.pack(">HHI", 0x040C, 0, len(stream)) + stream
    content = tiff(image() | {34377: resource})
    (picture,) = look(content).pictures
    assert opened(label_picture(Held(content), picture, largest=500)).shape == (40, 60, 3)


@pytest.mark.parametrize(
    "page",
    [
        image(60_000, 60_000, samples=3),
        image(9_000, 9_000, samples=3, tile=65_536),
        image(9_000, 9_000, tile=16),
        image(64, 64, samples=3) | {259: (SHORT, 7)},
        image(64, 64, samples=3) | {259: (SHORT, 5)},
        image(64, 64, samples=3) | {258: (SHORT, [77] * 3)},
        image(64, 64, samples=400),
        {256: 64, 257: 64},
    ],
)
def test_hostile_pictures_are_refused(page: Tags) -> None:
    with pytest.raises(Unreadable):
        label_picture(Held(tiff(page)), Picture("label", "IFD 0", 0, 64, 64), largest=500)


def test_a_stream_larger_than_it_says_is_refused() -> None:
    stream = jpeg(3000, 3000)
    page = image(64, 64, samples=3) | {259: (SHORT, 33005), 273: 0, 279: len(stream)}
    content = bytearray(tiff(page))
    struct.pack_into("<I", content, content.index(struct.pack("<HHII", 273, 4, 1, 0)) + 8, len(content))
    with pytest.raises(Unreadable):
        label_picture(Held(bytes(content) + stream), Picture("label", "IFD 0", 0, 64, 64), largest=500)


def test_what_is_not_there_any_more() -> None:
    with pytest.raises(Unreadable):
        label_picture(Held(tiff(image())), Picture("label", "IFD 3", 3, 64, 64), largest=500)
