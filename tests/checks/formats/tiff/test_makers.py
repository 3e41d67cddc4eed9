"""What each scanner writes is told: fields that must be empty, pictures of labels, facts."""

import base64
import io
import struct

import numpy as np
import pytest
from PIL import Image

from tests.checks.formats.tiff.writing import FLOAT, codes, forbidden, image, look, tiff, told
from theatrum.checks.classes import Kind
from theatrum.checks.formats.inspection import Notes

DESCRIPTION = "ImageDescription"
APERIO = (
    "Aperio Image Library v12.0.15 \r\n46000x32914 [0,100 46000x32814] (256x256) JPEG/RGB Q=70|AppMag = 20|"
    "ScanScope ID = SS1302|Filename = S19-1234|Date = 12/29/09|Time = 09:59:15|Time Zone = GMT-05:00|"
    "User = mmuster|MPP = 0.4990|Title = Muster|Barcode = 4711|DSR ID = dsr-7|ImageID = 12"
)


def pictures(notes: Notes) -> list[tuple[str, int]]:
    return [(each.kind, each.index) for each in notes.pictures]


def kinds(notes: Notes) -> dict[str, Kind]:
    return {place.rpartition(", ")[2]: kind for kind, place in forbidden(notes)}


def aperio() -> bytes:
    return tiff(
        image(512, 512, samples=3, tile=64, t270=APERIO),
        image(128, 128, samples=3, t270="Aperio Image Library v12\r\n46000x32914 -> 128x128 - |AppMag = 20"),
        image(128, 128, samples=3, tile=64, t270="Aperio Image Library v12\r\n46000x32914 -> 128x128"),
        image(60, 40, samples=3, t270="Aperio Image Library v12\r\nlabel 60x40", t254=1),
        image(90, 40, samples=3, t270="Aperio Image Library v12\r\nmacro 90x40", t254=9),
    )


@pytest.mark.requirement("R104", "R105", "R118")
def test_aperio() -> None:
    notes = look(aperio(), "slide.svs")
    assert kinds(notes) == {
        "ScanScope ID": Kind.DEVICE,
        "Filename": Kind.CODE,
        "Date": Kind.DATE,
        "Time": Kind.DATE,
        "Time Zone": Kind.DATE,
        "User": Kind.NAME,
        "Title": Kind.CODE,
        "Barcode": Kind.CODE,
        "DSR ID": Kind.CODE,
    }
    assert pictures(notes) == [("thumbnail", 1), ("label", 3), ("macro", 4)]
    assert [(each.width, each.height) for each in notes.pictures] == [(128, 128), (60, 40), (90, 40)]
    assert notes.facts["PHYSICAL_SIZE_X"] == 0.499
    assert notes.facts["HAS_SLIDE_LABEL"] is True
    assert notes.facts["PYRAMID_LEVELS"] == 2
    assert codes(notes) == set()


def test_aperio_without_names_of_pictures() -> None:
    """Some programs drop the descriptions; type and place in the file still say what they are."""
    pages = [image(512, 512, samples=3, tile=64, t270="Aperio"), image(99, 99, samples=3)]
    notes = look(tiff(*pages, image(60, 40, samples=3, t254=1), image(90, 40, samples=3, t254=9)), "slide.svs")
    assert pictures(notes) == [("thumbnail", 1), ("label", 2), ("macro", 3)]


def test_a_cleaned_slide_has_no_finding() -> None:
    text = "Aperio Image Library v12.0.15 \r\n512x512 (64x64) JPEG/RGB|AppMag = 20|MPP = 0.5"
    notes = look(tiff(image(512, 512, samples=3, tile=64, t270=text)), "slide.svs")
    assert (notes.forbidden, notes.pictures, codes(notes)) == ([], [], set())
    assert notes.facts["HAS_SLIDE_LABEL"] is False


