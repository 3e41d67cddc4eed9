"""All links of a center: the same findings as ``theatrum check`` has on the same rows in a folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.consortium.linking.grids import add_rows
from tests.consortium.linking.made import FAMILIES, MODEL, spoilt, upload, write_folder
from tests.factories.centers import make_ingest
from tests.factories.entities import make_person
from theatrum.checks.findings import Group
from theatrum.checks.profile.discovery_file import read_discovery
from theatrum.checks.profile.folder import ProfileFolder
from theatrum.checks.submission.checking import Question, check_submission
from theatrum.consortium.linking.actions import store_report
from theatrum.consortium.linking.center import judge_center
from theatrum.consortium.linking.models import Part, Problem
from theatrum.consortium.linking.scope import scopes_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.entities.models import Node

pytestmark = pytest.mark.django_db(transaction=True)

CENTER = "HTA201"
Place = tuple[str, str, str, str, int | None]


def _places(groups: Iterable[Group]) -> Iterator[Place]:
    for group in groups:
        one = group.finding
        if one.code.startswith(FAMILIES):
            for row in group.rows or (None,):
                yield one.code, one.severity.value, one.component or "", one.column or "", row


def _stored(problem: Problem) -> Iterator[Place]:
    files = sorted(_files(problem.part)) if problem.part else []
    for row in problem.rows or (None,):
        number = files.index(row) + 1 if files and row is not None else row
        yield problem.code, problem.severity, problem.component, problem.column, number


def _files(part: Part) -> list[int]:
    return list(Node.objects.filter(parent_id=part.node_id, kind="file").values_list("id", flat=True))


def test_a_center_with_planted_defects_is_judged_as_its_folder_is(tmp_path: Path) -> None:
    profile, admin = in_force(), make_person("admin", is_administrator=True)
    draft = spoilt(profile, center=CENTER, participants=6)
    write_folder(draft, tmp_path)
    hints = read_discovery(ProfileFolder.packaged("htan2"), profile)
    checked = check_submission(Question(paths=[tmp_path], model=MODEL, center=CENTER), profile, hints)
    expected = sorted(_places(checked.report.groups), key=str)
    [scope] = scopes_of(profile, CENTER, upload(admin, profile, draft, center=CENTER))
    judgement = judge_center(profile, scope)
    found = sorted(_places(judgement.groups), key=str)
    assert found == expected
    with writing():
        report = store_report(actor=admin, judgement=judgement)
    stored = [place for problem in report.problems.select_related("part") for place in _stored(problem)]
    assert sorted(stored, key=str) == expected
    assert {code for code, *_ in expected} >= {
        "cardinality.missing",
        "links.cycle",
        "links.duplicate_key",
        "links.duplicate_row",
        "links.missing_parent",
        "links.missing_reference",
        "links.order",
        "links.participant_mismatch",
        "links.presence",
    }


def test_a_value_that_may_identify_somebody_is_not_kept() -> None:
    profile, admin = in_force(), make_person("admin", is_administrator=True)
    project = make_ingest(admin, CENTER, "BulkWESLevel2")
    rows = [("HTAN_DATA_FILE_ID", "FILENAME")]
    rows += [(f"HTA201_1_D{number}", "WES/ssn 078-05-1121.bam") for number in (1, 2)]
    add_rows(admin, project, "BulkWESLevel2", rows)
    [scope] = scopes_of(profile, CENTER, project)
    with writing():
        report = store_report(actor=admin, judgement=judge_center(profile, scope))
    [twice] = report.problems.filter(code="links.duplicate_key")
    assert (twice.column, twice.rows, twice.value) == ("FILENAME", [1, 2], "")
    assert not [one for one in report.problems.all() if "078-05" in f"{one.value}{one.message}{one.fix}"]
