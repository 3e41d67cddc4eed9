"""An OME-TIFF as it must be has no finding; each rule of the manual has one where it is broken."""

import pytest

from tests.checks.formats.ome.writing import CHANNELS, PLANES, SPACE, document, ome_tiff, picture, pixels
from tests.checks.formats.tiff.writing import codes, forbidden, image, look, tiff, told
from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import BudgetSpent

NAME = "core.ome.tiff"
AT = "IFD 0, ImageDescription, OME/"


def codes_of(xml: str, pages: int = 2) -> set[str]:
    return codes(look(ome_tiff(xml, pages), NAME))


def test_a_good_one_has_no_finding() -> None:
    notes = look(ome_tiff(), NAME)
    assert codes(notes) == set()
    assert notes.forbidden == []
    assert notes.facts["SIZE_C"] == 2
    assert notes.facts["CHANNEL_NAMES"] == ("DNA", "CD3")
    assert notes.facts["PHYSICAL_SIZE_X"] == notes.facts["PHYSICAL_SIZE_Y"] == 0.5
    assert notes.facts["PIXEL_TYPE"] == "uint8"
    assert notes.facts["MAKER"] == "OME-TIFF"


@pytest.mark.requirement("R106")
def test_a_date_of_acquisition() -> None:
    xml = document(picture("<AcquisitionDate>2019-03-04T10:11:12</AcquisitionDate>"))
    assert forbidden(look(ome_tiff(xml))) == {(Kind.DATE, AT + "Image/AcquisitionDate")}


@pytest.mark.requirement("R107")
def test_experimenters() -> None:
    who = '<Experimenter ID="Experimenter:0" FirstName="Maria" LastName="Muster" Email="m@x.org" Institution="Clinic"/>'
    notes = look(ome_tiff(document(before=who)))
    assert forbidden(notes) == {
        (Kind.NAME, AT + "Experimenter@FirstName"),
        (Kind.NAME, AT + "Experimenter@LastName"),
        (Kind.EMAIL, AT + "Experimenter@Email"),
    }
    assert "Clinic" in told(notes)


def test_an_experimenter_without_a_name_is_nobody() -> None:
    assert look(ome_tiff(document(before='<Experimenter ID="Experimenter:0" LastName=""/>'))).forbidden == []


ANNOTATIONS = (
    '<StructuredAnnotations><TimestampAnnotation ID="Annotation:0"><Value>2019-03-04T10:11:12</Value>'
    '</TimestampAnnotation><MapAnnotation ID="Annotation:1"><Value><M K="Scan Date">4 March 2019</M>'
    '<M K="Stain">DAPI</M></Value></MapAnnotation><XMLAnnotation ID="Annotation:2"><Value><OriginalMetadata>'
    "<Key>UserName</Key><Value>mmuster</Value></OriginalMetadata></Value></XMLAnnotation></StructuredAnnotations>"
)


@pytest.mark.requirement("R108")
def test_structured_annotations() -> None:
    notes = look(ome_tiff(document(behind=ANNOTATIONS)))
    assert codes(notes) == {"format.ome_annotations", "format.date_words"}
    assert {(kind, place.removeprefix(AT + "StructuredAnnotations/")) for kind, place in forbidden(notes)} == {
        (Kind.DATE, "TimestampAnnotation/Value"),
        (Kind.DATE, "MapAnnotation/Value/M"),
        (Kind.NAME, "XMLAnnotation/Value/OriginalMetadata"),
    }
    assert "DAPI" in told(notes)


def test_texts_that_people_wrote_are_handed_on_and_numbers_are_not() -> None:
    xml = document(picture("<Description>seen on 4 March</Description>"), behind="<!-- by Maria -->")
    texts = told(look(ome_tiff(xml)))
    assert {"seen on 4 March", "core", "DNA", "by Maria"} <= {text.strip() for text in texts}
    assert texts.isdisjoint({"64", "uint8", "XYCZT", "Image:0"})


@pytest.mark.parametrize("name", ["20190304", "04.03.2019", "10:11:12"])
def test_numbers_that_may_be_dates_are_handed_on(name: str) -> None:
    assert name in told(look(ome_tiff(document(picture(name=name)))))


def test_a_serial_number_is_told() -> None:
    xml = document(
        picture('<InstrumentRef ID="Instrument:0"/>'),
        before='<Instrument ID="Instrument:0"><Microscope Manufacturer="M" SerialNumber="S/N 77"/></Instrument>',
    )
    assert forbidden(look(ome_tiff(xml))) == {(Kind.DEVICE, AT + "Instrument/Microscope@SerialNumber")}


@pytest.mark.requirement("R109")
@pytest.mark.parametrize(
    "xml",
    [
        document()[:-9],
        document().replace("<OME ", "<!DOCTYPE OME [<!ENTITY a 'b'>]><OME ", 1),
        document().replace("UTF-8", "UTF-16"),
        document(picture(data=pixels(SizeX=None))),
        document(picture(data=pixels(DimensionOrder="CXYZT"))),
        document(picture(data=pixels(PLANES + CHANNELS))),
        document(picture(data=pixels(CHANNELS + PLANES + "<MetadataOnly/>"))),
        document(picture(data=pixels(Scanner="x"))),
        document(picture(data=pixels(SizeT="none"))),
        document(picture().replace('ID="Image:0"', 'ID="core"')),
        document(picture('<InstrumentRef ID="Instrument:7"/>')),
        document(picture("<Patient/>")),
        document(picture("<AcquisitionDate>yesterday</AcquisitionDate>")),
    ],
)
def test_xml_that_is_not_valid(xml: str) -> None:
    assert "format.ome_invalid" in codes_of(xml)


