"""Whole columns of identifiers: the center they begin with."""

from collections.abc import Sequence

import polars as pl
import pytest

from theatrum.checks.findings import Group, Severity
from theatrum.checks.links.records import Records
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.report.identifier_columns import Centers, check_identifiers

PROFILE = load_profile(ProfileFolder.packaged("htan2"))
ALL = sorted(PROFILE.centers)


def _found(
    component: str, center: str | None = None, first_row: int = 1, **columns: Sequence[str | None]
) -> list[Group]:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    records = Records(component, "some.csv", "Sheet", frame, first_row)
    return check_identifiers(records, PROFILE.overlay.identifiers, Centers(ALL, center))


@pytest.mark.requirement("R22")
def test_a_center_in_range_that_does_not_exist_is_told_once_with_its_rows() -> None:
    ids = ["HTA201_1", "HTA215_1", None, "HTA215_2", "HTA229_1"]
    first, second = _found("Demographics", HTAN_PARTICIPANT_ID=ids)
    assert (first.finding.code, first.finding.value, first.rows) == ("identifier.unregistered", "HTA215", (2, 4))
    assert (second.finding.value, second.rows) == ("HTA229", (5,))
    assert first.finding.severity is Severity.ERROR
    assert (first.finding.file, first.finding.sheet, first.finding.component) == ("some.csv", "Sheet", "Demographics")


@pytest.mark.requirement("R23")
def test_an_identifier_of_another_center_is_wrong_where_it_is_given() -> None:
    (own,) = _found("BiospecimenData", "HTA201", 11, HTAN_BIOSPECIMEN_ID=["HTA202_1_B1"], HTAN_PARENT_ID=["HTA202_1"])
    assert (own.finding.code, own.finding.severity, own.rows) == ("identifier.other_center", Severity.ERROR, (11,))
    assert own.finding.fix == "Begin with HTA201, the id of your center."


@pytest.mark.requirement("R22")
def test_what_a_row_refers_to_must_be_of_a_center_that_exists() -> None:
    (parent,) = _found("BiospecimenData", "HTA201", HTAN_PARENT_ID=["HTA202_1", "HTA229_1"])
    assert (parent.finding.code, parent.rows) == ("identifier.unregistered", (2,))


def test_without_a_submitting_center_every_registered_one_will_do() -> None:
    assert _found("Demographics", HTAN_PARTICIPANT_ID=[f"{center}_1" for center in ALL]) == []


def test_each_identifier_of_a_list_counts() -> None:
    cells = ["HTA201_1_B1, HTA201_1_B2", "HTA201_1_B1; HTA216_1_B2", '["HTA217_1_D1", "HTA201_1_B1"]']
    first, second = _found("scRNALevel2", "HTA201", HTAN_PARENT_ID=cells)
    assert [(group.finding.value, group.rows) for group in (first, second)] == [("HTA216", (2,)), ("HTA217", (3,))]


def test_what_has_no_form_is_left_to_its_pattern() -> None:
    ids = ["HTA230_1", "HTA3_1_1", "nonsense", "HTA215", "_", "", "hta215_1"]
    assert _found("Demographics", "HTA201", HTAN_PARTICIPANT_ID=ids) == []
    assert _found("MultiplexMicroscopyLevel2", "HTA201", CHANNEL_METADATA_ID=["syn12", "x"]) == []


@pytest.mark.requirement("R33")
def test_gaps_blocks_and_leading_zeros_are_nobodys_business() -> None:
    ids = ["HTA201_1", "HTA201_5", "HTA201_1000000", "HTA201_007", "HTA201_3", "HTA201_EXT9"]
    assert _found("Demographics", "HTA201", HTAN_PARTICIPANT_ID=ids) == []


def test_an_empty_table_has_nothing_wrong() -> None:
    assert _found("Demographics", "HTA201", HTAN_PARTICIPANT_ID=[]) == []
    assert _found("Demographics", "HTA201", HTAN_PARTICIPANT_ID=[None, None]) == []
