"""Identifiers that miss their form are told in terms of what was meant."""

import pytest

from theatrum.checks.findings import Finding, Severity, Source
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.identifier_shapes import Identifiers, Misreading, MisreadingExample
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.identifiers import identifier_finding

IDENTIFIERS: Identifiers = load_profile(ProfileFolder.packaged("htan2")).overlay.identifiers
EXAMPLES = [(misreading, example) for misreading in IDENTIFIERS.misreadings for example in misreading.examples]


def _told(value: str, column: str, component: str = "scRNALevel1", code: str = "schema.pattern") -> Finding:
    finding = Finding(
        code=code,
        severity=Severity.ERROR,
        message=f"{column} has the wrong form.",
        fix="It must match something.",
        column=column,
        row=7,
        value=value,
        source=Source.OVERLAY,
        requirement="R65",
    )
    return identifier_finding(IDENTIFIERS, component, finding)


def _asking(misreading: Misreading, example: MisreadingExample) -> tuple[str, str]:
    """Return component and attribute where the misreading counts and the example's kinds are asked for."""
    for entry in IDENTIFIERS.attributes:
        component = (misreading.components or entry.components or ("scRNALevel1",))[0]
        asked = IDENTIFIERS.attribute_kinds(component, entry.attribute)
        if asked == example.kinds and misreading.concerns(component, entry.attribute):
            return component, entry.attribute
    raise AssertionError(f"no attribute asks for {example.kinds}")


@pytest.mark.requirement("R20")
@pytest.mark.requirement("R21")
@pytest.mark.requirement("R32")
@pytest.mark.parametrize(("misreading", "example"), EXAMPLES, ids=[f"{one.code}-{two.text}" for one, two in EXAMPLES])
def test_each_example_is_told_by_its_own_misreading(misreading: Misreading, example: MisreadingExample) -> None:
    component, column = _asking(misreading, example)
    told = _told(example.text, column, component)
    assert told.code == f"identifier.{misreading.code}"
    assert column in told.message
    assert example.text not in told.message
    if example.mended is not None:
        assert told.suggestions == (example.mended,)
        assert told.fix == f"Write {example.mended}."


@pytest.mark.requirement("R31")
def test_a_pool_is_no_participant_of_demographics() -> None:
    told = _told("HTA201_0000", "HTAN_PARTICIPANT_ID", "Demographics")
    assert (told.code, told.requirement) == ("identifier.pooled_participant", "R31")
    assert told.suggestions == ()


@pytest.mark.requirement("R27")
def test_another_kind_is_told_as_what_it_is() -> None:
    told = _told("HTA201_12_D3", "HTAN_PARENT_ID", "BiospecimenData")
    assert told.code == "identifier.wrong_kind"
    assert told.message == "HTAN_PARENT_ID is a data file id, where a participant id or a biospecimen id belongs."
    assert told.fix == "Write a participant id or a biospecimen id, such as HTA201_12 or HTA201_12_B3."
    assert (told.row, told.source, told.value) == (7, Source.OVERLAY, "HTA201_12_D3")


def test_a_slip_of_the_pen_in_an_identifier_of_another_kind_is_not_mended_to_it() -> None:
    assert _told("hta201_12_d3", "HTAN_BIOSPECIMEN_ID").suggestions == ()


def test_what_nobody_foresaw_gets_the_form_that_is_asked() -> None:
    told = _told("SPECIMEN7", "HTAN_BIOSPECIMEN_ID")
    assert told.code == "identifier.form"
    assert (told.message, told.fix) == (
        "HTAN_BIOSPECIMEN_ID is not a biospecimen id.",
        "Write it in the form of HTA201_12_B3.",
    )


@pytest.mark.requirement("R30")
def test_what_is_well_formed_and_refused_all_the_same_is_told_by_its_rule() -> None:
    assert _told("HTA201_EXT1", "HTAN_PARTICIPANT_ID", "Diagnosis").code == "schema.pattern"


@pytest.mark.parametrize(
    ("value", "column", "code"),
    [
        ("x", "FILENAME", "schema.pattern"),
        ("", "HTAN_PARENT_ID", "schema.pattern"),
        ("x", "HTAN_PARENT_ID", "schema.type"),
    ],
)
def test_other_findings_stay_as_they_are(value: str, column: str, code: str) -> None:
    assert _told(value, column, code=code).code == code


def test_a_very_long_text_is_told_by_its_length() -> None:
    assert _told("HTA201_" + "1" * 100_000, "HTAN_PARTICIPANT_ID").code == "identifier.length"
