"""What a center has for a release, counted: each thing in one class, and as many questions for all as for one."""

from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.entities import make_entity, make_handle
from tests.support.center_scene import CENTER, RELEASE, CenterScene, fill
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.counting import counts_of
from theatrum.consortium.readiness.counts import Counts
from theatrum.consortium.readiness.participants import count_participants
from theatrum.consortium.submissions.actions import plan_submission, withdraw_plan
from theatrum.consortium.submissions.planning import Wanted, draft_plan
from theatrum.doors.cli import centered
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Validation, Verdict
from theatrum.repository.entities.queries import overview

pytestmark = pytest.mark.django_db


def _counts(actor: Actor | None = None) -> dict[str, dict[str, int]]:
    found = counts_of([CENTER], actor=actor)[CENTER]
    told = {one.component: asdict(one.counts) for one in found.components}
    return {name: {key: value for key, value in counts.items() if value} for name, counts in told.items()}


def _plan(scene: CenterScene, component: str, **said: int) -> int:
    draft = draft_plan(center_id=CENTER, release=RELEASE, wanted=Wanted(component=component, **said))  # type: ignore[arg-type]  # numbers of a plan
    with writing():
        return plan_submission(actor=scene.it.wrangler, draft=draft).pk


def test_an_empty_center_lacks_what_every_center_sends(scene: CenterScene) -> None:
    counts = _counts()
    assert counts.pop("Demographics") == {"missing": 1}
    assert counts.pop("BiospecimenData") == {"missing": 1}
    assert not any(counts.values())
    assert "VitalStatus" in counts


def test_each_thing_is_in_one_class(scene: CenterScene) -> None:
    nodes = fill(scene)
    assert _counts()["DigitalPathologyData"] == {"valid": 2, "invalid": 1}
    assert _counts()["Demographics"] == {"valid": 2}
    assert _counts()["BulkWESLevel1"] == {"valid": 1}
    Validation.objects.filter(node=nodes["reads"]).update(verdict=Verdict.UNKNOWN)
    scene.add_table("Demographics", "HTAN_PARTICIPANT_ID,SEX\nHTA201_3,Sometimes\n", name="more")
    assert _counts()["BulkWESLevel1"] == {"pending": 1}
    assert _counts()["Demographics"] == {"valid": 2, "invalid": 1}
    whole = counts_of([CENTER])[CENTER]
    assert whole.files == Counts(valid=2, invalid=1, pending=1)
    assert whole.bytes > 0
    assert whole.totals.arrived == 8


def test_a_table_without_a_row_is_nothing_yet(scene: CenterScene) -> None:
    scene.add_table("Demographics", "HTAN_PARTICIPANT_ID,SEX\n")
    assert _counts()["Demographics"] == {"missing": 1}
    project, leaf = scene.it.project.id, scene.it.leaf.id
    none = (0, 0, 0, 0)
    assert overview.counts_of(scene.it.wrangler, [project, leaf]) == {project: none, leaf: none}
    assert overview.counts_of_projects(scene.it.wrangler, [project]) == {project: none}
    assert set(overview.counts_within(scene.it.wrangler, project).values()) == {none}
    scene.add_table("Demographics", "HTAN_PARTICIPANT_ID,SEX\nHTA201_3,Female\n", name="more")
    assert overview.counts_of_projects(scene.it.wrangler, [project])[project] == (1, 0, 0, 0)


def test_missing_is_planned_less_what_is_there(scene: CenterScene) -> None:
    fill(scene)
    plan = _plan(scene, "DigitalPathologyData", files=10)
    _plan(scene, "Demographics", participants=5)
    _plan(scene, "BulkWESLevel1", files=1)
    counts = _counts()
    assert counts["DigitalPathologyData"]["missing"] == 7
    assert counts["Demographics"]["missing"] == 3
    assert "missing" not in counts["BulkWESLevel1"]
    with writing():
        withdraw_plan(actor=scene.it.wrangler, plan_id=plan)
    assert "missing" not in _counts()["DigitalPathologyData"]


def test_participants_are_those_whom_rows_and_files_come_from(scene: CenterScene) -> None:
    fill(scene)
    slides = scene.folders["DigitalPathologyData"]
    for number, own in enumerate(("HTA201_1_D1", "HTA201_1_D2", "HTA201_2_D1", "HTA201_0000_D1")):
        annotations: JsonObject = {"HTAN_DATA_FILE_ID": {"type": "STRING", "value": [own]}}
        handle = make_handle(scene.it.wrangler, name=f"{number}.svs")
        make_entity(
            scene.it.wrangler, Kind.FILE, f"{number}.svs", parent=slides, handle=handle, annotations=annotations
        )
    _plan(scene, "Demographics", participants=5)
    _plan(scene, "DigitalPathologyData", participants=3)
    _plan(scene, "BulkWESLevel1", files=1)
    catch_up(in_force())
    found = counts_of([CENTER])[CENTER]
    count_participants(found)
    counted = {one.component: one.participants for one in found.components if one.participants is not None}
    assert counted == {"Demographics": 2, "DigitalPathologyData": 2}
    count_participants(found, scene.stranger)
    assert {one.participants for one in found.components} == {None, 0}
    facts = centered.whole(CENTER)
    told = [line for line in centered.told(facts) if line.startswith("Planned:")]
    assert "Planned:       Demographics, release 8: 2 of 5 participants, 2 rows" in told


def test_only_what_somebody_may_read_is_counted(scene: CenterScene) -> None:
    fill(scene)
    assert _counts(scene.stranger)["DigitalPathologyData"] == {}
    assert _counts(scene.it.wrangler)["DigitalPathologyData"] == {"valid": 2, "invalid": 1}


def test_as_many_questions_for_all_centers_as_for_one(scene: CenterScene) -> None:
    fill(scene)

    def questions(centers: list[str]) -> int:
        with CaptureQueriesContext(connection) as asked:
            found = counts_of(centers)
        assert set(found) == set(centers)
        return len(asked)

    assert questions([CENTER]) == questions(list(in_force().centers)) <= 14
