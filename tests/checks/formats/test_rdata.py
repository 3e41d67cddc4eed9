"""R data: texts of vectors are found wherever they stand, and numbers are taken for none."""

import bz2
import gzip
import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.formats.bytes import MEBIBYTE, Held
from theatrum.checks.formats.inspecting import Inspection, inspect_file, judge_inspection
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.profile.profile import Profile

HEAD = b"X\n" + struct.pack(">iii", 3, 0x040300, 0x030500) + struct.pack(">i", 5) + b"UTF-8"
ASCII, UTF8, LATIN1 = 0x00040009, 0x00008009, 0x00004009


def text(content: bytes, flags: int = ASCII) -> bytes:
    return struct.pack(">ii", flags, len(content)) + content


def vector(*texts: bytes) -> bytes:
    return struct.pack(">ii", 16, len(texts)) + b"".join(texts)


def numbers(*values: int) -> bytes:
    return struct.pack(f">ii{len(values)}i", 13, len(values), *values)


def looked(content: bytes, name: str = "a.rds", *, is_full: bool = False) -> Inspection:
    return inspect_file(Held(content), Asked(name, is_full=is_full, reads_texts=True))


def test_texts_of_all_encodings_and_compressions() -> None:
    content = HEAD + vector(
        text(b"jane@example.org"), text("Müller, 2020-01-31".encode(), UTF8), text(b"caf\xe9 Roe", LATIN1)
    )
    for packed in (content, gzip.compress(content), bz2.compress(content), b"RDX3\n" + content):
        found = looked(packed)
        told = {one.text for one in found.texts if one.name == "value"}
        assert told == {"jane@example.org", "Müller, 2020-01-31", "café Roe"}
        assert not [one for one in found.noted if one.code == "format.sampled"]


def test_numbers_hide_no_text_behind_them() -> None:
    content = HEAD + numbers(9, 5, 0x00040009, 3_000_000, 9, 12) + vector(text(b"jane@example.org"))
    assert [one.text for one in looked(content).texts] == ["jane@example.org"]


def test_of_long_vectors_some_are_told_and_all_with_full() -> None:
    names = vector(*(text(b"cell_%05d" % number) for number in range(1_000))) + numbers(1) + vector(text(b"of another"))
    assert len(looked(HEAD + names).texts) == 151
    assert len(looked(HEAD + names, is_full=True).texts) == 1_001
    assert looked(HEAD + names, is_full=True).was_full


def test_texts_across_pieces_and_beyond_the_sample() -> None:
    filler = text(b"a" * (MEBIBYTE - 40))
    content = HEAD + filler + vector(text(b"first@example.org")) + filler * 4 + vector(text(b"last@example.org"))
    found = looked(content)
    told = {one.text for one in found.texts}
    assert "first@example.org" in told
    assert "last@example.org" not in told
    assert [one.code for one in found.noted] == ["format.sampled"]
    assert "last@example.org" in {one.text for one in looked(content, is_full=True).texts}


def test_what_identifies_blocks(profile: Profile, judge: Judge) -> None:
    asked = Asked("a.rds", component="SpatialLevel4", reads_texts=True, rules=profile.inspections)
    content = gzip.compress(HEAD + vector(text(b"collected 2020-01-31"), text(b"ENSG00000136997")))
    found = judge_inspection(inspect_file(Held(content), asked), judge, asked, profile)
    assert [(one.code, one.place) for one in found if one.verdict] == [("privacy.date", "member 1 (a.rds): byte 31")]


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    looked(b"X\n\0\0\0" + content)
