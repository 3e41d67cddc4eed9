"""Every class of defects changes only what it says, and is told by a check of the whole submission."""

from functools import cache
from pathlib import Path

import pytest

from tests.checks.synthesis.made import CENTER, PROFILE, batches, rows_of, written
from theatrum.checks.findings import Group, Severity
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.checks.synthesis.centers import Batch
from theatrum.checks.synthesis.defects.catalogue import CLASSES, classes_of
from theatrum.checks.synthesis.defects.cells import PLANTERS as CELLS
from theatrum.checks.synthesis.defects.defect import Defect, DefectUnknown
from theatrum.checks.synthesis.defects.planting import PLANTERS

ALL = tuple(classes_of(PROFILE))


def test_every_class_has_a_planter() -> None:
    assert set(PLANTERS) == set(CLASSES)


def _told(folder: Path) -> list[Group]:
    hints = read_discovery(ProfileFolder.packaged("htan2"), PROFILE)
    question = Question(paths=[folder], model="1.0.0", center=CENTER, is_final=True)
    return list(check_submission(question, PROFILE, hints).report.groups)


def _is_at(defect: Defect, group: Group) -> bool:
    finding = group.finding
    is_row = defect.row is None or not group.rows or defect.row in group.rows
    is_column = defect.column is None or finding.column in {defect.column, None}
    return finding.file == defect.file and is_row and is_column


@pytest.mark.parametrize(("participants", "seed", "is_workbook"), [(8, 0, False), (12, 1, True)])
def test_all_at_once_are_told_and_nothing_else_is(
    tmp_path: Path,
    participants: int,
    seed: int,
    is_workbook: bool,  # noqa: FBT001  # a case
) -> None:
    found = batches(participants, seed=seed, defects=ALL, is_workbook=is_workbook)
    defects = found[0].defects
    assert found[0].skipped == ()
    assert [defect.name for defect in defects] == sorted(ALL, key=[one.name for one in defects].index)
    groups = _told(written(tmp_path / "it", found, is_workbook=is_workbook))
    for defect in defects:
        here = [group.finding for group in groups if _is_at(defect, group)]
        assert set(defect.codes) <= {finding.code for finding in here}, defect
        severities = {finding.severity for finding in here if finding.code == next(iter(defect.codes), None)}
        assert severities <= {defect.severity}, defect
    expected = {code for defect in defects for code in (*defect.codes, *defect.also)}
    others = {group.finding.code for group in groups if group.finding.severity is not Severity.NOTE} - expected
    assert others == set()


@cache
def _clean() -> Batch:
    return batches(4, seed=5)[0]


@pytest.mark.parametrize("name", list(CELLS))
def test_defect_of_a_cell_changes_that_cell_only(name: str) -> None:
    clean, bad = _clean(), batches(4, seed=5, defects=(name,))[0]
    (defect,) = bad.defects
    changed = [
        (component, number, column)
        for component, rows in rows_of(clean.draft).items()
        for number, (old, new) in enumerate(zip(rows, rows_of(bad.draft)[component], strict=True), start=1)
        for column in {*old, *new}
        if old.get(column) != new.get(column)
    ]
    assert changed == [(defect.component, defect.row, defect.column)]


@pytest.mark.parametrize("name", [name for name in ALL if name not in CELLS])
def test_other_defects_leave_the_first_participant_and_most_rows_alone(name: str) -> None:
    clean, bad = _clean(), batches(4, seed=5, defects=(name,))[0]
    assert len(bad.defects) == 1
    concerned = bad.defects[0].component
    for component, rows in rows_of(clean.draft).items():
        new = rows_of(bad.draft)[component]
        kept = sum(row in new for row in rows)
        is_about_rows = component == concerned or name.startswith(("presence", "count", "reference", "table"))
        assert kept == len(rows) or is_about_rows
    assert len({file.path for file in clean.draft.files} - {file.path for file in bad.draft.files}) == 0


def test_classes_can_be_chosen_and_numbered() -> None:
    (batch,) = batches(3, defects=("table-utf-16", "schema-missing"))
    assert [(defect.id, defect.name) for defect in batch.defects] == [(1, "schema-missing"), (2, "table-utf-16")]


def test_classes_without_a_place_are_told_with_the_reason() -> None:
    (batch,) = batches(1, has_files=False, defects=("file-empty", "time-after-death"))
    assert batch.defects == ()
    assert dict(batch.skipped)["file-empty"] == "the submission has no data files"


def test_unknown_class_is_told_with_the_nearest_one() -> None:
    with pytest.raises(DefectUnknown, match="Did you mean schema-missing?"):
        batches(1, defects=("schema-mising",))
