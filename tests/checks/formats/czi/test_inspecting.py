import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.pictures.test_pictures import as_jpeg, exif
from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.czi.inspecting import inspect
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Notes

XML = """<?xml version="1.0" encoding="utf-8"?>
<ImageDocument><Metadata><Information>
<User><DisplayName>Ada Okafor</DisplayName></User>
<Document><CreationDate>2021-03-04T10:11:12</CreationDate><Comment>mail ada@lab.example</Comment></Document>
<Image><SizeX>900</SizeX><SizeY>700</SizeY><SizeC>3</SizeC>
<AcquisitionDateAndTime>2021-03-04T10:11:12Z</AcquisitionDateAndTime></Image>
</Information><Scaling><Items><Distance Id="X"><Value>3.25E-07</Value></Distance></Items></Scaling>
</Metadata></ImageDocument>
"""
PLAIN = "<ImageDocument><Metadata><Information><Image><SizeX>9</SizeX></Image></Information></Metadata></ImageDocument>"


def segment(name: str, data: bytes) -> bytes:
    return name.encode().ljust(16, b"\0") + struct.pack("<qq", len(data), len(data)) + data


def written(xml: str = XML, attached: dict[str, tuple[str, bytes]] | None = None, *, is_pending: bool = False) -> bytes:
    """Return a file of metadata and attachments, each by its name with its kind."""
    body = b""
    start = 32 + 512
    text = xml.encode()
    metadata = start + len(body)
    body += segment("ZISRAWMETADATA", struct.pack("<ii", len(text), 0).ljust(256, b"\0") + text)
    entries = b""
    for name, (kind, content) in (attached or {}).items():
        entry = struct.pack("<2s10xqi16s8s80s", b"A1", start + len(body), 0, bytes(16), kind.encode(), name.encode())
        body += segment("ZISRAWATTACH", struct.pack("<i", len(content)).ljust(256, b"\0") + content)
        entries += entry
    directory = start + len(body) if entries else 0
    body += segment("ZISRAWATTDIR", struct.pack("<i", len(attached or {})).ljust(256, b"\0") + entries)
    head = struct.pack("<ii8x16s16siqqiq", 1, 0, bytes(16), bytes(16), 0, 0, metadata, is_pending, directory)
    return segment("ZISRAWFILE", head.ljust(512, b"\0")) + body


def inspected(content: bytes, *, budget: Budget | None = None) -> Notes:
    budget = budget or Budget()
    notes = Notes(Asked("a.czi"), budget)
    inspect(Counted(Held(content), budget), notes)
    return notes


@pytest.mark.requirement("R105")
def test_metadata_says_neither_who_nor_when() -> None:
    notes = inspected(written())
    assert {(one.kind, one.name) for one in notes.forbidden} == {
        (Kind.NAME, "DisplayName"),
        (Kind.DATE, "CreationDate"),
        (Kind.DATE, "AcquisitionDateAndTime"),
    }
    assert "mail ada@lab.example" in {one.text for one in notes.texts}
    sizes = {name: notes.facts.get(name) for name in ("SIZE_X", "SIZE_Y", "SIZE_C", "PHYSICAL_SIZE_X")}
    assert sizes == {"SIZE_X": 900, "SIZE_Y": 700, "SIZE_C": 3, "PHYSICAL_SIZE_X": 0.325}


@pytest.mark.requirement("R118")
def test_attachments_are_shown_and_read() -> None:
    attached = {
        "Label": ("CZI", written()),
        "SlidePreview": ("JPG", as_jpeg(exif=exif())),
        "EventList": ("CZEVL", b"\1\0started by Ada Okafor\0"),
    }
    notes = inspected(written(PLAIN, attached))
    assert [(one.kind, one.place) for one in notes.pictures] == [("label", "attachment 0"), ("macro", "attachment 1")]
    assert {(one.place.split(":")[0], one.name) for one in notes.forbidden} == {
        ("attachment 0", "DisplayName"),
        ("attachment 0", "CreationDate"),
        ("attachment 0", "AcquisitionDateAndTime"),
        ("attachment 1", "DateTime"),
        ("attachment 1", "DateTimeOriginal"),
        ("attachment 1", "Artist"),
    }
    assert "started by Ada Okafor" in {one.text for one in notes.texts}
    assert notes.facts["SIZE_X"] == 9


def test_a_clean_file_has_nothing_but_facts() -> None:
    notes = inspected(written(PLAIN))
    assert not notes.forbidden
    assert not notes.noted
    assert not notes.pictures


def test_broken_and_unfinished_files_are_told() -> None:
    assert [one.code for one in inspected(written(PLAIN, is_pending=True)).noted] == ["format.unfinished"]
    broken = inspected(written(PLAIN, {"Label": ("CZI", b"none"), "Thumbnail": ("JPG", b"none")}))
    assert [one.code for one in broken.noted] == ["format.embedded_broken"] * 2
    for content in (b"", written()[:-400], written().replace(b"ZISRAWMETADATA", b"ZISRAWMETADATE"), written("<a>")):
        with pytest.raises(Unreadable):
            inspected(content)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_mutated_files_end_in_a_finding_or_are_read(data: st.DataObject) -> None:
    content = bytearray(written(XML, {"Label": ("CZI", written()), "EventList": ("CZEVL", b"x" * 20)}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(st.binary(min_size=1, max_size=8))
        content[place : place + len(new)] = new
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), budget=Budget(bytes=16 << 20, structures=20_000))
