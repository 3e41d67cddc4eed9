"""File names that are safe everywhere, and names that look as if they carried something of a person."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theatrum.checks.layout.naming import looks_identifying, numbered, safe_name, split_ending, with_id
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile

FORMS = load_profile(ProfileFolder.packaged("htan2")).overlay.identifiers.forms


@pytest.mark.requirement("R82")
@given(name=st.text(min_size=1, max_size=300).filter(lambda text: "/" not in text))
@settings(max_examples=80)
def test_any_name_becomes_one_that_is_safe_and_stays_so(name: str) -> None:
    safe = safe_name(name)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", safe)
    assert len(safe) <= 200
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Tumor 1 (R1).fastq.gz", "Tumor_1_R1.fastq.gz"),
        ("Gewebe für Köln.ome.tif", "Gewebe_fur_Koln.ome.tif"),
        ("=cmd|x.csv", "cmd_x.csv"),
        (".hidden.txt", "hidden.txt"),
        ("HTA201_1_D1_R1.fastq.gz", "HTA201_1_D1_R1.fastq.gz"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_endings_stay_at_the_end() -> None:
    assert split_ending("a.b.fastq.gz") == ("a.b", ".fastq.gz")
    assert split_ending("README") == ("README", "")
    assert numbered("a.fastq.gz", 2) == "a_2.fastq.gz"
    assert with_id("a.bam", ["HTA201_1_D1"]) == "HTA201_1_D1_a.bam"
    assert with_id("HTA201_1_D1_a.bam", ["HTA201_1_D1"]) == "HTA201_1_D1_a.bam"


@pytest.mark.requirement("R81")
@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("scan_2024-03-17.svs", "a date"),
        ("scan_20240317.svs", "a date"),
        ("scan_3.17.2024.svs", "a date"),
        ("MRN_x.bam", "a record number"),
        ("0048123.bam", "a record number"),
        ("HTA201_12345678_D12345678_R1.fastq.gz", None),
        ("HTA201_20240317_D1.bam", None),
        ("sample_12_L001.fastq.gz", None),
    ],
)
def test_what_names_look_as_if_they_carried(name: str, carried: str | None) -> None:
    assert looks_identifying(name, FORMS) == carried
