import io
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from theatrum.checks.classes import Kind, Where
from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.pdf.inspecting import inspect
from theatrum.checks.formats.pdf.strings import string_at

PAGE = rb"BT /F1 12 Tf (Patient: Ada ) Tj [(Oka) -20 (for)] TJ (born \(4 March\)) ' ET"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2021-03-04T10:11:12"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
INFO = (
    b"<< /Author (Ada \\(A.\\) Okafor) /CreationDate (D:20210304101112) /Title <FEFF017B00F30142> "
    b"/Producer (writer 1.0) >>"
)


def stream(content: bytes, dictionary: bytes = b"", *, is_packed: bool = True) -> bytes:
    packed = zlib.compress(content) if is_packed else content
    filter_ = b"/Filter /FlateDecode" if is_packed else b""
    return b"<< /Length %d %b %b >>\nstream\n%b\nendstream" % (len(packed), filter_, dictionary, packed)


def written(*objects: bytes, trailer: bytes = b"<< /Root 1 0 R >>") -> bytes:
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n" + trailer + b"\nstartxref\n0\n%%EOF\n"


def inspected(content: bytes, *, is_full: bool = False, budget: Budget | None = None) -> Notes:
    budget = budget or Budget()
    notes = Notes(Asked("a.pdf", is_full=is_full), budget)
    inspect(Counted(Held(content), budget), notes)
    return notes


def test_the_dictionary_says_neither_who_nor_when() -> None:
    for content in (written(INFO), written(stream(b"1 0 " + INFO, b"/Type /ObjStm"))):
        notes = inspected(content)
        assert {(one.kind, one.name, one.text) for one in notes.forbidden} == {
            (Kind.NAME, "Author", "Ada (A.) Okafor"),
            (Kind.DATE, "CreationDate", "D:20210304101112"),
        }
        assert {(one.name, one.text) for one in notes.texts} == {("Title", "Żół"), ("Producer", "writer 1.0")}


def test_metadata_is_read_packed_or_not() -> None:
    for is_packed in (False, True):
        notes = inspected(written(stream(XMP, b"/Type /Metadata /Subtype /XML", is_packed=is_packed)))
        assert [(one.kind, one.name) for one in notes.forbidden] == [(Kind.DATE, "CreateDate")]


def test_texts_of_pages_are_handed_over() -> None:
    notes = inspected(written(b"<< /Type /Page /Contents 2 0 R >>", stream(PAGE)))
    assert [(one.text, one.where) for one in notes.texts] == [("Patient: Ada \nOkafor\nborn (4 March)", Where.TEXT)]
    assert notes.facts["PAGES"] == 1


def test_what_cannot_be_read_is_told() -> None:
    glyphs = stream(b"BT <00410042> Tj ET")
    broken = b"<< /Filter /FlateDecode >>\nstream\nnothing packed\nendstream"
    assert [one.code for one in inspected(written(glyphs)).noted] == ["format.pdf_unread"]
    assert [one.code for one in inspected(written(broken)).noted] == ["format.pdf_unread"]
    sealed = inspected(written(INFO, trailer=b"<< /Root 1 0 R /Encrypt 3 0 R >>"))
    assert [one.code for one in sealed.noted] == ["format.encrypted"]
    assert not sealed.forbidden


def test_pictures_are_shown() -> None:
    made = io.BytesIO()
    Image.new("RGB", (64, 32), "red").save(made, "PDF", author="Ada Okafor", title="slide", producer="x")
    notes = inspected(made.getvalue())
    assert [one.kind for one in notes.pictures] == ["photo"]
    assert notes.facts["PAGES"] == 1
    assert (Kind.NAME, "Author") in {(one.kind, one.name) for one in notes.forbidden}
    assert Kind.DATE in {one.kind for one in notes.forbidden}


def test_long_files_are_read_at_both_ends_unless_all_is_asked_for() -> None:
    filler = b"%" + bytes(30 << 20)
    content = written(INFO) + filler + written(b"<< /ModDate (D:20220304101112) >>")
    assert {one.name for one in inspected(content).forbidden} == {"Author", "CreationDate", "ModDate"}
    middle = filler[: 18 << 20] + written(INFO) + filler
    assert not inspected(b"%PDF-1.7\n" + middle).forbidden
    notes = inspected(b"%PDF-1.7\n" + middle, is_full=True, budget=Budget(bytes=256 << 20))
    assert {one.name for one in notes.forbidden} == {"Author", "CreationDate"}
    assert notes.was_full


def test_entries_between_two_stretches_are_found_once() -> None:
    for shift in range(-60, 10, 5):
        lead = b"%PDF-1.7\n%" + b"x" * ((1 << 20) - 10 + shift) + b"\n"
        assert len(inspected(lead + INFO + b"%%EOF").forbidden) == 2


def test_cut_files_and_others_are_told() -> None:
    assert [one.code for one in inspected(written(INFO)[:-8]).noted] == ["format.truncated"]
    with pytest.raises(Unreadable):
        inspected(b"no document")


def test_bombs_end_with_the_budget() -> None:
    with pytest.raises(BudgetSpent):
        inspected(written(*[stream(bytes(8 << 20))] * 20), budget=Budget(bytes=16 << 20))
    assert inspected(written(b"<< /Author " + b"(" * 100_000)).facts["PAGES"] == 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"(a\\053b)", "a+b"),
        (b"(a\\\nb)", "ab"),
        (b"(a(b)c)", "a(b)c"),
        (b"<414>", "A@"),
        (b"(never", None),
        (b"<4x>", None),
        (b"<<", None),
        (b"(\xef\xbb\xbf\xc5\xbb)", "Ż"),
    ],
)
def test_strings_are_read(written: bytes, meant: str | None) -> None:
    assert string_at(written, 0) == meant


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_mutated_files_end_in_a_finding_or_are_read(data: st.DataObject) -> None:
    content = bytearray(written(INFO, stream(PAGE), stream(XMP, b"/Type /Metadata"), stream(INFO, b"/Type /ObjStm")))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content))