def test_hamamatsu() -> None:
    own = {65420: 1, 65421: (FLOAT, 20.0), 65427: "S19-1234", 65442: "000123"}
    own |= {65449: "Created=2019/03/04\r\nUpdated=2019/03/05\r\nProduct=NDP\r\nObjective=20"}
    pages = [image(512, 512, samples=3), image(256, 256, samples=3), image(90, 40, samples=3), image(60, 60)]
    lenses = [20.0, 5.0, -1.0, -2.0]
    written = [page | {65420: 1, 65421: (FLOAT, lens)} for page, lens in zip(pages, lenses, strict=True)]
    written[0] |= own
    notes = look(tiff(*written), "slide.ndpi")
    assert kinds(notes) == {
        "NDPI Reference": Kind.CODE,
        "NDPI SerialNumber": Kind.DEVICE,
        "Created": Kind.DATE,
        "Updated": Kind.DATE,
    }
    assert pictures(notes) == [("macro", 2), ("thumbnail", 3)]
    assert notes.facts["NOMINAL_MAGNIFICATION"] == 20
    assert notes.facts["MAKER"] == "Hamamatsu NDPI"


def qpi(kind: str, name: str = "", more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><PerkinElmer-QPI-ImageDescription><ImageType>{kind}</ImageType>'
        f"<Name>{name}</Name>{more}</PerkinElmer-QPI-ImageDescription>"
    )


def test_perkinelmer() -> None:
    more = (
        "<OperatorName>Maria Muster</OperatorName><SlideID>S19-1234</SlideID><Barcode>4711</Barcode>"
        "<ComputerName>lab-7</ComputerName><StudyName>a study</StudyName>"
        "<ScanProfile><root><AcquisitionDate>2019-03-04</AcquisitionDate></root></ScanProfile>"
    )
    pages = [
        image(256, 256, tile=64, t270=qpi("FullResolution", "DAPI", more)),
        image(256, 256, tile=64, t270=qpi("FullResolution", "CD3", more)),
        image(64, 64, samples=3, t270=qpi("Thumbnail")),
        image(128, 128, tile=64, t270=qpi("ReducedResolution", "DAPI")),
        image(90, 40, samples=3, t270=qpi("Overview")),
        image(60, 40, samples=3, t270=qpi("Label")),
    ]
    notes = look(tiff(*pages), "slide.qptiff")
    assert {kind.rpartition("/")[2]: of for kind, of in kinds(notes).items()} == {
        "OperatorName": Kind.NAME,
        "SlideID": Kind.CODE,
        "Barcode": Kind.CODE,
        "ComputerName": Kind.DEVICE,
        "AcquisitionDate": Kind.DATE,
    }
    assert pictures(notes) == [("thumbnail", 2), ("macro", 4), ("label", 5)]
    assert notes.facts["SIZE_C"] == 2
    assert notes.facts["CHANNEL_NAMES"] == ("DAPI", "CD3")
    assert notes.facts["PYRAMID_LEVELS"] == 2
    assert "a study" in told(notes)


def scn(scenes: int) -> str:
    space = "http://www.leica-microsystems.com/scn/2010/10/01"
    code = base64.b64encode(b"S19-1234").decode()
    data = "".join(
        f'<image name="scan {number}"><creationDate>2019-03-04T10:11:12</creationDate><view sizeX="50" sizeY="50"/>'
        f'<pixels><dimension ifd="{number + 1}" r="0"/></pixels></image>'
        for number in range(scenes)
    )
    whole = '<image><view sizeX="900" sizeY="400"/><pixels><dimension ifd="0" r="0"/></pixels></image>'
    return (
        f'<scn xmlns="{space}"><collection sizeX="900" sizeY="400"><barcode>{code}</barcode>{whole}{data}'
        '<supplementalImage type="label" ifd="3"/></collection></scn>'
    )


def test_leica() -> None:
    pages = [image(90, 40, samples=3, t270=scn(1)), image(512, 512, samples=3, tile=64)]
    notes = look(tiff(*pages, image(256, 256, samples=3, tile=64), image(60, 40, samples=3)), "slide.scn")
    assert set(forbidden(notes)) == {
        (Kind.CODE, "IFD 0, ImageDescription, scn/collection/barcode"),
        (Kind.DATE, "IFD 0, ImageDescription, scn/collection/image[2]/creationDate"),
    }
    assert pictures(notes) == [("macro", 0), ("label", 3)]
    assert notes.facts["SIZE_X"] == 512
    assert codes(notes) == set()


@pytest.mark.requirement("R110")
def test_leica_with_several_scenes() -> None:
    pages = [image(512, 512, samples=3, tile=64)] * 4
    assert "format.images" in codes(look(tiff(pages[0] | {270: scn(2)}, *pages[1:]), "slide.scn"))


