"""OME-TIFF: the description stays one that fits the file, without dates, people, annotations and labels."""

import io
from typing import Any

import numpy as np
import pytest
import tifffile

from tests.checks.redaction.cleaning import cleaned, pages, remaining, said, segments
from tests.checks.redaction.tiff.slides import Pixels, pixels
from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.inspecting import inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.formats.markup import parsed
from theatrum.checks.redaction.wishes import DROPPED, Part, Refused

UUID = "urn:uuid:11111111-2222-3333-4444-555555555555"
SPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"
REMARK = "see the OME-TIFF web site: https://docs.openmicroscopy.org/latest/ome-model/ome-tiff/"
BEFORE = (
    '<Experimenter ID="Experimenter:0" FirstName="Ada" LastName="Okafor" Email="ada@example.org"/>'
    '<Instrument ID="Instrument:0"><Microscope SerialNumber="SS7321" Model="GT450"/></Instrument>'
)
BEHIND = (
    '<StructuredAnnotations><XMLAnnotation ID="Annotation:0"><Value><OriginalMetadata><Key>Date</Key>'
    "<Value>12/29/09</Value></OriginalMetadata></Value></XMLAnnotation></StructuredAnnotations>"
)
SECRETS = (b"Ada", b"Okafor", b"ada@example", b"SS7321", b"12/29/09", b"2009-12-29")


def image(number: int, name: str, data: Pixels, uuid: str = UUID) -> str:
    height, width, _ = data.shape
    return (
        f'<Image ID="Image:{number}" Name="{name}"><AcquisitionDate>2009-12-29T09:59:15</AcquisitionDate>'
        '<ExperimenterRef ID="Experimenter:0"/><InstrumentRef ID="Instrument:0"/>'
        f'<Pixels ID="Pixels:{number}" BigEndian="false" DimensionOrder="XYCZT" Interleaved="true" SizeX="{width}" '
        f'SizeY="{height}" SizeC="3" SizeZ="1" SizeT="1" Type="uint8"><Channel ID="Channel:{number}:0" '
        f'SamplesPerPixel="3"/><TiffData FirstC="0" FirstT="0" FirstZ="0" IFD="{number}" PlaneCount="1">'
        f'<UUID FileName="Okafor.ome.tif">{uuid}</UUID></TiffData></Pixels><AnnotationRef ID="Annotation:0"/></Image>'
    )


def document(*images: str) -> str:
    attributes = f'xmlns="{SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" UUID="{UUID}"'
    places = f'xsi:schemaLocation="{SPACE} {SPACE}/ome.xsd"'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?><!-- {REMARK} -->'
        f'<OME {attributes} Creator="OME Bio-Formats 6.10.0" {places}>{BEFORE}{"".join(images)}{BEHIND}</OME>'
    )


DATA = [pixels(128, 160), pixels(60, 40, seed=1), pixels(30, 100, seed=2), pixels(64, 64, seed=3)]
NAMES = ["core", "label image", "macro image", "second"]


def written(xml: str | None = None, **options: Any) -> bytes:
    """Return a file of four images, as Bio-Formats writes a slide with its label."""
    xml = xml or document(*[image(number, NAMES[number], data) for number, data in enumerate(DATA)])
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream, **options) as file:
        for number, data in enumerate(DATA):
            file.write(
                data,
                tile=(64, 64),
                photometric="rgb",
                description=xml.encode() if number == 0 else None,
                metadata=None,
                software=False,
            )
    return stream.getvalue()


@pytest.mark.parametrize("options", [{}, {"bigtiff": True}, {"byteorder": ">"}, {"bigtiff": True, "byteorder": ">"}])
@pytest.mark.requirement("R104", "R118")
def test_dates_people_annotations_and_labels_are_gone_and_the_rest_is_in_step(options: dict[str, Any]) -> None:
    before = written(**options)
    after, plan = cleaned(before, "slide.ome.tif")
    assert [secret for secret in SECRETS if secret in after] == []
    assert remaining(after, "slide.ome.tif") == []
    place = "IFD 0, ImageDescription"
    assert {
        ("picture", "IFD 1", "label"),
        ("picture", "IFD 2", "macro"),
        ("date", place, "AcquisitionDate"),
        ("name", place, "Experimenter@LastName"),
        ("email", place, "Experimenter@Email"),
        ("device", place, "Microscope@SerialNumber"),
        ("free_text", place, "StructuredAnnotations"),
    } <= said(plan)
    first, last = pages(before)[0], pages(before)[3]
    assert [segments(after, page) for page in pages(after)] == [segments(before, page) for page in (first, last)]
    with tifffile.TiffFile(io.BytesIO(after)) as file:
        assert [series.name for series in file.series] == ["core", "second"]
        assert np.array_equal(file.series[0].asarray(), DATA[0])
        assert np.array_equal(file.series[1].asarray(), DATA[3])
        xml = file.ome_metadata or ""
    assert REMARK in xml
    assert 'IFD="1"' in xml
    assert 'ID="Image:1"' not in xml
    parsed(xml, place="", budget=Budget())


