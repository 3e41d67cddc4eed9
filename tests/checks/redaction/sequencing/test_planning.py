"""BAM, SAM and VCF: headers are clean, records are what they were, and pysam reads the copy."""

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.sequencing.alignments import HEADER, written
from tests.checks.redaction.cleaning import cleaned, remaining, said
from theatrum.checks.redaction.pieces import Kept
from theatrum.checks.redaction.sequencing.planning import INDEX
from theatrum.checks.redaction.wishes import Refused

SECRETS = (b"/home/okafor", b"2021-03-04", b"ada@lab.example")
VCF = "\n".join([
    "##fileformat=VCFv4.2",
    "##fileDate=20210304",
    "##source=HaplotypeCaller",
    '##FILTER=<ID=LowQual,Description="seen 2021-03-04 by ada@lab.example">',
    '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    "##contig=<ID=chr1,length=248956422,assembly=GRCh38>",
    '##contig=<ID=chr2,length=242193529,URL="file:///home/okafor/genome.fa">',
    '##GATKCommandLine=<ID=HaplotypeCaller,CommandLine="HaplotypeCaller -I /home/okafor/a.bam",Date="March 4, 2021">',
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    *(f"chr1\t{number}\t.\tA\tC\t50\tPASS\tDP={number}" for number in range(1, 3000)),
    "",
])  # fmt: skip


def unpacked(content: bytes) -> bytes:
    return gzip.decompress(content)


def records(content: bytes, folder: Path, kind: str) -> list[str]:
    path = folder / f"read.{kind}"
    path.write_bytes(content)
    with pysam.AlignmentFile(str(path), check_sq=False) as file:
        return [read.to_string() for read in file]


@pytest.mark.parametrize("count", [0, 3, 500, 4000])
@pytest.mark.requirement("R89")
def test_the_header_of_bam_is_clean_and_records_stay(tmp_path: Path, count: int) -> None:
    before = written(tmp_path, "bam", count=count)
    after, plan = cleaned(before, "reads.bam")
    assert [secret for secret in SECRETS if secret in unpacked(after)] == []
    assert records(before, tmp_path, "bam") == records(after, tmp_path, "bam")
    assert plan.advice == INDEX
    assert {
        ("date", "header line 4", "@RG DT"),
        ("path", "header line 5", "@PG CL"),
        ("path", "header line 2", "@SQ UR"),
        ("email", "header line 6", "@CO"),
    } <= said(plan)
    with pysam.AlignmentFile(str(tmp_path / "read.bam"), check_sq=False) as file:
        header: Any = file.header.to_dict()
    assert header["SQ"] == [{"SN": "chr1", "LN": 248956422}, {"SN": "chr2", "LN": 242193529}]
    assert header["RG"][0]["PL"] == "ILLUMINA"
    assert header["PG"][0] == {"ID": "bwa"}
    last = plan.pieces[-1]
    assert isinstance(last, Kept)
    assert last.offset + last.length == len(before)
    # Whose a sample is, a program cannot know: that is told, not changed.
    assert {one.place for one in remaining(after, "reads.bam")} == {"header line 4, @RG SM"}


def test_a_long_header_takes_several_blocks(tmp_path: Path) -> None:
    many = [{"SN": f"scaffold{number}", "LN": 1000 + number} for number in range(9000)]
    header = HEADER | {"SQ": many, "CO": ["seen 2021-03-04"] * 50}
    before = written(tmp_path, "bam", header=header)
    after, plan = cleaned(before, "reads.bam")
    assert records(before, tmp_path, "bam") == records(after, tmp_path, "bam")
    assert b"2021-03" not in unpacked(after)
    assert len([one for one in plan.taken if one.name == "@CO"]) == 50


def test_a_clean_file_stays_as_it_is(tmp_path: Path) -> None:
    header = {"HD": {"VN": "1.6"}, "SQ": [{"SN": "chr1", "LN": 1000}], "RG": [{"ID": "a", "SM": "HTA201_1_B1"}]}
    before = written(tmp_path, "bam", header=header, count=0)
    after, plan = cleaned(before, "reads.bam")
    assert (after, plan.taken) == (before, ())


