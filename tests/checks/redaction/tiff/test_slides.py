"""Slides: labels are gone to the last byte, texts are clean, and the tissue is where it was."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import openslide
import pytest
import tifffile
from PIL import Image

from tests.checks.redaction.cleaning import cleaned, pages, remaining, said, segments
from tests.checks.redaction.tiff.slides import APERIO, PAIRS, PLANTED, label, macro, pixels, slide
from theatrum.checks.redaction.wishes import DROPPED, How, Part

LAYOUTS: dict[str, dict[str, Any]] = {
    "classic, little": {"is_big": False, "order": "<"},
    "classic, big": {"is_big": False, "order": ">"},
    "BigTIFF, little": {"is_big": True, "order": "<"},
    "BigTIFF, big": {"is_big": True, "order": ">"},
}
KINDS = pytest.mark.parametrize("layout", LAYOUTS)


@KINDS
@pytest.mark.requirement("R118")
def test_label_and_macro_are_gone_and_levels_stay_byte_for_byte(layout: str) -> None:
    before = slide(**LAYOUTS[layout])
    after, plan = cleaned(before, "slide.svs")
    assert plan.label == "Aperio SVS"
    assert len(after) == len(before)
    assert {("picture", "IFD 3", "label"), ("picture", "IFD 4", "macro")} <= said(plan)
    first, third = pages(before)[:3], pages(after)
    assert [segments(after, page) for page in third] == [segments(before, page) for page in first]
    assert label().tobytes()[:180] not in after
    assert segments(before, pages(before)[4])[0][1] not in after
    with tifffile.TiffFile(io.BytesIO(after)) as file:
        assert np.array_equal(file.pages[0].asarray(), pixels(256, 320))
        assert len(file.pages) == 3


@KINDS
@pytest.mark.requirement("R104")
def test_what_may_identify_is_nowhere_in_the_bytes(layout: str) -> None:
    after, plan = cleaned(slide(**LAYOUTS[layout]), "slide.svs")
    assert not [text for text in (*PLANTED, b"2009:12:29") if text in after]
    description = pages(after)[0].description
    assert description.startswith(
        f"{APERIO}320x256 [0,100 320x256] (64x64) JPEG/RGB Q=30|AppMag = 20|StripeWidth = 2040"
    )
    assert "MPP = 0.4990" in description
    assert remaining(after, "slide.svs") == []
    place = "IFD 0, ImageDescription"
    assert {("date", place, "Date"), ("name", place, "User"), ("date", "IFD 0", "DateTime")} <= said(plan)


def test_what_was_taken_out_is_told_without_its_value() -> None:
    _, plan = cleaned(slide(), "slide.svs")
    told = repr(plan)
    assert not [text for text in PLANTED if text.decode() in told]


def test_a_clean_slide_is_not_changed() -> None:
    once, _ = cleaned(slide(), "slide.svs")
    twice, plan = cleaned(once, "slide.svs")
    assert plan.taken == ()
    assert twice == once


def test_label_and_macro_are_kept_where_that_is_asked_for() -> None:
    before = slide()
    after, _ = cleaned(before, "slide.svs", dropped=DROPPED - {Part.LABEL, Part.MACRO})
    assert [segments(after, page) for page in pages(after)] == [segments(before, page) for page in pages(before)]
    assert not [text for text in PLANTED if text in after]
    assert [one.place for one in remaining(after, "slide.svs")] == ["IFD 3", "IFD 4"]


def test_the_thumbnail_goes_where_that_is_asked_for() -> None:
    after, plan = cleaned(slide(), "slide.svs", dropped=DROPPED | {Part.THUMBNAIL})
    assert [page.shape for page in pages(after)] == [(256, 320, 3), (128, 160, 3)]
    assert ("picture", "IFD 1", "thumbnail") in said(plan)


@KINDS
def test_blank_pictures_take_the_place_of_label_and_macro(layout: str) -> None:
    before = slide(**LAYOUTS[layout])
    after, plan = cleaned(before, "slide.svs", is_blanking=True)
    assert {one.how for one in plan.taken if one.name in ("label", "macro")} == {How.BLANKED}
    found = pages(after)
    assert [page.shape for page in found] == [page.shape for page in pages(before)]
    with tifffile.TiffFile(io.BytesIO(after)) as file:
        for number, picture in ((3, label()), (4, macro())):
            blank = file.pages[number].asarray()
            assert blank.shape == picture.shape
            assert (blank == 255).all()
        assert np.array_equal(file.pages[2].asarray(), pixels(256, 320)[::2, ::2])
    assert label().tobytes()[:180] not in after
    if layout != "BigTIFF, big":  # Pillow does not read on in such a file, be it cleaned or not
        with Image.open(io.BytesIO(after)) as opened:
            opened.seek(3)
            assert opened.convert("RGB").getpixel((5, 80)) == (255, 255, 255)


def test_openslide_and_pillow_open_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "slide.svs"
    path.write_bytes(slide())
    with openslide.OpenSlide(path) as before:
        assert {"label", "macro"} <= set(before.associated_images)
        region = before.read_region((10, 20), 0, (90, 80)).tobytes()
    path.write_bytes(cleaned(slide(), "slide.svs")[0])
    with openslide.OpenSlide(path) as after:
        assert after.properties["openslide.vendor"] == "aperio"
        assert set(after.associated_images) == {"thumbnail"}
        assert after.read_region((10, 20), 0, (90, 80)).tobytes() == region
        assert after.level_count == 2
        assert not {"aperio.Date", "aperio.User", "tiff.DateTime"} & set(after.properties)
        assert after.properties["aperio.MPP"] == "0.4990"
    path.write_bytes(cleaned(slide(), "slide.svs", is_blanking=True)[0])
    with openslide.OpenSlide(path) as blank:
        assert blank.associated_images["label"].convert("RGB").getpixel((3, 3)) == (255, 255, 255)


def test_pillow_reads_the_levels(tmp_path: Path) -> None:
    after, _ = cleaned(slide(), "slide.svs")
    with Image.open(io.BytesIO(after)) as picture:
        assert getattr(picture, "n_frames", 0) == 3
        picture.seek(2)
        assert np.array_equal(np.asarray(picture), pixels(256, 320)[::2, ::2])


def jpegs() -> bytes:
    """Return a slide whose pictures are JPEG in YCbCr, written by libtiff."""
    told = (
        f"{APERIO}320x256{PAIRS}",
        f"{APERIO}320x256 -> 80x64 - |x",
        f"{APERIO}label 60x90",
        f"{APERIO}macro 120x50",
    )
    smooth = np.linspace(0, 255, 256 * 320 * 3).reshape(256, 320, 3).astype(np.uint8)
    pictures = [Image.fromarray(each).convert("YCbCr") for each in (smooth, smooth[::4, ::4], label(), macro())]
    for picture, text in zip(pictures, told, strict=True):
        picture.encoderinfo = {"tiffinfo": {270: text, 306: "2009:12:29 09:59:15"}, "compression": "jpeg"}
    stream = io.BytesIO()
    pictures[0].save(stream, "TIFF", save_all=True, append_images=pictures[1:], compression="jpeg")
    return stream.getvalue()


@pytest.mark.parametrize("is_blanking", [False, True])
def test_pictures_in_jpeg(*, is_blanking: bool) -> None:
    before = jpegs()
    with Image.open(io.BytesIO(before)) as opened:
        photometric = getattr(opened, "tag_v2", {})[262]
        first = np.asarray(opened.convert("RGB"))
    assert photometric == 6
    after, _ = cleaned(before, "slide.svs", is_blanking=is_blanking)
    assert b"2009:" not in after
    assert not [text for text in PLANTED if text in after]
    with Image.open(io.BytesIO(after)) as opened:
        assert getattr(opened, "n_frames", 0) == (4 if is_blanking else 2)
        assert np.array_equal(np.asarray(opened.convert("RGB")), first)
        if is_blanking:
            for number, size in ((2, (60, 90)), (3, (120, 50))):
                opened.seek(number)
                assert opened.size == size
                assert opened.convert("RGB").getextrema() == ((255, 255),) * 3


def test_identifiers_of_the_consortium_may_stay() -> None:
    text = f"{APERIO}320x256|Filename = HTA201_12_D3|Title = S20-4711|Date = 12/29/09"
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        file.write(pixels(64, 64), description=text, metadata=None, software=False, photometric="rgb")
    assert (
        pages(cleaned(stream.getvalue(), "slide.svs")[0])[0].description == f"{APERIO}320x256|Filename = HTA201_12_D3"
    )
