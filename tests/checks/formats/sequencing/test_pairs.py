import pytest

from tests.checks.formats.sequencing.alignments import inspected
from tests.checks.formats.sequencing.test_fastq import reads
from theatrum.checks.formats.inspection import Fact
from theatrum.checks.formats.sequencing.fastq import inspect
from theatrum.checks.formats.sequencing.pairs import ReadFile, check_pairs, run_of


def facts(count: int, mate: int = 1, run: str = "A:1:HXXXX:1") -> dict[str, Fact]:
    return inspected(reads(count, mate, run=run), inspect, is_full=True).facts


def codes(*files: ReadFile) -> list[tuple[str, str]]:
    return [(finding.code, file.name) for file, finding in check_pairs(files)]


@pytest.mark.parametrize(
    ("name", "mate"),
    [
        ("HTA201_1_B1_S1_L001_R1_001.fastq.gz", "R1"),
        ("a_R2.fastq", "R2"),
        ("a.R2.fq.gz", "R2"),
        ("a_S1_L002_I1_001.fastq.gz", "I1"),
        ("a-r1.fastq.gz", "R1"),
        ("a_R1_trimmed.fastq.gz", "R1"),
        ("a_R1.trimmed.fastq.gz", "R1"),
        ("a_1.fastq", None),
        ("R1notes.fastq", None),
        ("a_R1.bam", None),
    ],
)
def test_names_tell_mates(name: str, mate: str | None) -> None:
    run = run_of(ReadFile(name))
    assert (run.mate if run else None) == mate


def test_a_bare_number_counts_where_the_row_says_so() -> None:
    assert run_of(ReadFile("a_1.fastq", indicator="R1")) is not None
    assert run_of(ReadFile("a_1.fastq", is_paired=True)) is not None


@pytest.mark.requirement("R93")
def test_pairs_that_fit_have_no_findings() -> None:
    one, two = ReadFile("a_R1_001.fastq.gz", facts(50), "R1"), ReadFile("a_R2_001.fastq.gz", facts(50, 2), "Reverse")
    assert not codes(one, two)


@pytest.mark.requirement("R93")
def test_mates_have_as_many_reads_of_the_same_names() -> None:
    one = ReadFile("a_R1.fastq", facts(500))
    assert codes(one, ReadFile("a_R2.fastq", facts(499, 2))) == [("format.mate_reads_differ", "a_R2.fastq")]
    other = ReadFile("a_R2.fastq", facts(500, 2, "B:1:HY:1"))
    assert codes(one, other) == [("format.mate_names_differ", "a_R2.fastq")]


@pytest.mark.requirement("R93")
def test_a_missing_mate_is_told() -> None:
    lanes = [ReadFile(f"a_S1_L00{lane}_{mate}_001.fastq.gz") for lane in (1, 2) for mate in ("R1", "R2", "I1")]
    assert not codes(*lanes)
    assert codes(*lanes[:-1]) == [("format.mate_missing", "a_S1_L002_R1_001.fastq.gz")]
    assert codes(ReadFile("a_R1.fastq", is_paired=True)) == [("format.mate_missing", "a_R1.fastq")]
    assert codes(ReadFile("a_R2.fastq")) == [("format.mate_missing", "a_R2.fastq")]
    assert not codes(ReadFile("a_R1.fastq", is_paired=False))
    assert not codes(ReadFile("a_R1.fastq"), ReadFile("b_R1.fastq"))
    apart = ReadFile("a_R1.fastq", group="one"), ReadFile("a_R2.fastq", group="two")
    assert codes(*apart) == [("format.mate_missing", "a_R2.fastq")]


def test_rows_and_names_agree() -> None:
    both = ReadFile("a_R1.fastq", facts(9, 2), "Reverse"), ReadFile("a_R2.fastq", facts(9, 1), "R2")
    assert codes(*both) == [
        ("format.mate_indicator", "a_R1.fastq"),
        ("format.mate_swapped", "a_R1.fastq"),
        ("format.mate_swapped", "a_R2.fastq"),
    ]
    assert not codes(ReadFile("a_I1.fastq", indicator="Index"), ReadFile("a_R1.fastq", indicator="Unknown"))
