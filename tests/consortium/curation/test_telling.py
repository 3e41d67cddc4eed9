"""Steps of a task are told to those who have to do something now, and opened releases to everybody of the center."""

import pytest

from tests.factories.centers import appointed, open_for
from tests.factories.entities import make_person
from theatrum.consortium.curation.models import StepKind
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.curation.steps import comment_task, hand_over_task, move_task, take_over_task
from theatrum.consortium.events.models import Event
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing

pytestmark = pytest.mark.django_db(transaction=True)


def test_releases_and_tasks_are_told_of() -> None:
    """Not the steps of every day; no word of who wrote; opened again it is no news."""
    admin = make_person("admin", is_administrator=True)
    open_for(admin, "HTA201")
    open_for(admin, "HTA201")
    opened = Event.objects.get(topic="release_opened")
    assert (opened.center_id, opened.release, opened.title) == ("HTA201", 8, "Release 8 is open for HTA201")
    ana, ben = (appointed(admin, make_person(name), "data_wrangler", "HTA201") for name in ("ana", "ben"))
    task = next(
        one
        for one in plan_tasks(actor=admin, profile=in_force(), number=8, center_id="HTA201")
        if one.component == "Demographics"
    )
    team = task.assignee_id
    with writing():
        for kind, actor, text in (
            (StepKind.STARTED, ana, ""),
            (StepKind.SUBMITTED, ana, ""),
            (StepKind.RETURNED, admin, "Row 7 is wrong."),
        ):
            move_task(actor=actor, task_id=task.id, kind=kind, text=text)
        hand_over_task(actor=admin, task_id=task.id, principal_id=ana.id)
        comment_task(actor=admin, task_id=task.id, text="And row 7 of March 3.")
        comment_task(actor=ana, task_id=task.id, text="Row 7 is right.")
        take_over_task(actor=ben, task_id=task.id)
    told = Event.objects.filter(topic__startswith="task").order_by("pk")
    assert [(one.topic, one.title, one.people) for one in told] == [
        ("task_review", "The task Demographics of release 8 is ready for review", []),
        ("task", "The task Demographics of release 8 was returned", [team]),
        ("task", "The task Demographics of release 8 is yours now", [ana.id]),
        ("task", "The task Demographics of release 8 has a new comment", [ana.id]),
        ("task_review", "The task Demographics of release 8 has a new comment", []),
        ("task", "The task Demographics of release 8 is with somebody else now", [ana.id]),
    ]
    assert not any("ow 7" in one.text for one in told)
    assert {one.link for one in told} == {f"/tasks/{task.id}"}
