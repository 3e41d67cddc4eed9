import gzip
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.formats.sequencing.alignments import inspected
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing import bcf, maf, seg, vcf
from theatrum.checks.formats.sequencing.bgzf import END
from theatrum.checks.privacy.hits import Kind
from theatrum.checks.synthesis.contents.blocks import packed

HEADER = """##fileformat=VCFv4.2
##fileDate=20210304
##source=caller run by okafor
##reference=file:///home/okafor/genome.fa
##contig=<ID=chr1,length=248956422,URL=https://lab.example/chr1>
##contig=<ID=chr2,length=242193529>
##GATKCommandLine=<ID=Mutect2,CommandLine="Mutect2 -I /data/okafor.bam",Date="March 4, 2021 10:11:12 AM UTC">
##bcftools_viewCommand=view -o x.vcf /data/okafor.vcf; Date=Thu Mar  4 10:11:12 2021
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tAda Okafor\tHTA201_1_B1
"""


def codes(notes: Notes) -> list[str]:
    return [one.code for one in notes.noted if one.code != "format.genotypes"]


def text(count: int = 1000) -> bytes:
    rows = (f"chr1\t{number + 1}\t.\tA\tC\t50\tPASS\tDP=9\tGT\t0/1\t0/0\n" for number in range(count))
    return (HEADER + "".join(rows)).encode()


@pytest.fixture(scope="module")
def as_bcf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder: Path = tmp_path_factory.mktemp("bcf")
    (folder / "a.vcf").write_bytes(text())
    source = pysam.VariantFile(str(folder / "a.vcf"))
    with source, pysam.VariantFile(str(folder / "a.bcf"), "wb", header=source.header) as target:
        for record in source:
            target.write(record)
    return (folder / "a.bcf").read_bytes()


@pytest.mark.requirement("R94")
def test_the_same_samples_and_sequences_as_pysam_sees(tmp_path: Path, as_bcf: bytes) -> None:
    (tmp_path / "a.vcf").write_bytes(text())
    with pysam.VariantFile(str(tmp_path / "a.vcf")) as file:
        samples, contigs = list(file.header.samples), len(file.header.contigs)
    for notes in (inspected(text(), vcf.inspect), inspected(as_bcf, bcf.inspect)):
        assert [one.text for one in notes.texts if one.name == "sample"] == samples
        assert notes.facts["REFERENCE_SEQUENCES"] == contigs
        assert notes.facts["SAMPLES"] == len(samples)
        assert notes.facts["GENOMIC_REFERENCE"] == "GRCh38"


def test_dates_of_headers_must_not_be() -> None:
    found = inspected(text(), vcf.inspect).forbidden
    dates = [one for one in found if one.kind is Kind.DATE]
    assert [(one.kind, one.place, one.name, one.text) for one in dates] == [
        (Kind.DATE, "header line 2", "##fileDate", "20210304"),
        (Kind.DATE, "header line 7", "##GATKCommandLine Date", "March 4, 2021 10:11:12 AM UTC"),
        (Kind.DATE, "header line 8", "##bcftools_viewCommand Date", "Thu Mar  4 10:11:12 2021"),
    ]


def test_names_of_samples_are_codes_unless_they_name_nobody() -> None:
    found = inspected(text().replace(b"HTA201_1_B1", b"TUMOR"), vcf.inspect).forbidden
    assert [(one.place, one.text) for one in found if one.kind is Kind.CODE] == [("column 10", "Ada Okafor")]


def test_names_out_of_a_file_are_not_told() -> None:
    lines = b"##fileformat=VCFv4.2\n##run_2021_okafor=x\n##reference=GRCh38\n#CHROM"
    texts = inspected(
        text().replace(HEADER.split("#CHROM", maxsplit=1)[0].encode() + b"#CHROM", lines), vcf.inspect
    ).texts
    assert ("##", "run_2021_okafor=x") in {(one.name, one.text) for one in texts}


def test_paths_and_sources_are_handed_over() -> None:
    texts = {one.name: one.text for one in inspected(text(), vcf.inspect).texts}
    assert texts["##source"] == "caller run by okafor"
    assert texts["##reference"] == "/home/okafor/genome.fa"
    assert "/data/okafor.bam" in texts["##GATKCommandLine"]
    assert texts["##contig URL"] == "https://lab.example/chr1"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda data: packed(data) + END])
def test_all_variants_are_counted_where_all_are_asked_for(pack: Callable[[bytes], bytes]) -> None:
    content = pack(text())
    notes = inspected(content, vcf.inspect, is_full=True)
    assert notes.facts["VARIANTS"] == 1000
    assert notes.was_full
    assert {one.code for one in notes.noted} <= {"format.not_blocks", "format.genotypes"}
    assert "VARIANTS" not in inspected(content, vcf.inspect).facts


def test_genotypes_and_missing_references_are_told() -> None:
    assert "format.genotypes" in {one.code for one in inspected(text(), vcf.inspect).noted}
    columns = b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    plain = b"##fileformat=VCFv4.2\n" + columns + b"1\t5\t.\tA\tC\t.\t.\t.\n"
    assert [one.code for one in inspected(plain, vcf.inspect).noted] == ["format.no_reference"]
    named = plain.replace(b"#CHROM", b"##reference=GRCh38\n#CHROM")
    assert not inspected(named, vcf.inspect).noted


