import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.pictures import jpeg, png

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2021-03-04T10:11:12"/>'
    "</rdf:RDF></x:xmpmeta>"
)
IPTC = b"8BIM\x04\x04\0\0\0\0\0\x12\x1c\x02\x50\0\x0aAda Okafor\x00\x00\x00"


def picture() -> Image.Image:
    return Image.new("RGB", (64, 32), "red")


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[306], tags[315], tags[270] = "2021:03:04 10:11:12", "Ada Okafor", "slide of ada@lab.example"
    tags.get_ifd(0x8769)[36867] = "2021:03:04 10:11:12"
    return tags


def as_jpeg(**options: object) -> bytes:
    stream = io.BytesIO()
    picture().save(stream, "JPEG", **options)
    return stream.getvalue()


def as_png(info: PngInfo | None = None, **options: object) -> bytes:
    stream = io.BytesIO()
    picture().save(stream, "PNG", pnginfo=info, **options)
    return stream.getvalue()


def with_segment(content: bytes, marker: int, segment: bytes) -> bytes:
    return content[:2] + bytes([0xFF, marker]) + (len(segment) + 2).to_bytes(2, "big") + segment + content[2:]


def with_chunk(content: bytes, kind: bytes, chunk: bytes) -> bytes:
    check = zlib.crc32(kind + chunk).to_bytes(4, "big")
    return content[:-12] + len(chunk).to_bytes(4, "big") + kind + chunk + check + content[-12:]


def inspected(content: bytes, *, is_full: bool = False, budget: Budget | None = None) -> Notes:
    budget = budget or Budget()
    notes = Notes(Asked("picture", is_full=is_full), budget)
    inspect = png.inspect if content.startswith(b"\x89PNG") else jpeg.inspect
    inspect(Counted(Held(content), budget), notes)
    return notes


def forbidden(content: bytes) -> set[tuple[Kind, str]]:
    return {(one.kind, one.name) for one in inspected(content).forbidden}


@pytest.mark.parametrize("content", [as_jpeg(), as_png()])
def test_a_picture_is_shown_and_has_a_size(content: bytes) -> None:
    notes = inspected(content)
    assert [(one.kind, one.width, one.height) for one in notes.pictures] == [("photo", 64, 32)]
    assert (notes.facts["SIZE_X"], notes.facts["SIZE_Y"]) == (64, 32)
    assert not notes.forbidden
    assert not notes.noted
    assert not notes.texts


@pytest.mark.requirement("R105")
@pytest.mark.parametrize("content", [as_jpeg(exif=exif()), as_png(exif=exif())])
def test_exif_says_neither_when_nor_who(content: bytes) -> None:
    assert forbidden(content) == {(Kind.DATE, "DateTime"), (Kind.DATE, "DateTimeOriginal"), (Kind.NAME, "Artist")}
    assert "slide of ada@lab.example" in {text.text for text in inspected(content).texts}


def test_packets_and_comments_of_jpeg_are_read() -> None:
    assert forbidden(as_jpeg(xmp=XMP.encode())) == {(Kind.DATE, "CreateDate")}
    assert forbidden(with_segment(as_jpeg(), 0xED, b"Photoshop 3.0\0" + IPTC)) == {(Kind.NAME, "Byline")}
    long = b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + XMP.encode()
    assert forbidden(with_segment(as_jpeg(), 0xE1, long)) == {(Kind.DATE, "CreateDate")}
    notes = inspected(with_segment(as_jpeg(comment=b"by Ada Okafor"), 0xE5, b"\1\2scanned by Ada\0"))
    assert {text.text for text in notes.texts} == {"by Ada Okafor", "scanned by Ada"}