def test_a_name_that_says_ome_and_no_xml() -> None:
    assert codes(look(tiff(image()), NAME)) == {"format.ome_invalid"}
    assert codes(look(tiff(image()), "core.tiff")) == set()


def test_an_older_schema_is_told_and_its_rules_hold() -> None:
    space = "http://www.openmicroscopy.org/Schemas/OME/2013-06"
    xml = document(picture("<AcquisitionDate>2019-03-04T10:11:12</AcquisitionDate>"), space=space)
    notes = look(ome_tiff(xml))
    assert codes(notes) == {"format.ome_old_schema"}
    assert len(notes.forbidden) == 1


@pytest.mark.requirement("R110")
def test_more_than_one_image() -> None:
    assert codes_of(document(picture(), picture(number=1).replace("Pixels:0", "Pixels:1").replace(":0:", ":1:"))) == {
        "format.images"
    }


def test_labels_and_levels_are_no_images_of_their_own() -> None:
    label = picture(number=1, name="label image", data=pixels('<TiffData IFD="2" PlaneCount="1"/>', ID="Pixels:1"))
    level = picture(number=2, data=pixels("<MetadataOnly/>", ID="Pixels:2", SizeX="32", SizeY="24"))
    notes = look(ome_tiff(document(picture(), label, level), pages=4))
    assert codes(notes) == set()
    assert [(each.kind, each.index) for each in notes.pictures] == [("label", 2)]


OWN, OTHER = (f"urn:uuid:{digit * 8}-1111-1111-1111-{digit * 12}" for digit in "12")
BINARY_ONLY = f'<OME xmlns="{SPACE}"><BinaryOnly MetadataFile="a.companion.ome" UUID="{OTHER}"/></OME>'
ELSEWHERE = PLANES.replace("/>", f'><UUID FileName="b.tif">{OTHER}</UUID></TiffData>', 1)


@pytest.mark.requirement("R112")
@pytest.mark.parametrize(
    "xml", [BINARY_ONLY, document(picture(data=pixels(CHANNELS + ELSEWHERE)), attributes=f'UUID="{OWN}"')]
)
def test_planes_in_other_files(xml: str) -> None:
    assert "format.ome_external" in codes_of(xml)


def test_planes_of_this_file_may_name_it() -> None:
    planes = PLANES.replace("/>", f'><UUID FileName="old name.tif">{OWN}</UUID></TiffData>')
    notes = look(ome_tiff(document(picture(data=pixels(CHANNELS + planes)), attributes=f'UUID="{OWN}"')))
    assert codes(notes) == set()


@pytest.mark.parametrize(
    ("xml", "pages", "code"),
    [
        (document(), 1, "format.ome_planes"),
        (document(picture(data=pixels(SizeZ="3"))), 2, "format.ome_planes"),
        (document(picture(data=pixels(SizeC="3"))), 3, "format.ome_planes"),
        (document(picture(data=pixels(CHANNELS + PLANES.replace('"1" FirstC', '"7" FirstC')))), 2, "format.ome_planes"),
        (document(picture(data=pixels(SizeX="63"))), 2, "format.ome_differs"),
        (document(picture(data=pixels(Type="uint16"))), 2, "format.ome_differs"),
    ],
)
def test_what_does_not_fit_the_pixels(xml: str, pages: int, code: str) -> None:
    assert codes_of(xml, pages) == {code}


@pytest.mark.parametrize(
    "channels",
    [
        "",
        '<Channel ID="Channel:0:0"/><Channel ID="Channel:0:1"/>',
        '<Channel ID="Channel:0:0" Name="Channel 1"/><Channel ID="Channel:0:1" Name="CD3"/>',
        '<Channel ID="Channel:0:0" Name="CD3"/><Channel ID="Channel:0:1" Name="CD3"/>',
        '<Channel ID="Channel:0:0" Name="C:0"/><Channel ID="Channel:0:1" Name="C:1"/>',
    ],
)
def test_channels_without_names_that_say_something(channels: str) -> None:
    assert codes_of(document(picture(data=pixels(channels + PLANES)))) == {"format.channel_names"}


def test_names_like_cd3_and_c4d_say_something() -> None:
    channels = '<Channel ID="Channel:0:0" Name="CD3"/><Channel ID="Channel:0:1" Name="C4d"/>'
    assert codes_of(document(picture(data=pixels(channels + PLANES)))) == set()


def test_color_in_one_channel() -> None:
    channel = '<Channel ID="Channel:0:0" SamplesPerPixel="3"/><TiffData IFD="0" PlaneCount="1"/>'
    notes = look(ome_tiff(document(picture(data=pixels(channel, SizeC="3"))), pages=1, samples=3))
    assert {each.code for each in notes.noted} == {"format.mask_type"}
    assert notes.facts["IS_RGB"] is True


@pytest.mark.parametrize("depth", [65, 5000])
def test_deep_xml_ends(depth: int) -> None:
    assert "format.ome_invalid" in codes_of(document(behind="<A>" * depth + "</A>" * depth))


def test_much_xml_spends_the_budget() -> None:
    with pytest.raises(BudgetSpent):
        look(ome_tiff(document(behind="<A/>" * 5000)), budget=Budget(structures=2000))


def test_latin_text_is_read() -> None:
    raw = document(picture("<Description>Größe in µm</Description>")).replace("UTF-8", "ISO-8859-1").encode("latin-1")
    notes = look(tiff(image() | {270: (2, raw + b"\0")}, image()))
    assert "Größe in µm" in told(notes)
