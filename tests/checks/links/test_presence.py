"""Rows that need other rows, and what is remarked about rows."""

import pytest

from tests.checks.links.tables import files, found, known_as, one, people, specimens, table, told
from theatrum.checks.findings import Severity
from theatrum.checks.links.records import Records

P1 = "HTA201_1"


def wes(*, levels: str, file_format: str = "vcf", **cells: str) -> list[Records]:
    """Return one specimen with files of some levels, each from the nearest level before."""
    records = [people(P1), specimens(("HTA201_1_B1", P1))]
    parent = "HTA201_1_B1"
    for level in levels:
        name = f"HTA201_1_D{level}"
        records.append(files(f"BulkWESLevel{level}", (name, parent), FILE_FORMAT=file_format, **cells))
        parent = name
    return records


@pytest.mark.requirement("R88")
@pytest.mark.requirement("R89")
@pytest.mark.requirement("R90")
@pytest.mark.parametrize(
    ("levels", "file_format", "missing"),
    [
        ("123", "vcf.gz", set()),
        ("123", "maf", {"R90"}),
        ("13", "vcf", {"R89"}),
        ("23", "vcf", {"R88"}),
        ("3", "vcf", {"R88", "R89"}),
        ("1", "fastq", set()),
    ],
)
def test_levels_of_exomes_are_complete(levels: str, file_format: str, missing: set[str]) -> None:
    groups = told(found(wes(levels=levels, file_format=file_format), final=True), "links.presence")
    assert {group.finding.requirement for group in groups} == missing
    assert all(group.finding.component == "BiospecimenData" and group.rows == (1,) for group in groups)
    assert all(group.finding.severity is Severity.ERROR for group in groups)


@pytest.mark.requirement("R88")
def test_raw_files_that_are_known_count() -> None:
    records = [specimens(("HTA201_1_B1", P1)), files("BulkWESLevel2", ("HTA201_1_D2", "HTA201_1_D1"))]
    assert not told(found(records), "links.presence")
    known = known_as(("HTA201_1_D1", "BulkWESLevel1", "HTA201_1_B1"))
    assert not told(found(records, known=known), "links.presence")


@pytest.mark.requirement("R91")
def test_copy_numbers_come_as_seg() -> None:
    groups = found(wes(levels="123", STRUCTURAL_VARIANT_WORKFLOW_TYPE="CNVkit"))
    assert one(groups, "R91")[1] is Severity.WARNING


@pytest.mark.requirement("R86")
@pytest.mark.requirement("R87")
@pytest.mark.parametrize(
    ("cells", "requirement"),
    [
        ({}, "R86"),
        ({"GENOME_ANNOTATION_URL": "https://example.org/refseq"}, "R87"),
        ({"GENOME_ANNOTATION_URL": "https://www.GENCODEgenes.org/human/release_44.html"}, None),
    ],
)
def test_aligned_data_name_their_annotation(cells: dict[str, str], requirement: str | None) -> None:
    groups = told(found([files("BulkWESLevel2", ("HTA201_1_D2", "HTA201_1_D1"), **cells)]), "links.remark")
    assert [group.finding.requirement for group in groups] == ([requirement] if requirement else [])


@pytest.mark.requirement("R124")
def test_spatial_bundle_is_there() -> None:
    records = [specimens(("HTA201_1_B1", P1)), files("SpatialLevel1", ("HTA201_1_D1", "HTA201_1_B1"))]
    assert one(found(records), "R124")[2] == (1,)
    records.append(files("SpatialLevel3", ("HTA201_1_D3", "HTA201_1_B1")))
    assert not [group for group in found(records) if group.finding.requirement == "R124"]


@pytest.mark.requirement("R126")
def test_targeted_assay_has_a_panel() -> None:
    spatial = files("SpatialLevel3", ("HTA201_1_D3", "HTA201_1_B1"), TRANSCRIPTOME_TYPE="Targeted")
    assert one(found([spatial]), "R126")[0].code == "links.presence"
    panel = table("SpatialPanel", {"HTAN_PANEL_ID": "HTA201_0000_P1"})
    assert not told(found([spatial, panel]), "links.presence")


@pytest.mark.requirement("R129")
def test_same_section_image_exists() -> None:
    spatial = files("SpatialLevel3", ("HTA201_1_D3", "HTA201_1_B1"), SAME_SECTION_IMAGING_ID="HTA201_1_D9")
    assert one(found([spatial]), "R129")[1] is Severity.PENDING
    assert one(found([spatial], final=True), "R129")[1] is Severity.WARNING
