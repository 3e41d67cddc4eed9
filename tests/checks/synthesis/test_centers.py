"""A synthetic center is valid, linked, complete, and the same again for the same seed."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.synthesis.made import CENTER, PLAN, PROFILE, batches, rows_of, written
from theatrum.checks.columns.reading import read_row, readings_of
from theatrum.checks.findings import Severity
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.checks.synthesis.blueprint import CenterUnknown
from theatrum.checks.synthesis.centers import BATCH, Order, synthesize
from theatrum.checks.synthesis.contents.formats import MAKERS

_READINGS = {part.name: readings_of(part.schema) for part in PLAN.parts.values()}


@settings(max_examples=15)
@given(st.integers(min_value=1, max_value=4), st.integers())
def test_every_row_is_valid(participants: int, seed: int) -> None:
    for batch in batches(participants, seed=seed):
        for name, rows in rows_of(batch.draft).items():
            for row in rows:
                assert PLAN.parts[name].schema.judge(read_row(_READINGS[name], row)) == []


@pytest.mark.parametrize(("seed", "is_workbook"), [(1, False), (2, True)])
def test_check_has_nothing_against_it(tmp_path: Path, seed: int, is_workbook: bool) -> None:  # noqa: FBT001  # a case
    folder = written(tmp_path / "it", batches(3, seed=seed, is_workbook=is_workbook), is_workbook=is_workbook)
    hints = read_discovery(ProfileFolder.packaged("htan2"), PROFILE)
    question = Question(paths=[folder], model="1.0.0", center=CENTER, is_final=True)
    groups = check_submission(question, PROFILE, hints).report.groups
    assert [group.finding for group in groups if group.finding.severity is not Severity.NOTE] == []


def test_same_seed_gives_the_same_center_and_another_seed_another() -> None:
    one, again, other = (batches(3, seed=seed)[0].draft for seed in (7, 7, 8))
    assert rows_of(one) == rows_of(again)
    assert [(file.path, file.content) for file in one.files] == [(file.path, file.content) for file in again.files]
    assert rows_of(one) != rows_of(other)


def test_first_participant_has_every_component_and_every_file_a_row() -> None:
    (batch,) = batches(1)
    assert all(rows for rows in rows_of(batch.draft).values())
    paths = [file.path for file in batch.draft.files]
    told = [row["FILENAME"] for part in PLAN.files for row in batch.draft.rows(part.name)]
    assert Counter(paths) == Counter(told)
    assert {file.ending for file in batch.draft.files} <= set(MAKERS)


@pytest.mark.requirement("R29")
@pytest.mark.requirement("R30")
def test_there_is_a_pool_of_two_and_a_control_of_none() -> None:
    rows = batches(2)[0].draft.rows("BiospecimenData")
    by_slot = {row["HTAN_BIOSPECIMEN_ID"].split("_")[1]: row for row in rows}
    assert len(by_slot["0000"]["HTAN_PARENT_ID"].split(",")) == 2
    assert by_slot["EXT1"]["HTAN_PARENT_ID"] == "HTA201_EXT1"


@pytest.mark.requirement("R71")
def test_times_are_in_order() -> None:
    draft = batches(9)[0].draft
    deaths = {
        row["HTAN_PARTICIPANT_ID"]: int(row["AGE_IN_DAYS_AT_DEATH"])
        for row in draft.rows("VitalStatus")
        if "AGE_IN_DAYS_AT_DEATH" in row
    }
    diagnosed = {
        row["HTAN_PARTICIPANT_ID"]: int(row["AGE_IN_DAYS_AT_DIAGNOSIS"]) for row in reversed(draft.rows("Diagnosis"))
    }
    assert len(deaths) == 3
    for name in ("Therapy", "FollowUp", "MolecularTest"):
        for row in draft.rows(name):
            person = row["HTAN_PARTICIPANT_ID"]
            ages = [int(row[column]) for column in PLAN.parts[name].ages if column in row]
            assert diagnosed[person] <= min(ages)
            assert max(ages) <= deaths.get(person, 10**6)


def test_batches_continue_each_other() -> None:
    first, second = batches(BATCH + 2, has_files=False)
    assert (first.participants, second.participants) == (BATCH, 2)
    ids = [row["HTAN_PARTICIPANT_ID"] for batch in (first, second) for row in batch.draft.rows("Demographics")]
    assert len(set(ids)) == BATCH + 2


def test_records_only() -> None:
    draft = batches(2, has_files=False)[0].draft
    assert not draft.files
    assert not any(draft.rows(part.name) for part in PLAN.files)


def test_unknown_center_is_told_with_the_known_ones() -> None:
    with pytest.raises(CenterUnknown, match="HTA999 is unknown. Use one of: HTA200, HTA201"):
        next(synthesize(PROFILE, Order(center="HTA999", participants=1)))
