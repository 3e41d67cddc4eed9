"""What each scanner writes is taken out, and the file stays one of its kind."""

import base64
import io
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openslide
import pytest
import tifffile
from PIL import Image

from tests.checks.redaction.cleaning import cleaned, pages, remaining, said, segments
from tests.checks.redaction.tiff.slides import pixels
from theatrum.checks.redaction.wishes import DROPPED, Part, Refused

PLAIN: dict[str, Any] = {"metadata": None, "software": False, "photometric": "rgb"}
SECRETS = (
    "Maria Muster",
    "mmuster",
    "S19-1234",
    "4711",
    "lab-7",
    "2019-03-04",
    "2019/03/04",
    "4 March 2019",
    "FMT0123",
)


def file(*images: tuple[Any, dict[str, Any]]) -> bytes:
    """Return a TIFF of these images."""
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as writer:
        for data, options in images:
            writer.write(data, **PLAIN | options)
    return stream.getvalue()


def must_be_clean(after: bytes, name: str, *, but: Sequence[str] = ()) -> None:
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert [one.place for one in remaining(after, name)] == list(but)


def qpi(kind: str, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><PerkinElmer-QPI-ImageDescription>'
        f"<ImageType>{kind}</ImageType><Name>DAPI</Name>{more}</PerkinElmer-QPI-ImageDescription>"
    )


@pytest.mark.requirement("R104", "R118")
def test_perkinelmer() -> None:
    more = (
        "<OperatorName>Maria Muster</OperatorName><SlideID>S19-1234</SlideID><Barcode>4711</Barcode>"
        "<ComputerName>lab-7</ComputerName><Objective>20x</Objective>"
        "<ScanProfile><root><AcquisitionDate>2019-03-04</AcquisitionDate></root></ScanProfile>"
    )
    data = pixels(128, 128)
    before = file(
        (data, {"tile": (64, 64), "description": qpi("FullResolution", more), "software": "PerkinElmer-QPI"}),
        (data[::4, ::4], {"description": qpi("Thumbnail")}),
        (data[::2, ::2], {"tile": (64, 64), "description": qpi("ReducedResolution", more)}),
        (pixels(20, 40, seed=1), {"description": qpi("Overview")}),
        (pixels(30, 20, seed=2), {"description": qpi("Label")}),
    )
    after, plan = cleaned(before, "slide.qptiff")
    must_be_clean(after, "slide.qptiff")
    assert plan.label == "PerkinElmer QPTIFF"
    assert {("picture", "IFD 3", "macro"), ("picture", "IFD 4", "label")} <= said(plan)
    assert ("name", "IFD 0, ImageDescription", "OperatorName") in said(plan)
    assert [segments(after, page) for page in pages(after)] == [segments(before, page) for page in pages(before)[:3]]
    assert "<Objective>20x</Objective>" in pages(after)[0].description
    with tifffile.TiffFile(io.BytesIO(after)) as opened:
        assert opened.is_qpi


def test_leica_keeps_the_numbers_of_its_directories() -> None:
    code = base64.b64encode(b"S19-1234").decode()
    xml = (
        '<scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01"><collection sizeX="900" sizeY="400">'
        f'<barcode>{code}</barcode><image><view sizeX="900" sizeY="400"/><pixels><dimension ifd="0"/></pixels></image>'
        '<image name="scan"><creationDate>2019-03-04T10:11:12</creationDate><view sizeX="50" sizeY="50"/>'
        '<pixels><dimension ifd="1" r="0"/></pixels></image></collection></scn>'
    )
    data = pixels(128, 128)
    before = file((pixels(40, 90, seed=1), {"description": xml}), (data, {"tile": (64, 64)}))
    after, plan = cleaned(before, "slide.scn")
    must_be_clean(after, "slide.scn", but=["IFD 0"])
    assert code.encode() not in after
    assert ("picture", "IFD 0", "macro") in said(plan)
    with tifffile.TiffFile(io.BytesIO(after)) as opened:
        assert (opened.pages[0].asarray() == 255).all()
        assert np.array_equal(opened.pages[1].asarray(), data)


def test_ventana_keeps_what_readers_need() -> None:
    xmp = (
        '<EncodeInfo><SlideInfo><iScan Magnification="40" UserName="mmuster" Barcode1D="4711" UnitNumber="77" '
        'ScanDate="4 March 2019" SlideAnnotation=""/></SlideInfo></EncodeInfo>'
    )
    data = pixels(128, 128)
    tags = [(700, "B", len(xmp), xmp.encode(), True)]
    before = file(
        (pixels(60, 120, seed=1), {"description": "Label Image", "extratags": tags}),
        (data, {"tile": (64, 64), "description": "level=0 mag=40 quality=95"}),
    )
    after, plan = cleaned(before, "slide.bif")
    must_be_clean(after, "slide.bif", but=["IFD 0"])
    assert b'Magnification="40"' in after
    assert ("picture", "IFD 0", "label") in said(plan)
    assert pixels(60, 120, seed=1).tobytes()[:300] not in after
    with tifffile.TiffFile(io.BytesIO(after)) as opened:
        assert np.array_equal(opened.pages[1].asarray(), data)


