"""Planned submissions: said by who submits, confirmed by the liaison, changed and withdrawn with their history."""

from datetime import date

import pytest

from tests.factories.centers import appointed
from tests.factories.entities import make_person
from tests.support.center_scene import CENTER, RELEASE, CenterScene
from theatrum.consortium.events.models import Event
from theatrum.consortium.submissions import actions, queries
from theatrum.consortium.submissions.errors import PlanHasChanged, PlanIsInvalid, PlanIsNotYours, PlanNotFound
from theatrum.consortium.submissions.models import Plan
from theatrum.consortium.submissions.planning import Draft, Wanted, draft_plan
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor

pytestmark = pytest.mark.django_db


def _draft(**said: object) -> Draft:
    values = {"component": "BulkWESLevel1", "files": 12, "due_on": date(2027, 1, 31), **said}
    return draft_plan(center_id=CENTER, release=RELEASE, wanted=Wanted(**values))  # type: ignore[arg-type]  # as each test says


def _plan(actor: Actor, **said: object) -> Plan:
    draft = _draft(**said)
    with writing():
        return actions.plan_submission(actor=actor, draft=draft)


def test_planned_confirmed_changed_and_withdrawn(scene: CenterScene) -> None:
    plan = _plan(scene.it.wrangler)
    with writing():
        actions.confirm_access(actor=scene.it.liaison, plan_id=plan.pk)
        actions.confirm_access(actor=scene.it.liaison, plan_id=plan.pk)
    with writing():
        changed = actions.change_plan(actor=scene.it.wrangler, plan_id=plan.pk, revision=1, draft=_draft(files=20))
    assert (changed.files, changed.revision) == (20, 2)
    assert changed.confirmed_by == scene.it.liaison.id
    with writing(), pytest.raises(PlanHasChanged):
        actions.change_plan(actor=scene.it.representative, plan_id=plan.pk, revision=1, draft=_draft(files=1))
    with writing():
        moved = actions.change_plan(
            actor=scene.it.wrangler, plan_id=plan.pk, revision=2, draft=_draft(component="BulkWESLevel2")
        )
    assert moved.confirmed_on is None
    assert queries.expected_of([CENTER], RELEASE)[CENTER, "BulkWESLevel2"].files == 12
    with writing():
        actions.withdraw_plan(actor=scene.it.wrangler, plan_id=plan.pk, reason="The sequencer is broken.")
    with writing(), pytest.raises(PlanNotFound):
        actions.withdraw_plan(actor=scene.it.wrangler, plan_id=plan.pk)
    assert [step.kind for step in plan.steps.all()] == ["planned", "confirmed", "changed", "changed", "withdrawn"]
    assert [step.facts["files"] for step in plan.steps.all()] == [12, 12, 20, 12, 12]
    assert not queries.plans_for(scene.it.liaison, CENTER).exists()
    topics = Event.objects.filter(subject_kind="planned_submission").order_by("pk").values_list("topic", flat=True)
    assert list(topics) == ["submission_planned", "access_confirmed", *["submission_planned"] * 3]


def test_who_plans_and_who_confirms(scene: CenterScene) -> None:
    for nobody in (scene.neighbor, scene.it.liaison, scene.stranger):
        with pytest.raises(PlanIsNotYours, match="will send is said by"):
            _plan(nobody)
    plan = _plan(scene.it.representative)
    other = appointed(scene.it.admin, make_person("other_liaison"), "data_liaison")
    for nobody in (scene.it.wrangler, other):
        with writing(), pytest.raises(PlanIsNotYours, match="liaison of HTA201"):
            actions.confirm_access(actor=nobody, plan_id=plan.pk)
    with writing(), pytest.raises(PlanNotFound):
        actions.confirm_access(actor=scene.neighbor, plan_id=plan.pk)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"component": "Nonsense"}, "no component"),
        ({"component": ""}, "Choose a component"),
        ({"data_type": "Proteomics"}, "one of both"),
        ({"files": -1}, "none that can be planned"),
        ({"files": 2**63}, "none that can be planned"),
        ({"files": None, "due_on": None}, "how much will come"),
        ({"note": "x" * 3000}, "at most"),
    ],
)
def test_what_cannot_be_planned(scene: CenterScene, said: dict[str, object], told: str) -> None:
    with pytest.raises(PlanIsInvalid, match=told):
        _plan(scene.it.wrangler, **said)


def test_a_new_type_of_data_opens_a_ticket(scene: CenterScene) -> None:
    plan = _plan(scene.it.wrangler, component="", data_type="Proteomics by mass spectrometry", note="Forty samples.")
    assert plan.ticket.startswith("/help/tickets/")
    assert "Proteomics" not in str(list(Event.objects.filter(topic="submission_planned").values_list("title", "text")))
