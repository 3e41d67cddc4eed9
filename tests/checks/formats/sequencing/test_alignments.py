import gzip
import struct
from contextlib import suppress
from pathlib import Path

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.sequencing.alignments import inspected, written
from theatrum.checks.formats.bytes import Budget, Held
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspecting import UNREADABLE, inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.formats.registry import Inspect
from theatrum.checks.formats.sequencing import bam, cram, sam
from theatrum.checks.formats.sequencing.bgzf import END
from theatrum.checks.formats.sequencing.cram_blocks import container_at
from theatrum.checks.formats.window import Window
from theatrum.checks.privacy.hits import Kind

INSPECTORS: dict[str, Inspect] = {"bam": bam.inspect, "sam": sam.inspect, "cram": cram.inspect, "cram2": cram.inspect}
KINDS = tuple(INSPECTORS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("alignments")
    return {kind: written(folder, kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_header_as_pysam_sees(made: dict[str, bytes], kind: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(made[kind])
    with pysam.AlignmentFile(str(path), check_sq=False) as file:
        wanted = file.header.to_dict()
    notes = inspected(made[kind], INSPECTORS[kind])
    texts = {(text.name, text.text) for text in notes.texts if text.name.startswith("@")}
    expected = {("@CO", comment) for comment in wanted["CO"]}
    expected |= {
        (f"@{part} {tag}", value) for part in ("RG", "PG") for line in wanted[part] for tag, value in line.items()
    }
    expected |= {("@SQ UR", "/home/okafor/genome.fa")}
    assert texts == {one for one in expected if one[0] not in ("@RG PL", "@RG DT")}
    assert [(one.kind, one.name, one.text) for one in notes.forbidden] == [
        (Kind.CODE, "@RG SM", "Ada Okafor"),
        (Kind.DATE, "@RG DT", "2021-03-04T10:11:12"),
    ]
    assert notes.facts["REFERENCE_SEQUENCES"] == 2
    assert notes.facts["GENOMIC_REFERENCE"] == "GRCh38"
    assert notes.facts["SEQUENCING_PLATFORM"] == "ILLUMINA"
    assert notes.facts["SORT_ORDER"] == "coordinate"


@pytest.mark.requirement("R94")
@pytest.mark.parametrize("kind", KINDS)
def test_all_reads_are_counted_where_all_are_asked_for(made: dict[str, bytes], kind: str) -> None:
    notes = inspected(made[kind], INSPECTORS[kind], is_full=True)
    assert notes.was_full
    assert notes.facts.get("TOTAL_READS", notes.facts.get("TOTAL_RECORDS")) == 500
    if not kind.startswith("cram"):
        assert notes.facts["TOTAL_UNMAPPED_READS"] == 50
    assert [one.code for one in notes.noted] == ["format.reads_aligned"]
    assert not inspected(made[kind], INSPECTORS[kind]).was_full


def test_reads_without_a_reference_are_told(tmp_path: Path) -> None:
    header = {"HD": {"VN": "1.6"}, "RG": [{"ID": "a"}]}
    for kind in KINDS:
        notes = inspected(written(tmp_path, kind, header=header), INSPECTORS[kind])
        assert notes.facts["IS_ALIGNED"] is False
        assert [one.code for one in notes.noted] == ["format.reads_unaligned"]


def test_names_of_reads_and_files_are_handed_over(made: dict[str, bytes]) -> None:
    assert "read name" in {text.name for text in inspected(made["bam"], bam.inspect).texts}
    stored = {text.name: text.text for text in inspected(made["cram"], cram.inspect).texts}
    assert stored["file id"].startswith("/")


@pytest.mark.requirement("R94")
@pytest.mark.parametrize("kind", ["bam", "cram", "cram2"])
def test_a_missing_end_is_told(made: dict[str, bytes], kind: str) -> None:
    size = len(END) if kind == "bam" else 38 if kind == "cram" else 30
    for is_full in (False, True):
        notes = inspected(made[kind][:-size], INSPECTORS[kind], is_full=is_full)
        assert "format.truncated" in {one.code for one in notes.noted}
    with pytest.raises(Unreadable):
        inspected(made[kind][: len(made[kind]) // 2], INSPECTORS[kind], is_full=True)


def test_a_cut_text_is_told(made: dict[str, bytes]) -> None:
    notes = inspected(made["sam"][:-150], sam.inspect, is_full=True)
    assert "format.truncated" in {one.code for one in notes.noted}


def test_a_changed_byte_is_found_where_all_is_read(made: dict[str, bytes]) -> None:
    for kind in ("bam", "cram"):
        content = bytearray(made[kind])
        content[-200] ^= 1
        with pytest.raises(Unreadable):
            inspected(bytes(content), INSPECTORS[kind], is_full=True)


def test_a_reference_without_text_counts() -> None:
    names = struct.pack("<ii5si", 1, 5, b"chr1\0", 900)
    content = gzip.compress(b"BAM\1" + struct.pack("<i", 0) + names, mtime=0) + END
    assert inspected(content, bam.inspect).facts["IS_ALIGNED"] is True


def _bam(text: bytes, references: int = 0, length: int | None = None) -> bytes:
    body = b"BAM\1" + struct.pack("<i", len(text) if length is None else length) + text + struct.pack("<i", references)
    return gzip.compress(body, mtime=0) + END


@pytest.mark.parametrize(
    "content",
    [
        _bam(b"", length=-5),
        _bam(b"", length=2**31 - 1),
        _bam(b"@HD\tVN:1.6\n", length=4096),
        _bam(b"", references=-1),
        _bam(b"", references=20),
        gzip.compress(b"BAM\2", mtime=0),
        gzip.compress(b"BAM\1\0\0\0\0\0\0\0\0" + struct.pack("<i", 40) + b"\xff" * 40, mtime=0),
        b"",
        b"BAM\1",
    ],
)
def test_lying_lengths_are_told(content: bytes) -> None:
    with pytest.raises(Unreadable):
        inspected(content, bam.inspect)


def test_millions_of_header_lines_end_with_the_budget() -> None:
    text = b"".join(b"@SQ\tSN:c%d\tLN:9\n" % number for number in range(30_000))
    with pytest.raises(BudgetSpent):
        inspected(_bam(text), bam.inspect, budget=Budget(structures=20_000))


def test_more_references_than_are_worth_it_end_with_the_budget() -> None:
    with pytest.raises(BudgetSpent):
        inspected(_bam(b"", references=2**31 - 1), bam.inspect)


def test_a_bomb_ends_with_the_budget() -> None:
    bomb = gzip.compress(b"BAM\1" + struct.pack("<i", 30 << 20) + bytes(30 << 20), mtime=0)
    with pytest.raises(BudgetSpent):
        inspected(bomb, bam.inspect, budget=Budget(bytes=1 << 20))
    empty = gzip.compress(b"", mtime=0) * 10_000
    with pytest.raises(BudgetSpent):
        inspected(empty, bam.inspect, budget=Budget(structures=1000))


@settings(max_examples=200, deadline=None)
@given(data=st.data(), kind=st.sampled_from(KINDS), is_full=st.booleans())
def test_mutated_files_end_in_a_finding_or_are_read(
    *, made: dict[str, bytes], data: st.DataObject, kind: str, is_full: bool
) -> None:
    content = bytearray(made[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(st.binary(min_size=1, max_size=6))
        content[place : place + len(new)] = new
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), INSPECTORS[kind], is_full=is_full, budget=Budget(bytes=32 << 20))


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 300), new=st.binary(min_size=1, max_size=6))
def test_mutated_content_of_bam_ends_in_a_finding_or_is_read(*, made: dict[str, bytes], place: int, new: bytes) -> None:
    content = bytearray(gzip.decompress(made["bam"]))
    place = place if place % 2 else 900 + place
    content[place : place + len(new)] = new
    with suppress(Unreadable, BudgetSpent):
        inspected(gzip.compress(bytes(content), 1) + END, bam.inspect, is_full=True)


def test_a_header_in_a_compression_that_is_not_read_waits_for_a_reviewer(made: dict[str, bytes]) -> None:
    data = bytearray(made["cram2"])  # of version 2, whose blocks have no checksums
    data[container_at(Window(Held(bytes(data))), 26, 2).start] = 4  # rANS
    inspection = inspect_file(Held(bytes(data)), Asked("reads.cram"))
    (noted,) = [one for one in inspection.noted if one.code == UNREADABLE]
    assert "compressed by method 4" in noted.message