def test_binary_variants_are_counted(as_bcf: bytes) -> None:
    assert inspected(as_bcf, bcf.inspect, is_full=True).facts["VARIANTS"] == 1000
    assert not inspected(as_bcf, bcf.inspect).was_full
    assert codes(inspected(as_bcf[: -len(END)], bcf.inspect)) == ["format.truncated"]


def test_cut_files_are_told() -> None:
    assert codes(inspected(text()[:-10], vcf.inspect, is_full=True)) == ["format.truncated"]
    assert codes(inspected(text()[:-1], vcf.inspect, is_full=True)) == ["format.last_line"]
    assert codes(inspected(packed(text()), vcf.inspect)) == ["format.truncated"]
    assert codes(inspected(text(0), vcf.inspect)) == ["format.no_records"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"#CHROM\tPOS\n",
        b"##fileformat=VCFv4.2\nchr1\t5\n",
        b"##fileformat=VCFv4.2\n##a=b\n",
        b"##fileformat=VCFv4.2\n#CHROM\tPOS\tREF\n",
        text(3).replace(b"\tA\tC\t", b"\t7\tC\t", 1),
        text(3).replace(b"chr1\t2", b"chr1\tx", 1),
        text(3).replace(b"\t0/1\t0/0\n", b"\t0/1\n", 1),
    ],
)
def test_what_is_no_vcf_is_told(content: bytes) -> None:
    with pytest.raises(Unreadable):
        inspected(content, vcf.inspect)


def test_millions_of_contigs_end_with_the_budget() -> None:
    content = b"##fileformat=VCFv4.2\n" + b"##contig=<ID=c,length=5>\n" * 5000
    with pytest.raises(BudgetSpent):
        inspected(content, vcf.inspect, budget=Budget(structures=1000))


MAF = (
    "#version 2.4\nHugo_Symbol\tChromosome\tStart_Position\tEnd_Position\tReference_Allele\tTumor_Seq_Allele2\t"
    "Tumor_Sample_Barcode\tNCBI_Build\tCenter\n"
    + "TP53\t17\t7578406\t7578406\tC\tT\tHTA201_1_B1\tGRCh38\tSt. Elsewhere\n" * 3
    + "TP53\t17\t7578406\t7578406\tC\tT\tMRN 445566\tGRCh38\tSt. Elsewhere\n"
)
SEG = "ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\n" + "okafor_t1\t1\t100\t2000\t15\t-0.25\n" * 3


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_tables_of_calls_hand_over_their_samples(pack: Callable[[bytes], bytes]) -> None:
    notes = inspected(pack(MAF.encode()), maf.inspect)
    texts = [(one.place, one.name, one.text) for one in notes.texts if one.place.startswith("row")]
    assert texts == [
        ("row 1, column 7", "sample", "HTA201_1_B1"),
        ("row 1, column 9", "Center", "St. Elsewhere"),
        ("row 4, column 7", "sample", "MRN 445566"),
    ]
    assert (notes.facts["MAF_VERSION"], notes.facts["GENOMIC_REFERENCE"], notes.facts["ROWS"]) == ("2.4", "GRCh38", 4)
    notes = inspected(pack(SEG.encode()), seg.inspect, is_full=True)
    assert [one.text for one in notes.texts if one.name == "sample"] == ["okafor_t1"]
    assert notes.was_full
    assert not notes.noted


def test_tables_of_calls_are_read_as_programs_write_them() -> None:
    short = MAF.replace("\tSt. Elsewhere\n", "\n", 2)
    assert inspected(short.encode(), maf.inspect).facts["ROWS"] == 4
    for number in ("1e+05", "1.5e+07", "100.0", "NA"):
        assert inspected(SEG.replace("\t100\t", f"\t{number}\t").encode(), seg.inspect).facts["ROWS"] == 3


def test_tables_of_calls_have_their_columns() -> None:
    with pytest.raises(Unreadable, match="tumor_sample_barcode"):
        inspected(MAF.replace("Tumor_Sample_Barcode", "Sample").encode(), maf.inspect)
    with pytest.raises(Unreadable, match="row 1"):
        inspected(SEG.replace("\t100\t", "\tx\t").encode(), seg.inspect)
    with pytest.raises(Unreadable):
        inspected(b"", seg.inspect)
    assert codes(inspected(MAF.encode()[:-20], maf.inspect)) == ["format.truncated"]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), kind=st.sampled_from(["vcf", "vcf.gz", "bcf", "maf", "seg"]))
def test_mutated_files_end_in_a_finding_or_are_read(*, as_bcf: bytes, data: st.DataObject, kind: str) -> None:
    made = {"vcf": text(20), "vcf.gz": packed(text(20)) + END, "bcf": as_bcf, "maf": MAF.encode(), "seg": SEG.encode()}
    inspect = {"vcf": vcf, "vcf.gz": vcf, "bcf": bcf, "maf": maf, "seg": seg}[kind].inspect
    content = bytearray(made[kind])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    with suppress(Unreadable, BudgetSpent):
        inspected(bytes(content), inspect, is_full=True)
