"""Curation tasks over the wire: made, listed, worked on, and by whom."""

from typing import Any

import pytest

from tests.factories.accounts import make_user
from tests.factories.entities import make_entity, make_person
from tests.factories.grids import make_sheet, open_grid
from tests.support.wire import Wire, sign_in
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.accounts.actions.teams import create_team
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node

pytestmark = pytest.mark.django_db
CURATION = "org.sagebionetworks.repo.model.curation."
TASK = "/repo/v1/curation/task"


def record_based(node: Node, **more: object) -> dict[str, Any]:
    concrete_type = CURATION + "metadata.RecordBasedMetadataTaskProperties"
    return {"concreteType": concrete_type, "recordSetId": node.public_id, **more}


def grid_details(session_id: str) -> dict[str, Any]:
    return {"concreteType": CURATION + "execution.GridExecutionDetails", "activeSessionId": session_id}


def wanted(node: Node, **more: object) -> dict[str, Any]:
    return {
        "dataType": "Demographics",
        "projectId": f"syn{node.project_id}",
        "instructions": "Fill in every participant.",
        "taskProperties": record_based(node),
        **more,
    }


def made(wire: Wire, node: Node, **more: object) -> dict[str, Any]:
    answer = wire.post(TASK, wanted(node, **more))
    assert answer.status == 201, answer
    return dict(answer.json)


def listed(wire: Wire, **asked: object) -> list[int]:
    answer = wire.post(f"{TASK}/list", asked)
    assert answer.status == 200, answer
    tasks = [one["taskId"] for one in answer.json["page"]]
    assert [one["task"]["taskId"] for one in answer.json["bundlePage"]] == tasks
    return tasks


@pytest.fixture
def sheet() -> tuple[Actor, Node]:
    return make_sheet()


