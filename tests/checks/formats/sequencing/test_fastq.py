import gzip
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.sequencing.alignments import inspected
from theatrum.checks.classes import Where
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.sequencing.bgzf import END
from theatrum.checks.formats.sequencing.fastq import inspect
from theatrum.checks.synthesis.contents.blocks import packed


def reads(count: int, mate: int = 1, *, run: str = "A00123:45:HXXXXDSXX:2") -> bytes:
    return b"".join(
        b"@%b:1101:%d:1000 %d:N:0:ACGT\n%b\n+\n%b\n" % (run.encode(), number, mate, b"ACGTN" * 20, b"F" * 100)
        for number in range(count)
    )


@pytest.mark.parametrize("is_packed", [False, True])
def test_first_reads_are_looked_at_unless_all_are_asked_for(is_packed: bool) -> None:  # noqa: FBT001  # a case
    content = gzip.compress(reads(20_000)) if is_packed else reads(20_000)
    some = inspected(content, inspect)
    assert "TOTAL_READS" not in some.facts
    assert not some.was_full
    assert some.facts["READ_LENGTH"] == 100
    assert (some.facts["FLOW_CELL_BARCODE"], some.facts["LANE_NUMBER"], some.facts["READ_OF_PAIR"]) == (
        "HXXXXDSXX",
        2,
        "1",
    )
    everything = inspected(content, inspect, is_full=True)
    assert everything.facts["TOTAL_READS"] == 20_000
    assert everything.was_full
    assert not some.noted + everything.noted


def test_names_of_reads_are_handed_over() -> None:
    texts = inspected(reads(10), inspect).texts
    assert [text.text for text in texts][:1] == ["A00123:45:HXXXXDSXX:2:1101:0:1000 1:N:0:ACGT"]
    assert {text.name for text in texts} == {"read name"}


def test_the_name_that_a_file_had_is_handed_over() -> None:
    content = gzip.compress(reads(10))
    named = content[:3] + b"\x08" + content[4:10] + b"okafor_ada.fastq\0" + content[10:]
    assert [text.text for text in inspected(named, inspect).texts if text.where is Where.NAME] == ["okafor_ada.fastq"]


@pytest.mark.parametrize(("cell", "is_fact"), [("HXXXXDSXX", True), ("000000000-A1B2C", True), ("2021-03-04", False)])
def test_only_a_flow_cell_is_a_fact(cell: str, *, is_fact: bool) -> None:
    assert ("FLOW_CELL_BARCODE" in inspected(reads(9, run=f"A:1:{cell}:1"), inspect).facts) is is_fact


def test_mates_have_the_same_digests() -> None:
    one, two = inspected(reads(2000), inspect, is_full=True), inspected(reads(2000, 2), inspect, is_full=True)
    assert one.facts["FIRST_READ_NAMES"] == two.facts["FIRST_READ_NAMES"]
    assert one.facts["READ_NAMES"] == two.facts["READ_NAMES"]
    old = (
        inspected(reads(200).replace(b" 1:N:0:ACGT", b"/1"), inspect),
        inspected(reads(200).replace(b" 1:N:0:ACGT", b"/2"), inspect),
    )
    assert old[0].facts["FIRST_READ_NAMES"] == old[1].facts["FIRST_READ_NAMES"]
    assert inspected(reads(200, run="B:1:HY:1"), inspect).facts["FIRST_READ_NAMES"] != one.facts["FIRST_READ_NAMES"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (reads(3) + b"@x\nACGT\n+\nFFF\n", "read 4"),
        (reads(3) + b"x\nACGT\n+\nFFFF\n", "read 4"),
        (reads(3) + b"@x\nACGT\n-\nFFFF\n", "read 4"),
        (b"ACGT\n" * 8, "read 1"),
        (gzip.compress(reads(5000), mtime=0)[:-100], "byte"),
        (gzip.compress(reads(10), mtime=0) + b"more", "byte"),
    ],
)
def test_what_is_no_read_is_told(content: bytes, place: str) -> None:
    with pytest.raises(Unreadable) as told:
        inspected(content, inspect, is_full=True)
    assert told.value.place.startswith(place)


def test_cut_files_are_told() -> None:
    assert [one.code for one in inspected(reads(3)[:-210], inspect).noted] == ["format.truncated"]
    assert [one.code for one in inspected(reads(20_000)[:-50], inspect).noted] == ["format.truncated"]
    assert [one.code for one in inspected(reads(3)[:-1], inspect).noted] == ["format.last_line"]
    assert [one.code for one in inspected(b"", inspect).noted] == ["format.no_records"]
    whole = packed(reads(5000))
    assert [one.code for one in inspected(whole, inspect).noted] == ["format.truncated"]
    assert not inspected(whole + END, inspect, is_full=True).noted


def test_members_one_after_another_are_one_file() -> None:
    content = gzip.compress(reads(10)) + gzip.compress(reads(20)) + bytes(512)
    assert inspected(content, inspect).facts["TOTAL_READS"] == 30


def test_lines_of_windows_are_read() -> None:
    assert inspected(reads(10).replace(b"\n", b"\r\n"), inspect).facts["READ_LENGTH"] == 100


def test_bombs_end_with_the_budget() -> None:
    with pytest.raises(BudgetSpent):
        inspected(gzip.compress(b"@" + bytes(30 << 20)), inspect, budget=Budget(bytes=1 << 20))
    with pytest.raises(Unreadable, match="longer than"):
        inspected(gzip.compress(b"@" + bytes(30 << 20)), inspect)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), is_packed=st.booleans(), is_full=st.booleans())
def test_mutated_files_end_in_a_finding_or_are_read(*, data: st.DataObject, is_packed: bool, is_full: bool) -> None:
    content = bytearray(gzip.compress(reads(1200)) if is_packed else reads(1200))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(st.binary(max_size=6))
        content[place : place + data.draw(st.integers(0, 6))] = new
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), inspect, is_full=is_full)
