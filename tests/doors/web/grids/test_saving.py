"""Saving from the grid's page: what it is told before, meanwhile and after."""

from typing import Any

import pytest
from django.test import Client

from tests.doors.web.grids.conftest import Desk, Open, browser
from tests.factories.accounts import make_user
from tests.factories.records import replace_rows
from theatrum.drivers.jobs.execution import run
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.models import Version
from theatrum.repository.grids import jobs
from theatrum.repository.grids.changes import Change
from theatrum.repository.grids.editing import edit
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import find_workspace

pytestmark = pytest.mark.django_db
ID, LAYOUT, NOTE = 0, 1, 2


@pytest.fixture
def session(desk: Desk, opened: Open) -> str:
    """Return anna's session, in which she has changed a note."""
    session = opened(desk.anna)
    edit(desk.place.owner, _workspace(session), Change(cells={1: {NOTE: "mine"}}))
    return session


def _workspace(session: str) -> Workspace:
    found = find_workspace(session)
    assert found is not None
    return found


def _post(client: Client, session: str, what: str, body: object) -> Any:
    answer = client.post(f"/grid/{session}/{what}", body, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_the_page_knows_what_is_not_saved_and_what_would_block(desk: Desk, session: str) -> None:
    told = desk.ben.get(f"/grid/{session}/save").json()
    assert (told["unsaved"], told["version"], told["newest"], told["conflict_count"]) == (1, 1, 1, 0)
    assert {"what": "error", "count": 1} in told["blocks"]


def test_a_save_makes_a_version_with_name_and_comment(desk: Desk, session: str) -> None:
    told = _post(desk.anna, session, "save", {"name": " Round 1 ", "comment": "First look"})
    assert told["is_finished"]
    assert (told["outcome"]["state"], told["outcome"]["version"], told["outcome"]["invalid"]) == ("saved", 2, 1)
    version = Version.objects.get(node=desk.records, number=2)
    assert (version.label, version.comment) == ("Round 1", "First look")
    assert desk.anna.get(f"/grid/{session}/save").json()["unsaved"] == 0


def test_a_large_save_is_followed_by_its_job(desk: Desk, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SMALL_GRID", 1)
    told = _post(desk.anna, session, "save", {})
    assert not told["is_finished"]
    address = f"/grid/{session}/save?job={told['job']}"
    assert desk.anna.get(address).json()["outcome"] is None
    assert desk.ben.get(address).status_code == 404, "it is anna's"
    run(told["job"])
    assert desk.anna.get(address).json()["outcome"]["state"] == "saved"


@pytest.mark.parametrize(("which", "note"), [("mine", "mine"), ("theirs", "other")])
def test_both_sides_changed_a_cell_and_somebody_chooses(desk: Desk, session: str, which: str, note: str) -> None:
    replace_rows(desk.ben_actor, desk.records, b"ID,LAYOUT,NOTE\nHTA201_1,Paired-end,other\n")
    told = _post(desk.anna, session, "save", {})
    assert (told["outcome"]["state"], told["outcome"]["conflicts"]) == ("conflicts", 1)
    [conflict] = desk.anna.get(f"/grid/{session}/save").json()["conflicts"]
    assert (conflict["column"], conflict["mine"], conflict["theirs"]) == ("NOTE", "mine", "other")
    assert (conflict["place"], conflict["version"], conflict["by"]) == ("row 1", 2, "Ben Tester")
    choice = {"cells": [[conflict["row"], conflict["slot"], which]]} if note == "mine" else {"all": "theirs"}
    assert _post(desk.anna, session, "settle", choice)["conflict_count"] == 0
    state = _post(desk.anna, session, "save", {})["outcome"]["state"]
    assert state == ("saved" if which == "mine" else "unchanged")
    assert _workspace(session).rows.get(number=1).cells == ["HTA201_1", "Paired-end", note]


def test_a_name_that_is_taken_is_told(desk: Desk, session: str) -> None:
    Version.objects.filter(node=desk.records, number=1).update(label="First")
    told = _post(desk.anna, session, "save", {"name": "First"})
    assert told["code"] == "entities.version_label_is_taken"
    assert "already been used" in told["error"]


def test_who_may_not_use_it_hears_nothing(desk: Desk, session: str) -> None:
    eve = browser(actor_of(make_user("eve")))
    assert eve.get(f"/grid/{session}/save").status_code == 403
    assert eve.post(f"/grid/{session}/save", {}, content_type="application/json").status_code == 403
    assert Client().get(f"/grid/{session}/save").status_code == 401
    bad = desk.anna.post(f"/grid/{session}/settle", {"cells": [["a"]]}, content_type="application/json")
    assert bad.status_code == 400


def test_merging_from_the_page_takes_in_what_is_new(desk: Desk, session: str) -> None:
    replace_rows(desk.ben_actor, desk.records, b"ID,LAYOUT,NOTE\nHTA201_1,Single-end,one\n")
    assert desk.anna.post(f"/grid/{session}/merge").headers["Location"] == f"/grid/{session}"
    assert _workspace(session).rows.get(number=1).cells == ["HTA201_1", "Single-end", "mine"]


def test_annotations_are_written_to_each_file_and_what_failed_is_told(desk: Desk) -> None:
    place = desk.place
    good = place.add("one.fastq", ID="HTA201_1")
    session = desk.anna.post(place.path(place.folder, "grid")).headers["Location"].removeprefix("/grid/")
    workspace = _workspace(session)
    row = workspace.rows.get(source_key=good.id)
    edit(place.owner, workspace, Change(cells={row.number: {workspace.slots["LAYOUT"]: "Paired-end"}}))
    told = _post(desk.anna, session, "save", {})
    assert (told["outcome"]["state"], told["outcome"]["written"], told["outcome"]["refused"]) == ("saved", 1, [])
    assert desk.anna.get(f"/grid/{session}/save").json()["is_records"] is False