def test_ventana() -> None:
    xmp = (
        '<EncodeInfo><SlideInfo><iScan Magnification="40" UserName="mmuster" Barcode1D="4711" UnitNumber="77" '
        'ScanDate="4 March 2019" SlideAnnotation=""/></SlideInfo></EncodeInfo>'
    )
    pages = [
        image(60, 120, samples=3, t270="Label Image", t700=xmp.encode()),
        image(60, 120, t270="Probability_Image"),
        image(512, 512, samples=3, tile=64, t270="level=0 mag=40 quality=95"),
        image(256, 256, samples=3, tile=64, t270="level=1 mag=20 quality=95"),
    ]
    notes = look(tiff(*pages), "slide.bif")
    assert {place.rpartition("@")[2]: kind for kind, place in forbidden(notes)} == {
        "UserName": Kind.NAME,
        "Barcode1D": Kind.CODE,
        "UnitNumber": Kind.DEVICE,
        "ScanDate": Kind.DATE,
    }
    assert pictures(notes) == [("label", 0)]
    assert notes.facts["SIZE_X"] == 512
    assert notes.facts["PYRAMID_LEVELS"] == 2


def jpeg(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((height, width, 3), 200, np.uint8)).save(out, "JPEG")
    return out.getvalue()


def philips() -> str:
    def attribute(name: str, value: str) -> str:
        return f'<Attribute Name="{name}" Group="0x301D" Element="0x1004" PMSVR="IString">{value}</Attribute>'

    label = base64.b64encode(jpeg(60, 40)).decode()
    inner = attribute("PIM_DP_IMAGE_TYPE", "LABELIMAGE") + attribute("PIM_DP_IMAGE_DATA", label)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><DataObject ObjectType="DPUfsImport">'
        + attribute("DICOM_ACQUISITION_DATETIME", "20190304101112.000000")
        + attribute("DICOM_DEVICE_SERIAL_NUMBER", "FMT0123")
        + attribute("DICOM_MANUFACTURER", "PHILIPS")
        + attribute("PIM_DP_UFS_BARCODE", "NDcxMQ==")
        + f'<Attribute Name="PIM_DP_SCANNED_IMAGES"><Array><DataObject ObjectType="DPScannedImage">{inner}'
        "</DataObject></Array></Attribute></DataObject>"
    )


def test_philips() -> None:
    pages = [image(512, 512, samples=3, tile=64, t270=philips()), image(90, 40, samples=3, t270="Macro")]
    notes = look(tiff(*pages), "slide.tiff")
    assert kinds(notes) == {
        "DICOM_ACQUISITION_DATETIME": Kind.DATE,
        "DICOM_DEVICE_SERIAL_NUMBER": Kind.DEVICE,
        "PIM_DP_UFS_BARCODE": Kind.CODE,
    }
    assert pictures(notes) == [("label", 0), ("macro", 1)]
    assert notes.facts["HAS_SLIDE_LABEL"] is True
    assert "PHILIPS" in told(notes)


def test_zeiss() -> None:
    head = bytearray(512)
    content = tiff(image(t34412=bytes(head)))
    at = content.rindex(bytes(512))
    block = struct.pack("<III", 0x10000000, 0, 0)
    for number, kind, value in (
        (0x10000047, 2, b"mmuster\0"),
        (0x10000001, 2, b"a scan\0"),
        (0x10000036, 5, struct.pack("<d", 43528.4)),
    ):
        block += struct.pack("<III", number, kind, len(value)) + value
    struct.pack_into("<I", head, 124, len(content))
    notes = look(content[:at] + bytes(head) + content[at + 512 :] + block, "scan.lsm")
    assert kinds(notes) == {"User": Kind.NAME, "Sample0time": Kind.DATE}
    assert "a scan" in told(notes)


def test_any_other_program_may_name_a_label() -> None:
    pages = [image(512, 512, samples=3, t270="label-free imaging"), image(60, 40, samples=3, t285="Label")]
    notes = look(tiff(*pages, image(90, 40, samples=3, t270="macro image of the slide")), "slide.tiff")
    assert pictures(notes) == [("label", 1), ("macro", 2)]


def test_a_broken_description_is_told_and_read_as_text() -> None:
    notes = look(tiff(image(t270=qpi("FullResolution")[:-5])), "slide.qptiff")
    assert codes(notes) == {"format.embedded_broken"}
    assert any("FullResolution" in text for text in told(notes))