def test_philips_has_pictures_in_its_description() -> None:
    def attribute(name: str, value: str) -> str:
        return f'<Attribute Name="{name}" Group="0x301D" Element="0x1004" PMSVR="IString">{value}</Attribute>'

    label = base64.b64encode(pixels(30, 20, seed=3).tobytes()).decode()
    inner = attribute("PIM_DP_IMAGE_TYPE", "LABELIMAGE") + attribute("PIM_DP_IMAGE_DATA", label)
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><DataObject ObjectType="DPUfsImport">'
        + attribute("DICOM_ACQUISITION_DATETIME", "20190304101112.000000")
        + attribute("DICOM_DEVICE_SERIAL_NUMBER", "FMT0123")
        + attribute("DICOM_MANUFACTURER", "PHILIPS")
        + attribute("PIM_DP_UFS_BARCODE", "NDcxMQ==")
        + f'<Attribute Name="PIM_DP_SCANNED_IMAGES"><Array><DataObject ObjectType="DPScannedImage">{inner}'
        "</DataObject></Array></Attribute></DataObject>"
    )
    data = pixels(128, 128)
    before = file((data, {"tile": (64, 64), "description": xml}), (pixels(40, 90, seed=1), {"description": "Macro"}))
    after, plan = cleaned(before, "slide.tiff")
    must_be_clean(after, "slide.tiff")
    assert label.encode() not in after
    assert b"20190304" not in after
    assert b"PHILIPS" in after
    assert {("picture", "IFD 0, ImageDescription", "label"), ("picture", "IFD 1", "macro")} <= said(plan)
    kept, _ = cleaned(before, "slide.tiff", dropped=DROPPED - {Part.LABEL})
    assert label.encode() in kept
    assert len(pages(kept)) == 1


def test_a_file_of_zeiss_is_refused() -> None:
    with pytest.raises(Refused, match="LSM"):
        cleaned(file((pixels(9, 9), {"extratags": [(34412, "B", 200, bytes(200), True)]})), "scan.lsm")


