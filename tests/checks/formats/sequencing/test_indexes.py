from contextlib import suppress

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.sequencing.alignments import inspected, written
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.sequencing.indexes import inspect

VCF = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr1>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr1\t5\t.\tA\tC\t.\t.\t.\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("indexes")
    for kind in ("bam", "cram"):
        path = folder / f"plain.{kind}"
        path.write_bytes(written(folder, kind))
        pysam.sort("-o", str(folder / f"made.{kind}"), str(path))
    pysam.index(str(folder / "made.bam"))
    pysam.index("-c", str(folder / "made.bam"))
    pysam.index(str(folder / "made.cram"))
    (folder / "a.vcf").write_text(VCF)
    pysam.tabix_index(str(folder / "a.vcf"), preset="vcf")
    names = {"bai": "made.bam.bai", "csi": "made.bam.csi", "crai": "made.cram.crai", "tbi": "a.vcf.gz.tbi"}
    return {kind: (folder / name).read_bytes() for kind, name in names.items()}


@pytest.mark.parametrize("kind", ["bai", "csi", "tbi"])
def test_an_index_says_how_many_references_it_has(made: dict[str, bytes], kind: str) -> None:
    notes = inspected(made[kind], inspect)
    assert notes.facts["REFERENCE_SEQUENCES"] == (1 if kind == "tbi" else 2)
    assert not notes.noted


def test_an_index_counts_the_reads(made: dict[str, bytes]) -> None:
    notes = inspected(made["bai"], inspect, is_full=True)
    assert (notes.facts["INDEXED_RECORDS"], notes.facts["INDEXED_UNMAPPED_RECORDS"]) == (500, 50)
    assert notes.was_full
    assert inspected(made["crai"], inspect, is_full=True).was_full


@pytest.mark.parametrize("kind", ["csi", "tbi"])
def test_a_cut_index_is_told(made: dict[str, bytes], kind: str) -> None:
    assert "format.truncated" in {one.code for one in inspected(made[kind][:-28], inspect).noted}


@pytest.mark.parametrize("content", [b"", b"BAI", b"BAI\1\xff\xff\xff\xff", b"1\t2\t3\n", b"nothing of the kind"])
def test_other_bytes_are_no_index(content: bytes) -> None:
    with pytest.raises(Unreadable):
        inspected(content, inspect)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), kind=st.sampled_from(["bai", "csi", "crai", "tbi"]))
def test_mutated_indexes_end_in_a_finding_or_are_read(
    *, made: dict[str, bytes], data: st.DataObject, kind: str
) -> None:
    content = bytearray(made[kind])
    place = data.draw(st.integers(0, len(content) - 1))
    new = data.draw(st.binary(min_size=1, max_size=6))
    content[place : place + len(new)] = new
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), inspect, is_full=True, budget=Budget(bytes=32 << 20))
