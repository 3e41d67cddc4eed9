"""Every tag that must be empty is told, in every kind of directory, and all texts reach the detectors."""

import struct

import pytest

from tests.checks.formats.tiff.writing import (
    BYTE,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Tags,
    codes,
    forbidden,
    image,
    look,
    tiff,
    told,
)
from theatrum.checks.classes import Kind

DAY = "2019:03:04 10:11:12"
FORBIDDEN = [
    (306, DAY, Kind.DATE, "DateTime"),
    (315, "Maria Muster", Kind.NAME, "Artist"),
    (316, "ward-7", Kind.DEVICE, "HostComputer"),
    (32932, (BYTE, list(b"a note on a slide")), Kind.FREE_TEXT, "WangAnnotation"),
    (33448, "Lab of M. Muster", Kind.NAME, "MDLabName"),
    (33449, "case 17/88", Kind.CODE, "MDSampleInfo"),
    (33450, "04.03.2019", Kind.DATE, "MDPrepDate"),
    (33451, "10:11", Kind.DATE, "MDPrepTime"),
    (36867, DAY, Kind.DATE, "DateTimeOriginal"),
    (36868, DAY, Kind.DATE, "DateTimeDigitized"),
    (36880, "+02:00", Kind.DATE, "OffsetTime"),
    (42032, "Maria Muster", Kind.NAME, "CameraOwnerName"),
    (42033, "SN 1234", Kind.DEVICE, "BodySerialNumber"),
    (45278, "anything", Kind.CODE, "tag 45278"),
    (45279, "anything", Kind.CODE, "tag 45279"),
    (45494, "anything", Kind.CODE, "tag 45494"),
    (65427, "S19-1234", Kind.CODE, "NDPI Reference"),
    (65442, "000123", Kind.DEVICE, "NDPI SerialNumber"),
    (65456, DAY, Kind.DATE, "NDPI ScanTime"),
    (65457, DAY, Kind.DATE, "NDPI WriteTime"),
    (40093, "Eva".encode("utf-16-le") + b"\0\0", Kind.NAME, "XPAuthor"),
    (40093, "Maria".encode("utf-16-le"), Kind.NAME, "XPAuthor"),
]


@pytest.mark.requirement("R104", "R105")
@pytest.mark.parametrize(("tag", "value", "kind", "name"), FORBIDDEN)
def test_tags_that_must_be_empty(tag: int, value: str, kind: Kind, name: str) -> None:
    notes = look(tiff(image(), image() | {tag: value}))
    assert forbidden(notes) == {(kind, f"IFD 1, {name}")}


@pytest.mark.parametrize("order", "<>")
def test_below_an_image_too(order: str) -> None:
    content = tiff(image(), image(), order=order, below={1: {330: [image() | {306: DAY}]}})
    assert forbidden(look(content)) == {(Kind.DATE, "IFD 1, SubIFD 0, DateTime")}


def test_exif_and_place_of_recording() -> None:
    exif: Tags = {36867: DAY, 37510: b"ASCII\0\0\0seen by M."}
    gps: Tags = {2: (RATIONAL, [48, 1, 12, 1, 0, 1]), 29: "2019:03:04", 7: (RATIONAL, [10, 1, 11, 1, 12, 1])}
    notes = look(tiff(image(), below={0: {34665: [exif], 34853: [gps]}}))
    assert forbidden(notes) == {
        (Kind.DATE, "IFD 0, EXIF, DateTimeOriginal"),
        (Kind.ADDRESS, "IFD 0, GPS, GPSLatitude"),
        (Kind.DATE, "IFD 0, GPS, GPSDateStamp"),
        (Kind.DATE, "IFD 0, GPS, GPSTimeStamp"),
    }
    assert any("seen by M." in text for text in told(notes))


def test_texts_of_all_types_are_handed_on() -> None:
    page = image() | {
        270: "stained by hand",
        305: "scanner 1.2",
        271: "Maker",
        700 + 60000: "private text",
        61000: b"\0\1\2bytes that hold words\xff\xfe\0",
        61001: (BYTE, list(b"a text in bytes")),
        61002: "Größe".encode("utf-16-le") + b"\0\0",
        61003: (SHORT, [2019, 3]),
    }
    texts = told(look(tiff(page)))
    assert {"stained by hand", "scanner 1.2", "Maker", "private text", "a text in bytes"} <= texts
    assert any("bytes that hold words" in text for text in texts)
    assert any("Größe" in text for text in texts)
    assert not any("2019" in text for text in texts)