def test_a_task_lives_through_its_life(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    task = made(wire, node)
    assert isinstance(task["taskId"], int)
    assert task["taskProperties"] == record_based(node)
    assert (task["createdBy"], task["modifiedBy"]) == (str(ann.id), str(ann.id))
    address = f"{TASK}/{task['taskId']}"
    assert wire.get(address).json == task
    changed = wire.put(address, {**task, "instructions": "Also the dead.", "assigneePrincipalId": str(ann.id)}).json
    assert (changed["instructions"], changed["assigneePrincipalId"]) == ("Also the dead.", str(ann.id))
    assert changed["etag"] != task["etag"]
    stale = wire.put(address, task)
    assert (stale.status, "was updated since you last fetched it" in stale.reason) == (412, True)
    assert listed(wire, projectId=task["projectId"]) == [task["taskId"]]
    assert wire.delete(address).status == 200
    assert wire.get(address).status == 404
    assert wire.get(address).reason == f"Task not found: {task['taskId']}"
    assert wire.get(f"/repo/v1/entity/{node.public_id}").status == 200


def test_a_data_type_has_one_task_in_a_project(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    first = made(wire, node)
    assert wire.post(TASK, wanted(node)).status == 409
    second = made(wire, node, dataType="Biospecimen")
    assert wire.put(f"{TASK}/{second['taskId']}", {**second, "dataType": "Demographics"}).status == 409
    assert listed(wire, projectId=first["projectId"]) == [first["taskId"], second["taskId"]]


def test_a_status_has_an_etag_of_its_own(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    task = made(wire, node)
    address = f"{TASK}/{task['taskId']}"
    status = wire.get(f"{address}/status").json
    assert (status["taskId"], status["state"]) == (task["taskId"], "NOT_STARTED")
    assert "executionDetails" not in status
    session = open_grid(ann, node).session_id
    now = wire.put(f"{address}/status", {**status, "executionDetails": grid_details(session)}).json
    assert (now["state"], now["executionDetails"]) == ("NOT_STARTED", grid_details(session))
    assert now["etag"] != status["etag"]
    assert wire.get(address).json["etag"] == task["etag"]
    assert wire.put(f"{address}/status", {**status, "state": "IN_PROGRESS"}).status == 412
    due = {**now, "state": "IN_PROGRESS", "dueDate": "2026-12-01T00:00:00.000Z"}
    now = wire.put(f"{address}/status", due).json
    assert (now["state"], now["dueDate"]) == ("IN_PROGRESS", "2026-12-01T00:00:00.000Z")
    # What is executed is replaced whole, and a date that a client does not know stays.
    without = {name: now[name] for name in ("taskId", "state", "etag")}
    now = wire.put(f"{address}/status", without).json
    assert ("executionDetails" in now, now["dueDate"]) == (False, "2026-12-01T00:00:00.000Z")
    unknown = {**now, "executionDetails": grid_details("nothing")}
    assert wire.put(f"{address}/status", unknown).status == 400
    assert wire.put(f"{address}/status", {**now, "state": "DONE"}).status == 400


def test_another_suggestion_of_who_shares_lets_go_of_the_open_grid(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    task = made(wire, node)
    address = f"{TASK}/{task['taskId']}"
    status = wire.get(f"{address}/status").json
    session = open_grid(ann, node).session_id
    status = wire.put(f"{address}/status", {**status, "executionDetails": grid_details(session)}).json
    same = wire.put(address, {**task, "instructions": "x"}).json
    assert wire.get(f"{address}/status").json == status
    shared = record_based(node, suggestedAuthorizationMode="SOURCE_BENEFACTOR", collaboratorPrincipalIds=[str(ann.id)])
    assert wire.put(address, {**same, "taskProperties": shared}).json["taskProperties"] == shared
    now = wire.get(f"{address}/status").json
    assert ("executionDetails" in now, now["etag"] != status["etag"]) == (False, True)


def test_who_may_what(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    bob, cyd = actor_of(make_user("bob")), actor_of(make_user("cyd"))
    with writing():
        team = create_team(actor=bob, name="Curators")
    bob = make_again(bob)
    with writing():
        readers = dict.fromkeys((bob.id, cyd.id), frozenset({Permission.READ}))
        grants = {ann.id: frozenset(OWNER), **readers}
        replace_local_acl(actor=ann, node_id=node.project_id or 0, etag=None, grants=grants)
    wire = sign_in(ann)
    task = made(wire, node, assigneePrincipalId=str(team.pk))
    address = f"{TASK}/{task['taskId']}"
    for person in (bob, cyd):
        assert sign_in(person).get(address).status == 200
        assert sign_in(person).put(address, task).status == 403
        assert sign_in(person).delete(address).status == 403
        assert sign_in(person).post(TASK, wanted(node, dataType="Other")).status == 403
    status = wire.get(f"{address}/status").json
    assert sign_in(cyd).put(f"{address}/status", {**status, "state": "IN_PROGRESS"}).status == 403
    assert sign_in(bob).put(f"{address}/status", {**status, "state": "IN_PROGRESS"}).status == 200
    eve = sign_in(make_person("eve"))
    assert eve.get(address).status == 403
    assert listed(eve) == []
    assert eve.post(f"{TASK}/list", {"projectId": task["projectId"]}).status == 403
    assert listed(sign_in(bob)) == [task["taskId"]]


def make_again(actor: Actor) -> Actor:
    """Return a person with the teams that they have joined since."""
    return actor_of(find_user(actor.id))


def test_tasks_are_listed_by_who_and_how_far(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    mine = made(wire, node, dataType="A", assigneePrincipalId=str(ann.id))["taskId"]
    free = made(wire, node, dataType="B")["taskId"]
    status = wire.get(f"{TASK}/{free}/status").json
    wire.put(f"{TASK}/{free}/status", {**status, "state": "COMPLETED", "dueDate": "2026-12-01T00:00:00.000Z"})
    assert listed(wire) == [mine, free]
    assert listed(wire, assignedToMe=True) == [mine]
    assert listed(wire, assigneeIds=[str(ann.id)], stateFilter=["NOT_STARTED"]) == [mine]
    assert listed(wire, stateFilter=["COMPLETED", "CANCELED"]) == [free]
    assert listed(wire, taskIds=[free]) == [free]
    assert listed(wire, dueDate={"end": "2026-12-01T00:00:00.000Z"}) == [free]
    assert listed(wire, dueDate={"includeUnset": True}) == [mine]
    assert listed(wire, dueDate={"start": "2026-12-02T00:00:00.000Z", "includeUnset": True}) == [mine]
    assert wire.post(f"{TASK}/list", {"assignedToMe": True, "assigneeIds": ["1"]}).status == 400
    assert wire.post(f"{TASK}/list", {"dueDate": {}}).status == 400
    assert wire.post(f"{TASK}/list", {"stateFilter": ["DONE"]}).status == 400


def test_pages_follow_each_other(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    tasks = [made(wire, node, dataType=str(number))["taskId"] for number in range(53)]
    first = wire.post(f"{TASK}/list", {}).json
    second = wire.post(f"{TASK}/list", {"nextPageToken": first["nextPageToken"]}).json
    assert [one["taskId"] for one in [*first["page"], *second["page"]]] == tasks
    assert "nextPageToken" not in second


def test_nonsense_is_refused(sheet: tuple[Actor, Node]) -> None:
    ann, node = sheet
    wire = sign_in(ann)
    folder = make_entity(ann, Kind.FOLDER, "files", parent=get_node(node.project_id or 0))
    for wrong in (
        {"dataType": ""},
        {"dataType": None},
        {"projectId": None},
        {"projectId": folder.public_id},
        {"taskProperties": None},
        {"taskProperties": {"concreteType": "nothing"}},
        {"taskProperties": record_based(folder)},
        {"taskProperties": record_based(node, suggestedAuthorizationMode="ALL")},
        {"taskProperties": record_based(node, collaboratorPrincipalIds=["x"])},
        {"taskProperties": record_based(node, collaboratorPrincipalIds=["77"])},
        {"assigneePrincipalId": "77"},
        {"assigneePrincipalId": "x"},
    ):
        assert wire.post(TASK, wanted(node, **wrong)).status == 400, wrong
    task = made(wire, node)
    address = f"{TASK}/{task['taskId']}"
    assert wire.put(address, {**task, "etag": None}).status == 400
    assert wire.get(f"{TASK}/x").status == 400
    computed = {"concreteType": CURATION + "execution.RecordSetGenerationExecutionProperties"}
    assert wire.post(TASK, wanted(node, dataType="C", taskProperties=computed)).status == 501
    refused = wire.post(f"{address}/execute/async/start", {"taskId": task["taskId"]})
    assert (refused.status, "people" in refused.reason or "program" in refused.reason) == (501, True)
    assert Wire().post(TASK, wanted(node)).status == 403
