"""Ages that are numbers and still doubtful."""

from collections.abc import Sequence

import polars as pl
import pytest

from theatrum.checks.findings import Group, Severity
from theatrum.checks.links.records import Records
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.profile.loading import load_profile
from theatrum.checks.profile.overlay_shapes import Ages
from theatrum.checks.report.ages import AgeCheck


def _policy() -> Ages:
    ages = load_profile(ProfileFolder.packaged("htan2")).overlay.ages
    assert ages is not None
    return ages


AGES = _policy()


def _records(cells: Sequence[str | None], first_row: int = 1) -> Records:
    frame = pl.DataFrame({"AGE_IN_DAYS_AT_DIAGNOSIS": cells, "NOTE": cells}, schema_overrides={"NOTE": pl.String})
    typed = frame.with_columns(pl.col("AGE_IN_DAYS_AT_DIAGNOSIS").cast(pl.String))
    return Records("Diagnosis", "dx.csv", None, typed, first_row)


def _told(*cells: str | None, center: str | None = None, ages: Ages = AGES) -> list[Group]:
    check = AgeCheck(ages, center=center)
    return check.check(_records(cells)) + check.finish()


@pytest.mark.requirement("R70")
def test_an_age_above_the_cap_is_told_without_showing_it() -> None:
    (group,) = _told("32850", "32851", "40000", "20000")
    assert (group.finding.code, group.finding.severity, group.rows) == (
        "privacy.age_over_cap",
        Severity.WARNING,
        (2, 3),
    )
    assert group.finding.value is None
    assert "32,850 days (90 years)" in group.finding.message


def test_the_network_decides_what_an_old_age_means() -> None:
    assert _told("40000", ages=AGES.model_copy(update={"action": "off"})) == []
    (held,) = _told("40000", ages=AGES.model_copy(update={"action": "hold"}))
    assert held.finding.severity is Severity.ERROR


@pytest.mark.requirement("R68")
def test_dates_and_years_written_as_numbers_are_told_as_such() -> None:
    year, date = sorted(_told("1958", "19580412", "20000"), key=lambda group: group.rows[0])
    assert (year.finding.code, year.rows) == ("privacy.year_as_age", (1,))
    assert (date.finding.code, date.rows) == ("privacy.date_as_number", (2,))


@pytest.mark.requirement("R69")
def test_a_table_without_adults_was_perhaps_counted_from_enrolment() -> None:
    (group,) = _told("0", "30", "365")
    assert (group.finding.code, group.rows, group.finding.file) == ("links.ages_small", (), "dx.csv")
    assert _told("0", "30", "3650") == []


def test_a_center_of_children_has_children() -> None:
    assert _told("30", "1958", center="HTA205") == []
    assert {group.finding.code for group in _told("30", "1958", center="HTA201")} == {
        "privacy.year_as_age",
        "links.ages_small",
    }


def test_pieces_of_a_table_are_judged_as_one() -> None:
    check = AgeCheck(AGES)
    assert check.check(_records(["1"])) == []
    (group,) = check.check(_records(["2", "33000"], first_row=2))
    assert group.rows == (3,)
    assert check.finish() == []


def test_what_is_no_number_and_what_is_empty_is_left_to_the_schema() -> None:
    assert _told("20000", None, "old", "nan", "inf", "-1") == []
    assert _told() == []
    assert AgeCheck(AGES).finish() == []
