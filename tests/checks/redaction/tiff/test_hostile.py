"""Damaged and hostile TIFFs: a copy in which pixels are what they were, or a refusal that names a place."""

import io
import struct
from time import monotonic

import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.tiff.writing import SHORT, image, tiff
from tests.checks.redaction.cleaning import cleaned
from tests.checks.redaction.tiff.slides import APERIO, PLANTED, slide
from theatrum.checks.redaction.wishes import Refused

SLIDE = slide()


def refused(content: bytes) -> str:
    """Return why bytes are refused."""
    with pytest.raises(Refused) as found:
        cleaned(content)
    assert found.value.fix
    return found.value.problem


@pytest.mark.parametrize("length", [9, 100, 1000, len(SLIDE) // 2, len(SLIDE) - 4])
def test_a_file_that_is_cut_off_is_refused(length: int) -> None:
    content = SLIDE[:length]
    try:
        after, _ = cleaned(content)
    except Refused:
        return
    # What was lost are pixels at the end, which nobody asked to change.
    assert not [text for text in PLANTED if text in after]


def test_a_chain_that_leads_back_is_refused() -> None:
    content = bytearray(tiff(image(), image()))
    first = struct.unpack_from("<I", content, 4)[0]
    content[-4:] = struct.pack("<I", first)
    assert refused(bytes(content)).startswith("IFD 2: it has an offset that leads back")


def test_a_text_that_lies_about_its_length_is_refused() -> None:
    content = bytearray(tiff(image(t306="2009:12:29 09:59:15")))
    at = content.index(struct.pack("<HH", 306, 2))
    content[at + 4 : at + 8] = struct.pack("<I", 1 << 31)
    assert "tag 306" in refused(bytes(content))


def test_a_text_in_the_place_of_pixels_is_refused() -> None:
    """The strip of the image begins where the date stands: taking it out would change pixels."""
    content = bytearray(tiff(image(t306="2009:12:29 09:59:15")))
    place = content.index(b"2009:12:29")
    at = content.index(struct.pack("<HHII", 273, 4, 1, 8))
    content[at + 8 : at + 12] = struct.pack("<I", place)
    assert refused(bytes(content)) == f"Byte {place} belongs to what would be taken out, and to something else."


def test_a_text_in_the_place_of_a_directory_is_refused() -> None:
    content = bytearray(tiff(image(t306="2009:12:29 09:59:15")))
    first = struct.unpack_from("<I", content, 4)[0]
    at = content.index(struct.pack("<HH", 306, 2))
    content[at + 8 : at + 12] = struct.pack("<I", first)
    assert "belongs to what would be taken out" in refused(bytes(content))


def test_a_label_that_shares_pixels_with_the_data_is_refused() -> None:
    pages = [image(64, 64, tile=64, t270="Aperio x"), image(t270=f"{APERIO}label 64x48", t254=1)]
    assert "belongs to what would be taken out" in refused(tiff(*pages))


def test_a_file_of_nothing_but_a_label_is_refused() -> None:
    content = bytearray(tiff(image(64, 48, t270='<OME><Image Name="label"/></OME>')))
    assert refused(bytes(content)) == "It holds nothing but pictures that are to be taken out."


def test_places_without_lengths_are_refused() -> None:
    page = image(64, 64, tile=16, t325=[4, 4])
    assert "16 places of pixel data, and 2 lengths" in refused(tiff(page))


def test_a_label_in_millions_of_parts_ends_soon() -> None:
    count = 600_000
    label = image(t270=f"{APERIO}label 64x48", t254=1) | {273: (4, [8] * count), 279: (4, [1] * count)}
    start = monotonic()
    assert "too many parts" in refused(tiff(image(64, 64, tile=64, t270="Aperio x"), label))
    assert monotonic() - start < 60


@pytest.mark.parametrize("photometric", [0, 1, 3])
def test_a_blank_picture_is_white_whatever_white_is(photometric: int) -> None:
    grey = image(64, 64, tile=64, t270="Aperio x")
    label = image(64, 48, t270=f"{APERIO}label 64x48", t254=1, t262=(SHORT, photometric)) | {273: 12, 279: 2}
    after, _ = cleaned(tiff(grey, label), is_blanking=True)
    with tifffile.TiffFile(io.BytesIO(after)) as file:
        assert set(file.pages[1].asarray().ravel()) == {255 if photometric == 1 else 0}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_ends_in_anything_but_a_copy_or_a_refusal(data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 4))
        content[at : at + 4] = data.draw(st.sampled_from([b"\xff" * 4, bytes(4), b"\x08\0\0\0", b"\0\0\0\x80"]))
    try:
        after, plan = cleaned(bytes(content), data.draw(st.sampled_from(["a.tiff", "a.svs"])))
    except Refused:
        return
    assert len(after) <= len(content) + 400
    assert len(plan.taken) < 500


SMALL = tiff(
    image(64, 64, samples=3, tile=16, t270=f"{APERIO}64x64|Date = 12/29/09", t306="2009:12:29 09:59:15", t315="Ada"),
    image(16, 16, samples=3, t270=f"{APERIO}64x64 -> 16x16"),
    image(20, 30, samples=3, t270=f"{APERIO}label 20x30", t254=1) | {273: 12, 279: 2},
    below={
        0: {
            330: [image(32, 32, t306="2009:12:29 09:59:15")],
            34665: [{36867: "2009:12:29 09:59:15"}],
            34853: [{29: "2009:12:29"}],
        }
    },
)


def test_exif_and_gps_are_cleaned() -> None:
    after, plan = cleaned(SMALL, "a.svs")
    assert b"2009" not in after
    assert {("IFD 0, EXIF", "DateTimeOriginal"), ("IFD 0, GPS", "GPS"), ("IFD 0, SubIFD 0", "DateTime")} <= {
        (one.place, one.name) for one in plan.taken
    }
