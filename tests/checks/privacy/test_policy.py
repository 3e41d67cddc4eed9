"""The network's own policy: what it calls harmless hides nothing that is sure, and what it blocks is blocked."""

import pytest

from theatrum.checks.findings import Verdict
from theatrum.checks.privacy.context import Context
from theatrum.checks.privacy.detectors.registry import WRITINGS
from theatrum.checks.privacy.hits import Kind, Strength, Where
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.privacy.writing import Writing
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
JUDGE = Judge(PROFILE.privacy, b"key", PROFILE)
SURE = [one for one in WRITINGS if one.strength is Strength.STRONG and not one.where]
BLOCKED = (Kind.SSN, Kind.EMAIL, Kind.PHONE, Kind.DATE, Kind.MEDICAL_RECORD, Kind.HEALTH_PLAN)
HARMLESS = [
    "HTA201_12_B3", "syn66271427.2", "ENSG00000136997.12", "GSE123456", "RRID:AB_2534017", "UBERON:0002048",
    "https://doi.org/10.1038/s41586-020-2649-2", "d41d8cd98f00b204e9800998ecf8427e", "chr1:20200131-20200500", "MARCH1",
    "CD45RO", "GRCh38.p13", "p.Val600Glu", "40-50% of cells", "9606 (Homo sapiens)", "UPlanSApo 20x/0.75",
    "https://github.com/nf-core/sarek/releases/tag/3.1.2", "Ki-67 (clone MIB-1, 1:200)", "12 of 20 fields, 0.325 um/px",
    "00c8b9f2-3ad1-4b6f-9d3c-6b8f4bd4d3a1", "S1_L001_R1_001.fastq.gz", "2.16.840.1.113883", "bwa 0.7.17-r1188",
]  # fmt: skip


@pytest.mark.parametrize("writing", SURE, ids=lambda one: f"{one.kind}-{one.name}")
def test_harmless_tokens_hide_nothing_that_is_sure(writing: Writing) -> None:
    for text in writing.examples:
        codes = {finding.code for finding in JUDGE.text(text, Context(Where.TEXT, writing.named))}
        assert f"privacy.{writing.kind.value}" in codes


@pytest.mark.requirement("R68", "R75")
@pytest.mark.parametrize("kind", BLOCKED)
def test_what_is_sure_is_blocked_in_cells_and_texts(kind: Kind) -> None:
    for where in (Where.CELL, Where.TEXT):
        outcome = PROFILE.privacy.outcome(kind, where, Strength.STRONG)
        assert outcome is not None
        assert outcome.verdict is Verdict.BLOCK


@pytest.mark.requirement("R81")
@pytest.mark.parametrize(
    "name", ["2020-03-04_scan.svs", "slide_20200131.tif", "roe@example.org.csv", "mrn_1234567.svs"]
)
def test_names_of_files_that_say_something_are_blocked(name: str) -> None:
    verdicts = [finding.verdict for finding in JUDGE.text(name, Context(Where.NAME, "The name of the file"))]
    assert Verdict.BLOCK in verdicts


@pytest.mark.requirement("R105")
def test_dates_in_headers_are_blocked() -> None:
    (finding,) = JUDGE.text("Date = 12/29/09|Time = 09:59:15", Context(Where.HEADER, "ImageDescription"))
    assert (finding.code, finding.verdict, finding.requirement) == ("privacy.date", Verdict.BLOCK, "R105")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_laboratories_write_is_left_alone(text: str) -> None:
    assert JUDGE.text(text, Context(Where.CELL, "NOTE")) == []


@pytest.mark.requirement("R70")
def test_ages_above_the_cap_are_told() -> None:
    (finding,) = JUDGE.text("a 93-year-old woman", Context(Where.TEXT))
    assert (finding.code, finding.verdict) == ("privacy.age", Verdict.NOTE)
