import io
import struct
import tracemalloc
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, JPEGBaseline8Bit, RLELossless

from tests.checks.formats.czi.test_inspecting import PLAIN
from tests.checks.formats.czi.test_inspecting import written as czi
from tests.checks.formats.dicom.datasets import clean, written
from tests.checks.formats.pictures.test_pictures import as_jpeg, as_png, exif
from theatrum.checks.formats.bytes import Held
from theatrum.checks.formats.dicom.run_lengths import planes_of
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked, Picture
from theatrum.checks.formats.showing import shown_picture

SIZE = (64, 32)


def half() -> Image.Image:
    """Return a picture that is red on the left and blue on the right."""
    found = Image.new("RGB", SIZE, "red")
    found.paste("blue", (32, 0, 64, 32))
    return found


def label(pixels: bytes, **values: object) -> Dataset:
    data = clean()
    data.ImageType = ["ORIGINAL", "PRIMARY", "LABEL", "NONE"]
    for name, value in values.items():
        setattr(data, name, value)
    data.add_new(0x7FE00010, "OB", pixels)
    return data


def packed(*frames: bytes) -> bytes:
    data = label(encapsulate(list(frames)))
    data["PixelData"].is_undefined_length = True
    data.NumberOfFrames = len(frames)
    if len(frames) > 1:
        data.Rows, data.Columns = 32, 32
        data.TotalPixelMatrixRows, data.TotalPixelMatrixColumns = 32, 64
    return written(data, JPEGBaseline8Bit)


def shown(content: bytes, *, largest: int = 100, kind: str | None = None) -> Image.Image:
    inspection = inspect_file(Held(content), Asked("file"))
    picture = next(one for one in inspection.pictures if kind in (None, one.kind))
    found = Image.open(io.BytesIO(shown_picture(Held(content), inspection.label, picture, largest=largest)))
    assert found.format == "PNG"
    assert not found.info
    return found.convert("RGB")


def is_half(found: Image.Image) -> bool:
    left, right = found.getpixel((2, 2)), found.getpixel((found.width - 3, 2))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    return min(left[0], right[2]) > 200 and max(left[2], right[0]) < 60


def as_bytes(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=95)
    return stream.getvalue()


@pytest.mark.requirement("R118")
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_a_label_of_dicom_is_shown(syntax: UID) -> None:
    found = shown(written(label(half().tobytes()), syntax))
    assert found.size == SIZE
    assert is_half(found)


def test_planes_greys_and_other_colors_are_shown() -> None:
    planes = b"".join(band.tobytes() for band in half().split())
    assert is_half(shown(written(label(planes, PlanarConfiguration=1))))
    assert is_half(shown(written(label(half().convert("YCbCr").tobytes(), PhotometricInterpretation="YBR_FULL"))))
    grey = label(bytes(64 * 32), SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME1")
    assert shown(written(grey)).getpixel((0, 0)) == (255, 255, 255)


def test_compressed_frames_are_put_together() -> None:
    assert is_half(shown(packed(as_bytes(half()))))
    tiles = [as_bytes(half().crop(box)) for box in ((0, 0, 32, 32), (32, 0, 64, 32))]
    assert is_half(shown(packed(*tiles)))
    assert shown(packed(*tiles), largest=16).size == (16, 8)


def runs(picture: Image.Image) -> Dataset:
    data = label(b"", BitsStored=8, HighBit=7, PixelRepresentation=0, PlanarConfiguration=0)
    data.compress(RLELossless, np.asarray(picture), encoding_plugin="pydicom")
    return data


@pytest.mark.requirement("R118")
def test_a_label_of_run_lengths_is_shown() -> None:
    assert is_half(shown(written(runs(half()), RLELossless)))
    noisy = Image.effect_noise((64, 32), 90).convert("RGB")
    assert shown(written(runs(noisy), RLELossless)).tobytes() == noisy.tobytes()


def test_run_lengths_that_break_off_are_said() -> None:
    whole = written(runs(half()), RLELossless)
    at = whole.index(b"\x40\0\0\0", whole.index(b"\xe0\x7f\x10\0")) + 60
    # What was a run is noise of nothing: byte 128 does nothing.
    broken = whole[:at] + b"\x80" * 40 + whole[at + 40 :]
    with pytest.raises(Unreadable, match="run lengths"):
        shown(broken)


def test_more_planes_than_a_pixel_has_samples_are_not_unpacked() -> None:
    size = 1 << 20
    runs_of = b"\x81\0" * (size // 128)
    frame = struct.pack("<16I", 15, *[64] * 15) + runs_of
    assert planes_of(struct.pack("<16I", 1, 64, *[0] * 14) + runs_of, size, "a", samples=1) == [bytes(size)]
    tracemalloc.start()
    with pytest.raises(Unreadable, match="not shown"):
        planes_of(frame, size, "a", samples=3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size


def test_an_icon_is_shown() -> None:
    icon = label(half().tobytes())
    data = clean()
    data.IconImageSequence = Sequence([icon])
    assert is_half(shown(written(data), kind="thumbnail"))


@pytest.mark.parametrize("content", [as_jpeg(exif=exif()), as_png(exif=exif())])
def test_a_photo_is_shown_without_its_metadata(content: bytes) -> None:
    assert shown(content).size == SIZE
    assert shown(content, largest=16).size == (16, 8)


def test_a_picture_attached_to_czi_is_shown_where_it_is_a_photo() -> None:
    attached = {"Label": ("CZI", czi()), "SlidePreview": ("JPG", as_bytes(half()))}
    assert is_half(shown(czi(PLAIN, attached), kind="macro"))
    with pytest.raises(Unreadable, match="not shown"):
        shown(czi(PLAIN, attached), kind="label")


@pytest.mark.parametrize(
    "data",
    [
        label(bytes(64 * 32 * 3), Rows=60000, Columns=60000),
        label(bytes(64 * 32 * 3), BitsAllocated=16),
        label(bytes(64 * 32 * 3), PhotometricInterpretation="PALETTE COLOR"),
        label(bytes(64 * 32 * 3), NumberOfFrames=2),
        label(bytes(64 * 32 * 3), NumberOfFrames=9999),
    ],
)
def test_what_cannot_be_shown_is_said(data: Dataset) -> None:
    with pytest.raises(Unreadable):
        shown(written(data))
    with pytest.raises(Unreadable):
        shown_picture(Held(b""), "pdf", Picture("photo", "", 0, 0, 0), largest=9)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), kind=st.sampled_from(["plain", "packed", "jpeg"]))
def test_mutated_pictures_are_shown_or_not(data: st.DataObject, kind: str) -> None:
    made = {"plain": written(label(half().tobytes())), "packed": packed(as_bytes(half())), "jpeg": as_jpeg()}
    content = bytearray(made[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(132, len(content) - 1))
        new = data.draw(st.binary(min_size=1, max_size=6))
        content[place : place + len(new)] = new
    format_, where = ("jpeg", "picture") if kind == "jpeg" else ("dicom", "PixelData")
    with suppress(Unreadable, BudgetSpent):
        shown_picture(Held(bytes(content)), format_, Picture("photo", where, 0, 0, 0), largest=50)