def test_the_description_follows_its_schema_before_and_after() -> None:
    def wrong(content: bytes) -> set[str]:
        noted = inspect_file(Held(content), Asked("slide.ome.tif")).noted
        return {one.code for one in noted if one.code.startswith("format.ome")}

    before = written()
    assert wrong(cleaned(before, "slide.ome.tif")[0]) <= wrong(before)
    for part in (Part.LABEL, Part.ANNOTATIONS):
        assert wrong(cleaned(before, "slide.ome.tif", dropped=DROPPED - {part})[0]) <= wrong(before)


def test_annotations_stay_where_that_is_asked_for_without_their_dates() -> None:
    after, _ = cleaned(written(), "slide.ome.tif", dropped=DROPPED - {Part.ANNOTATIONS})
    assert b"<Key>Date</Key><Value></Value>" in after
    assert b"AnnotationRef" in after
    assert b"12/29/09" not in after


def test_blank_pictures_keep_the_description_as_it_is() -> None:
    after, _ = cleaned(written(), "slide.ome.tif", is_blanking=True)
    with tifffile.TiffFile(io.BytesIO(after)) as file:
        assert [series.name for series in file.series] == NAMES
        assert [bool((series.asarray() == 255).all()) for series in file.series] == [False, True, True, False]
    assert DATA[1].tobytes()[:100] not in after


def test_labels_of_a_set_of_files_are_refused_or_blanked() -> None:
    other = "urn:uuid:99999999-2222-3333-4444-555555555555"
    xml = document(*[image(0, "core", DATA[0]), image(1, "label image", DATA[1], other)])
    with pytest.raises(Refused, match="several files"):
        cleaned(written(xml), "slide.ome.tif")
    after, _ = cleaned(written(xml), "slide.ome.tif", is_blanking=True)
    assert b'FileName="Okafor.ome.tif">urn:uuid:9' in after
    assert b"FileName" not in after.split(b"urn:uuid:9")[0].split(b"<TiffData")[1]


@pytest.mark.parametrize("options", [{}, {"bigtiff": True}, {"byteorder": ">"}])
def test_a_pyramid_of_channels_stays(options: dict[str, Any]) -> None:
    data = np.moveaxis(pixels(256, 192), 2, 0)
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream, ome=True, **options) as file:
        told = {"axes": "CYX", "Channel": {"Name": ["DNA", "CD3", "CD8"]}, "Name": "seen 2009-12-29 there"}
        common: dict[str, Any] = {"tile": (64, 64), "photometric": "minisblack", "compression": "zlib"}
        file.write(data, subifds=2, metadata=told, datetime="2009:12:29 09:59:15", **common)
        for step in (2, 4):
            file.write(data[:, ::step, ::step], subfiletype=1, datetime="2009:12:29 09:59:15", **common)
    before = stream.getvalue()
    after, plan = cleaned(before, "slide.ome.tif")
    assert b"2009" not in after
    # tifffile gives a date to the first of several pages only.
    assert [one.place for one in plan.taken if one.name == "DateTime"] == [
        "IFD 0",
        "IFD 0, SubIFD 0",
        "IFD 0, SubIFD 1",
    ]
    assert len(pages(before)) == 9
    assert [segments(after, page) for page in pages(after)] == [segments(before, page) for page in pages(before)]
    with tifffile.TiffFile(io.BytesIO(after)) as file:
        assert file.is_ome
        assert [level.shape for level in file.series[0].levels] == [(3, 256, 192), (3, 128, 96), (3, 64, 48)]
        assert np.array_equal(file.series[0].levels[1].asarray(), data[:, ::2, ::2])
        assert file.series[0].name.split() == ["seen", "there"]


@pytest.mark.parametrize("xml", ["<OME>", '<!DOCTYPE a [<!ENTITY b "c">]><OME>&b;</OME>', f'<OME xmlns="{SPACE}"'])
def test_a_description_that_is_broken_is_refused(xml: str) -> None:
    with pytest.raises(Refused, match="IFD 0, ImageDescription"):
        cleaned(written(xml), "slide.ome.tif")