def test_sam_and_its_records(tmp_path: Path) -> None:
    before = written(tmp_path, "sam", count=50)
    after, plan = cleaned(before, "reads.sam")
    assert plan.label == "SAM"
    assert [secret for secret in SECRETS if secret in after] == []
    assert records(after, tmp_path, "sam") == records(before, tmp_path, "sam")


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.requirement("R89")
def test_vcf_and_its_records(tmp_path: Path, *, is_packed: bool) -> None:
    path = tmp_path / "made.vcf"
    path.write_text(VCF)
    if is_packed:
        pysam.tabix_compress(str(path), str(path) + ".gz")
        path = path.with_name("made.vcf.gz")
    before = path.read_bytes()
    after, plan = cleaned(before, path.name)
    text = (unpacked(after) if is_packed else after).decode()
    assert [secret for secret in (*SECRETS, b"20210304", b"March 4") if secret.decode() in text] == []
    kept = [line for line in VCF.splitlines() if not line.startswith("##")]
    assert [line for line in text.splitlines() if not line.startswith("##")] == kept
    assert [line for line in text.splitlines() if line.startswith("##contig")] == [
        "##contig=<ID=chr1,length=248956422,assembly=GRCh38>",
        "##contig=<ID=chr2,length=242193529>",
    ]
    assert {("date", "header line 2", "##fileDate"), ("email", "header line 4", "##FILTER")} <= said(plan)
    assert [one.place for one in remaining(after, path.name)] == []
    path.write_bytes(after)
    with pysam.VariantFile(str(path)) as file:
        assert sum(1 for _ in file) == 2999
    assert cleaned(after, path.name)[1].taken == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_stay(ending: str) -> None:
    after, _ = cleaned(VCF.replace("\n", ending).encode(), "a.vcf")
    assert after.startswith(f"##fileformat=VCFv4.2{ending}##source".encode())


def test_compression_in_one_go_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(gzip.compress(VCF.encode()), "a.vcf.gz")
    assert "bgzip" in refused.value.fix
    with pytest.raises(Refused):
        cleaned(gzip.compress(unpacked(written(tmp_path, "bam", count=2))), "a.bam")


def damaged(content: bytes) -> Iterator[bytes]:
    yield content[:200]
    yield content[:20]
    yield content[:30] + b"\xff\xff\xff" + content[33:]
    yield content[:-40] + bytes(20) + content[-20:]


def test_damaged_blocks_and_lying_lengths_are_refused(tmp_path: Path) -> None:
    before = written(tmp_path, "bam", count=0)
    for content in list(damaged(before))[:3]:
        with pytest.raises(Refused):
            cleaned(content, "reads.bam")
    for length in (-1, 1 << 30, 100_000_000):
        inner = b"BAM\1" + struct.pack("<i", length) + b"@HD"
        path = tmp_path / "lies"
        with pysam.BGZFile(str(path), "wb", None) as file:
            file.write(inner)
        with pytest.raises(Refused, match="header"):
            cleaned(path.read_bytes(), "reads.bam")
    with pytest.raises(Refused, match="no end"):
        cleaned(b"##fileformat=VCFv4.2\n##fileDate=" + b"x" * 300, "a.vcf")


LINES = st.sampled_from([
    "@CO\tseen 2021-03-04",
    "@CO\tnothing",
    "@CO\tmail ada@lab.example please",
    "@RG\tID:b\tPL:ILLUMINA\tDT:2021-03-04",
    "@RG\tID:c\tDS:born 12/29/1950",
    "@PG\tID:x\tPN:bwa\tCL:bwa /home/okafor/x.fa",
    "@PG\tID:y\tVN:1.2",
    "@XX\tab:2021-03-04",
])  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=8), st.booleans())
def test_nothing_planted_is_left_in_lines(lines: list[str], is_long: bool) -> None:  # noqa: FBT001  # drawn
    body = "read1\t4\t*\t0\t0\t*\t*\t0\t0\tACGT\tIIII\n" * (3000 if is_long else 1)
    before = "".join(f"{line}\n" for line in ["@HD\tVN:1.6", *lines]) + body
    after = cleaned(before.encode(), "reads.sam")[0].decode()
    assert after.endswith(body)
    for secret in ("2021", "ada@", "okafor", "1950"):
        assert secret not in after
    assert ("nothing" in after) == ("nothing" in before)
    assert ("VN:1.2" in after) == ("VN:1.2" in before)