def test_chunks_of_png_are_read() -> None:
    info = PngInfo()
    info.add_text("Author", "Ada Okafor")
    info.add_text("Comment", "by Ada Okafor", zip=True)
    info.add_itxt("Description", "of Żółć", "pl", "Opis", zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP)
    info.add_text("date:create", "2021-03-04T10:11:12+00:00")
    info.add_text("Creation Time", "4 March 2021")
    content = with_chunk(as_png(info), b"tIME", bytes([0x07, 0xE5, 3, 4, 10, 11, 12]))
    content = with_chunk(content, b"prVt", b"kept by Ada Okafor")
    assert forbidden(content) == {
        (Kind.NAME, "Author"),
        (Kind.DATE, "CreateDate"),
        (Kind.DATE, "date"),
        (Kind.DATE, "Creation Time"),
        (Kind.DATE, "tIME"),
    }
    assert {text.text for text in inspected(content).texts} >= {"by Ada Okafor", "of Żółć", "kept by Ada Okafor"}


@pytest.mark.parametrize(
    ("kind", "raw", "wanted"),
    [
        ("exif", b"Exif\0\0" + exif().tobytes()[6:], (Kind.NAME, "Artist")),
        ("iptc", IPTC, (Kind.NAME, "Byline")),
        ("xmp", XMP.encode(), (Kind.DATE, "CreateDate")),
    ],
)
def test_profiles_of_imagemagick_are_read(kind: str, raw: bytes, wanted: tuple[Kind, str]) -> None:
    info = PngInfo()
    info.add_text(f"Raw profile type {kind}", f"\n{kind}\n{len(raw):8}\n{raw.hex()}\n", zip=True)
    assert wanted in forbidden(as_png(info))


def test_what_stands_behind_the_picture_is_read() -> None:
    for content in (as_jpeg(), as_png()):
        assert [text.text for text in inspected(content + b"made by Ada Okafor").texts] == ["made by Ada Okafor"]


def test_a_thumbnail_is_shown() -> None:
    first = struct.pack("<H HHII I", 1, 274, 3, 1, 1, 26)
    second = struct.pack("<H HHII HHII HHII I", 3, 256, 4, 1, 16, 257, 4, 1, 8, 513, 4, 1, 8, 0)
    content = b"Exif\0\0II*\0\x08\0\0\0" + first + second
    notes = inspected(with_segment(as_jpeg(), 0xE1, content))
    assert {(one.kind, one.width, one.height) for one in notes.pictures} == {("photo", 64, 32), ("thumbnail", 16, 8)}


def test_cut_and_broken_files_are_told() -> None:
    assert [one.code for one in inspected(as_jpeg()[:-2]).noted] == ["format.truncated"]
    for content in (as_png()[:-20], as_jpeg()[:100], b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\0\0"):
        with pytest.raises(Unreadable):
            inspected(content)
    broken = with_segment(as_jpeg(), 0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert [one.code for one in inspected(broken).noted][:1] == ["format.embedded_broken"]


def test_bombs_end_with_the_budget() -> None:
    bomb = b"Comment\0\0" + zlib.compress(bytes(30 << 20))
    with pytest.raises(BudgetSpent):
        inspected(with_chunk(as_png(), b"zTXt", bomb), budget=Budget(bytes=1 << 20))
    assert [one.code for one in inspected(with_chunk(as_png(), b"zTXt", bomb)).noted] == ["format.embedded_broken"]
    many = as_png()[:33] + (b"\0\0\0\0teXt" + bytes(4)) * 2000
    with pytest.raises(BudgetSpent):
        inspected(many, budget=Budget(structures=1000))


@settings(max_examples=200, deadline=None)
@given(data=st.data(), is_png=st.booleans(), is_full=st.booleans())
def test_mutated_files_end_in_a_finding_or_are_read(*, data: st.DataObject, is_png: bool, is_full: bool) -> None:
    info = PngInfo()
    info.add_text("Comment", "by Ada Okafor", zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP)
    content = bytearray(as_png(info, exif=exif()) if is_png else as_jpeg(exif=exif(), xmp=XMP.encode(), comment=b"x"))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(2, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), is_full=is_full)