def ndpi(*directories: Mapping[int, tuple[int, bytes]]) -> bytes:
    """Return an NDPI: offsets of 8 bytes, their high halves behind each directory. Values by tag, with type."""
    widths = {2: 1, 3: 2, 4: 4, 7: 1, 11: 4}
    out = bytearray(b"II*\0" + bytes(8))
    lead = 4
    for tags in directories:
        fields = b""
        for tag, (kind, raw) in sorted(tags.items()):
            field = raw.ljust(4, b"\0") if len(raw) <= 4 else len(out).to_bytes(4, "little")
            fields += struct.pack("<HHI", tag, kind, len(raw) // widths[kind]) + field
            out += raw if len(raw) > 4 else b""
        struct.pack_into("<Q", out, lead, len(out))
        out += struct.pack("<H", len(tags)) + fields
        lead = len(out)
        out += bytes(8 + 4 * len(tags))
    return bytes(out)


def ndpi_image(picture: bytes, lens: float, at: int, **more: tuple[int, bytes]) -> dict[int, tuple[int, bytes]]:
    """Return the tags of an image of 8 x 4 pixels, whose strip stands at a place."""
    numbers = {256: 8, 257: 4, 273: at, 278: 4, 279: len(picture)}
    shorts = {258: 8, 259: 1, 262: 1, 277: 1}
    tags = {tag: (4, struct.pack("<I", number)) for tag, number in numbers.items()}
    tags |= {tag: (3, struct.pack("<H", number)) for tag, number in shorts.items()}
    tags |= {65420: (4, struct.pack("<I", 1)), 65421: (11, struct.pack("<f", lens)), 271: (2, b"Hamamatsu\0")}
    return tags | {int(tag[1:]): value for tag, value in more.items()}


@pytest.mark.requirement("R104", "R118")
def test_hamamatsu() -> None:
    data, macro = bytes(range(100, 132)), bytes(range(200, 232))
    whole = ndpi_image(
        data,
        20.0,
        0,
        t306=(2, b"2019:03:04 10:11:12\0"),
        t65427=(2, b"S19-1234\0"),
        t65442=(2, b"004711\0"),
        t65449=(2, b"Created=2019/03/04\r\nUpdated=2019/03/04\r\nProduct=NDP\r\nObjective=20\r\n\0"),
    )
    content = ndpi(whole, ndpi_image(macro, -1.0, 0), ndpi_image(data, -2.0, 0))
    # The strips stand behind; their places are known when the rest is written.
    places = [len(content), len(content) + 32, len(content)]
    lenses = zip((whole, ndpi_image(macro, -1.0, 0), ndpi_image(data, -2.0, 0)), places, strict=True)
    before = ndpi(*[tags | {273: (4, struct.pack("<I", at))} for tags, at in lenses]) + data + macro
    after, plan = cleaned(before, "slide.ndpi")
    assert plan.label == "Hamamatsu NDPI"
    must_be_clean(after, "slide.ndpi")
    assert len(after) == len(before)
    assert after[-64:-32] == data
    assert after[-32:] == bytes(32)
    assert b"Product=NDP\r\nObjective=20" in after
    assert ("picture", "IFD 1", "macro") in said(plan)
    again, rest = cleaned(after, "slide.ndpi")
    assert (again, rest.taken) == (after, ())
    blank, _ = cleaned(before, "slide.ndpi", is_blanking=True)
    assert blank[len(before) - 32 : len(before)] == bytes(32)


def must_open_alike(tmp_path: Path, before: bytes, after: bytes, vendor: str) -> set[str]:
    """Have OpenSlide read the same from original and copy; return the names of the copy's pictures beside the data."""
    seen, pictures = [], set()
    for name, content in (("before.tiff", before), ("after.tiff", after)):
        (tmp_path / name).write_bytes(content)
        with openslide.OpenSlide(tmp_path / name) as opened:
            assert opened.properties["openslide.vendor"] == vendor
            region = opened.read_region((3, 3), 0, (60, 60)).tobytes()
            seen.append((opened.level_dimensions, region))
            pictures = set(opened.associated_images)
    assert seen[0] == seen[1]
    return pictures


def test_openslide_reads_a_cleaned_philips(tmp_path: Path) -> None:
    def attribute(name: str, value: str, kind: str = "IString") -> str:
        return f'<Attribute Name="{name}" Group="0x301D" Element="0x1004" PMSVR="{kind}">{value}</Attribute>'

    def image(inner: str) -> str:
        return f'<DataObject ObjectType="DPScannedImage">{inner}</DataObject>'

    stream = io.BytesIO()
    Image.fromarray(pixels(30, 20, seed=3)).save(stream, "JPEG")
    picture = base64.b64encode(stream.getvalue()).decode()
    label = attribute("PIM_DP_IMAGE_TYPE", "LABELIMAGE") + attribute("PIM_DP_IMAGE_DATA", picture)
    spacing = attribute("DICOM_PIXEL_SPACING", "&quot;0.00025&quot; &quot;0.00025&quot;")
    level = spacing + attribute("PIIM_PIXEL_DATA_REPRESENTATION_NUMBER", "0")
    levels = f'<Array><DataObject ObjectType="PixelDataRepresentation">{level}</DataObject></Array>'
    data = attribute("PIM_DP_IMAGE_TYPE", "WSI") + attribute("PIIM_PIXEL_DATA_REPRESENTATION_SEQUENCE", levels)
    images = attribute("PIM_DP_SCANNED_IMAGES", f"<Array>{image(data)}{image(label)}</Array>", "IDataObjectArray")
    dated = attribute("DICOM_ACQUISITION_DATETIME", "20190304101112.000000")
    xml = f'<?xml version="1.0"?><DataObject ObjectType="DPUfsImport">{dated}{images}</DataObject>'
    before = file(
        (pixels(128, 128), {"tile": (64, 64), "description": xml, "software": "Philips DP v1.0"}),
        (pixels(40, 90, seed=1), {"description": "Macro", "subfiletype": 1}),
        (pixels(30, 20, seed=2), {"description": "Label", "subfiletype": 1}),
    )
    after, _ = cleaned(before, "slide.tiff")
    assert must_open_alike(tmp_path, before, after, "philips") == set()
    assert b"20190304" not in after


def test_openslide_reads_a_cleaned_leica(tmp_path: Path) -> None:
    def image(name: str, sizes: tuple[int, int, int, int], ifd: int) -> str:
        width, height, far, high = sizes
        return (
            f'<image name="{name}" uuid="{name}"><creationDate>2019-03-04T10:11:12</creationDate>'
            f'<device model="SCN400" version="1"/><pixels sizeX="{width}" sizeY="{height}">'
            f'<dimension sizeX="{width}" sizeY="{height}" r="0" ifd="{ifd}"/></pixels>'
            f'<view sizeX="{far}" sizeY="{high}" offsetX="0" offsetY="0"/><scanSettings><objectiveSettings>'
            "<objective>20</objective></objectiveSettings><illuminationSettings>"
            "<illuminationSource>brightfield</illuminationSource></illuminationSettings></scanSettings></image>"
        )

    inner = image("whole", (90, 40, 9000, 4000), 0) + image("scan", (128, 128, 1280, 1280), 1)
    space = "http://www.leica-microsystems.com/scn/2010/10/01"
    xml = f'<scn xmlns="{space}"><collection name="c" uuid="u" sizeX="9000" sizeY="4000">{inner}</collection></scn>'
    before = file(
        (pixels(40, 90, seed=1), {"tile": (64, 64), "description": xml}), (pixels(128, 128), {"tile": (64, 64)})
    )
    after, _ = cleaned(before, "slide.scn")
    assert must_open_alike(tmp_path, before, after, "leica") == {"macro"}
    with openslide.OpenSlide(tmp_path / "after.tiff") as opened:
        assert "leica.creation-date" not in opened.properties
        assert opened.associated_images["macro"].convert("RGB").getextrema() == ((255, 255),) * 3
