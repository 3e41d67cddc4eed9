"""Tasks of a release are made once, go to review and back, and tell how far they are."""

from datetime import UTC, datetime

import pytest

from tests.factories.centers import appointed, open_for
from tests.factories.entities import make_entity, make_person
from theatrum.consortium.curation.errors import (
    NotYourReview,
    ReleaseNotPlanned,
    StepNotPossible,
    TaskIsInvalid,
)
from theatrum.consortium.curation.models import State, Step, StepKind, Task
from theatrum.consortium.curation.planning import plan_tasks
from theatrum.consortium.curation.progress import Progress, progress_of
from theatrum.consortium.curation.queries import find_task_of, get_task
from theatrum.consortium.curation.states import MOVES, moves_from
from theatrum.consortium.curation.steps import comment_task, hand_over_task, move_task, set_due_date
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.errors import AccessDenied
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids.models import Authorization
from theatrum.repository.grids.opening import open_records

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


def plan(actor: Actor, number: int = 8) -> list[Task]:
    return plan_tasks(actor=actor, profile=in_force(), number=number, center_id="HTA201")


def one_of(tasks: list[Task], component: str) -> Task:
    return next(task for task in tasks if task.component == component)


def move(actor: Actor, task: Task, kind: StepKind, text: str = "") -> str:
    with writing():
        return move_task(actor=actor, task_id=task.id, kind=kind, text=text).status.state


def test_a_release_has_a_task_for_each_component(admin: Actor) -> None:
    (project,) = open_for(admin, "HTA201")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    made = plan(admin)
    profile = in_force()
    leaves = [leaf for leaf in profile.tree(profile.releases[8]) if profile.component(leaf.component, "1.0.0")]
    assert {task.component for task in made} == {leaf.component for leaf in leaves}
    assert len(made) == len(leaves)
    assert all(task.assignee_id in wrangler.principal_ids and task.release == 8 for task in made)
    demographics = one_of(made, "Demographics")
    records = Node.objects.get(id=parse_entity_id(str(demographics.properties["recordSetId"])))
    assert records.kind == Kind.RECORD_SET
    assert find_task_of(wrangler, records.id) == demographics
    assert plan(admin) == []
    with pytest.raises(ReleaseNotPlanned):
        plan(admin, 99)
    # Tables of a center's own columns are uploaded into their folder: there is no table to type into.
    own = one_of(made, "ClinicalTier2").properties
    assert Node.objects.get(id=parse_entity_id(str(own["uploadFolderId"]))).name == "Tier2"
    assert Node.objects.filter(project=project, kind=Kind.RECORD_SET).count() == sum(
        leaf.kind == "record" and leaf.component != "ClinicalTier2" for leaf in leaves
    )


def test_a_task_goes_to_review_and_back(admin: Actor) -> None:
    open_for(admin, "HTA201")
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    liaison = appointed(admin, make_person("liaison"), "data_liaison")
    outsider = make_person("outsider")
    task = one_of(plan(admin), "Diagnosis")
    assert move(wrangler, task, StepKind.STARTED) == State.IN_PROGRESS
    with pytest.raises(StepNotPossible, match="in progress"):
        move(wrangler, task, StepKind.STARTED)
    assert move(wrangler, task, StepKind.SUBMITTED, "ready") == State.IN_REVIEW
    for refused, error in ((wrangler, NotYourReview), (outsider, AccessDenied)):
        with pytest.raises(error):
            move(refused, task, StepKind.APPROVED)
    with pytest.raises(TaskIsInvalid):
        move(liaison, task, StepKind.RETURNED, "  ")
    assert move(liaison, task, StepKind.RETURNED, "Two participants lack a site.") == State.IN_PROGRESS
    with writing():
        comment_task(actor=wrangler, task_id=task.id, text="Which two?")
        hand_over_task(actor=wrangler, task_id=task.id, principal_id=wrangler.id)
        set_due_date(actor=liaison, task_id=task.id, due_on=datetime(2027, 1, 31, tzinfo=UTC))
    move(wrangler, task, StepKind.SUBMITTED)
    assert move(liaison, task, StepKind.APPROVED) == State.COMPLETED
    assert move(liaison, task, StepKind.REOPENED) == State.IN_PROGRESS
    assert move(liaison, task, StepKind.CANCELED) == State.CANCELED
    told = [(step.kind, step.text) for step in Step.objects.filter(task=task)]
    assert (StepKind.RETURNED, "Two participants lack a site.") in told
    assert len(told) == 10
    assert get_task(wrangler, task.id).assignee_id == wrangler.id


def test_every_state_has_a_way_on_and_workers_never_review(admin: Actor) -> None:
    for state in State:
        assert moves_from(state, is_reviewer=True)
        assert not any(move.by_reviewer for move in moves_from(state, is_reviewer=False))
    assert {move.end for move in MOVES.values()} < set(State)


def test_progress_counts_rows_of_open_grids_and_files(admin: Actor) -> None:
    open_for(admin, "HTA201")
    tasks = plan(admin)
    records, files = one_of(tasks, "Demographics"), one_of(tasks, "scRNALevel1")
    folder = Node.objects.get(id=parse_entity_id(str(files.properties["uploadFolderId"])))
    make_entity(admin, Kind.FILE, "a.txt", parent=folder)
    source = Node.objects.select_related("current").get(id=parse_entity_id(str(records.properties["recordSetId"])))
    before = progress_of(admin, tasks)
    assert (before[records.id].total, before[files.id].total, before[files.id].counts_files) == (0, 1, True)
    workspace = open_records(
        actor=admin, session_id="s1", source=source, owner_id=admin.id, authorization=Authorization.SOURCE_BENEFACTOR
    )
    records.status.session_id = workspace.session_id
    records.status.save()
    fresh = get_task(admin, records.id)
    assert progress_of(admin, [fresh])[fresh.id] == Progress(is_open=True)
    assert progress_of(make_person("stranger"), [files])[files.id].total == 0