def test_blank_values_are_told_as_left_not_as_dates() -> None:
    page = image() | {306: "0000:00:00 00:00:00", 315: " ", 65456: 17}
    notes = look(tiff(page))
    assert notes.forbidden == []
    assert codes(notes) == {"format.tag_left"}


def test_the_same_value_is_told_once() -> None:
    assert len(look(tiff(*[image() | {306: DAY}] * 9)).forbidden) == 1


def xmp(inner: str) -> bytes:
    return (
        '<?xpacket begin="\ufeff"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" {inner}'
        "</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def test_xmp_is_read_by_names() -> None:
    inner = (
        'xmp:CreateDate="2019-03-04" xmp:Rating="3"><dc:creator><rdf:Seq><rdf:li>Maria Muster</rdf:li></rdf:Seq>'
        "</dc:creator><dc:description>a slide</dc:description></rdf:Description>"
    )
    notes = look(tiff(image() | {700: (BYTE, list(xmp(inner)))}))
    assert {(kind, place.rpartition("/")[2]) for kind, place in forbidden(notes)} == {
        (Kind.DATE, "Description@CreateDate"),
        (Kind.NAME, "li"),
    }
    assert "a slide" in told(notes)


def test_broken_xmp_is_told_and_read_as_text() -> None:
    notes = look(tiff(image() | {700: xmp("<unclosed>")}))
    assert codes(notes) == {"format.embedded_broken"}
    assert any("unclosed" in text for text in told(notes))


def iptc(*datasets: tuple[int, int, bytes]) -> bytes:
    return b"".join(
        b"\x1c" + bytes([record, number]) + struct.pack(">H", len(value)) + value for record, number, value in datasets
    )


IPTC = iptc((2, 55, b"20190304"), (2, 80, b"Maria Muster"), (2, 120, b"a slide"))


def test_iptc_is_read_by_datasets() -> None:
    notes = look(tiff(image() | {33723: (UNDEFINED, IPTC)}))
    assert forbidden(notes) == {(Kind.DATE, "IFD 0, IPTC, DateCreated"), (Kind.NAME, "IFD 0, IPTC, Byline")}
    assert "a slide" in told(notes)


def test_photoshop_holds_the_others_and_a_picture() -> None:
    def resource(number: int, value: bytes) -> bytes:
        return b"8BIM" + struct.pack(">HHI", number, 0, len(value)) + value + b"\0" * (len(value) % 2)

    thumbnail = struct.pack(">III", 1, 160, 120) + bytes(16)
    notes = look(tiff(image() | {34377: resource(0x0404, IPTC) + resource(0x040C, thumbnail)}))
    assert (Kind.NAME, "IFD 0, Photoshop, resource 1028, Byline") in forbidden(notes)
    assert [(each.kind, each.width, each.height) for each in notes.pictures] == [("thumbnail", 160, 120)]


def test_days_of_metamorph() -> None:
    notes = look(tiff(image() | {33629: [0, 1, 2458547, 36672000, 2458547, 36672000]}))
    assert forbidden(notes) == {(Kind.DATE, "IFD 0, UIC2Tag")}


def test_words_for_dates_are_noted_once() -> None:
    page = image() | {270: "Exposure time: long", 305: "DateTool", 271: "Maker"}
    notes = look(tiff(page))
    assert codes(notes) == {"format.date_words"}
    assert [each.place for each in notes.noted if each.code == "format.date_words"] == ["IFD 0, Software"]


def test_no_text_of_a_file_is_in_places_names_or_messages() -> None:
    secret = "Erika Mustermann 1962-08-12"
    xml = xmp(f'xmp:Label="{secret}"><x:{"Erika1962"}/></rdf:Description>')
    page = image() | {270: secret, 306: secret, 700: xml, 61000: secret, 34377: secret.encode()}
    notes = look(tiff(page))
    names = [each.name for each in notes.texts] + [each.name for each in notes.forbidden]
    places = [each.place for each in notes.texts] + [each.place for each in notes.forbidden]
    shown = repr(notes) + repr(names) + repr(places)
    assert "Erika" not in shown
    assert "1962" not in shown
